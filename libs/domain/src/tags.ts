/** At most so many characters, as a person counts them. */
const TAG_CHARS = 40;

/** A tag as it is kept and compared, from whatever was typed: case, full-width forms and spaces around or doubled do not matter. */
export function foldTag(text: string): string {
  return text.normalize('NFKC').trim().replace(/\s+/gu, ' ').toLowerCase();
}

/**
 * Whether a folded text may be a tag: one line without commas and semicolons, which part tags from one another in files, and
 * without signs that nobody sees.
 */
export function isTag(text: string): boolean {
  const chars = [...text].length;
  return chars >= 1 && chars <= TAG_CHARS && !/[\p{Cc}\p{Cf}\p{Cs},;]/u.test(text);
}
