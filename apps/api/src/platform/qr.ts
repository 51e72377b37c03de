import QRCode from 'qrcode';

/** Modules of white around a code; the standard asks for four. */
const QUIET = 4;
const LEVEL = 'M'; // reads with 15 % of it covered: a fold, a thumb

/** A code's modules as one SVG path, one unit each, without the quiet zone. */
export interface QrPath {
  /** Modules along one side. */
  readonly side: number;
  readonly d: string;
}

export function qrPath(text: string): QrPath {
  const { modules } = QRCode.create(text, { errorCorrectionLevel: LEVEL });
  const rows = Array.from({ length: modules.size }, (_, y) => Array.from({ length: modules.size }, (_, x) => modules.get(y, x) === 1));
  return { side: modules.size, d: rows.map((row, y) => runs(row).map(([x, length]) => `M${x} ${y}h${length}v1h-${length}z`).join('')).join('') };
}

/** A whole code, black on white. @param size of one side in px unless it is shown at another, the quiet zone included */
export function qrSvg(text: string, size: number): string {
  const { side, d } = qrPath(text);
  const whole = side + 2 * QUIET;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${whole} ${whole}" width="${size}" height="${size}" shape-rendering="crispEdges">`
    + `<rect width="${whole}" height="${whole}" fill="#fff"/><path transform="translate(${QUIET} ${QUIET})" d="${d}"/></svg>`;
}

/** A code in a white square with its quiet zone, to be put into a drawing. @param size of the square */
export function qrIn(text: string, x: number, y: number, size: number): string {
  const { side, d } = qrPath(text);
  const unit = size / (side + 2 * QUIET);
  return `<rect x="${x}" y="${y}" width="${size}" height="${size}" rx="${Math.round(size / 14)}" fill="#fff"/>`
    + `<path transform="translate(${x + QUIET * unit} ${y + QUIET * unit}) scale(${unit})" d="${d}" fill="#000" shape-rendering="crispEdges"/>`;
}

/** Neighbouring dark modules of a row as [start, length]. */
function runs(row: readonly boolean[]): [number, number][] {
  const found: [number, number][] = [];
  row.forEach((dark, x) => {
    if (!dark) return;
    const last = found.at(-1);
    if (last && last[0] + last[1] === x) last[1] += 1;
    else found.push([x, 1]);
  });
  return found;
}
