const STEP = 1024;

/** The size of a file as people read it: `1.2 MB`. */
export function bytesText(bytes: number, language: string): string {
  const [size, unit] = bytes < STEP * STEP ? [Math.max(1, Math.round(bytes / STEP)), 'kilobyte'] : [bytes / STEP / STEP, 'megabyte'];
  return new Intl.NumberFormat(language, { style: 'unit', unit, maximumFractionDigits: 1 }).format(size);
}
