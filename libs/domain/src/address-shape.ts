const FEWEST_LETTERS = 3;

/**
 * What is left of a numbered address without its digits, dots and signs: `anna.k07` and `annak_12` have one stem. Null where
 * there is nothing to count up (no digit) or too little left to tell people apart.
 * @param local the part before the @, in canonical form
 */
export function numberedStem(local: string): string | null {
  const letters = local.replace(/[^\p{L}]/gu, '');
  return /\d/.test(local) && letters.length >= FEWEST_LETTERS ? letters : null;
}

/**
 * Whether an address looks thrown together: letters and digits in turns, or many letters and no vowel. Names of any language have vowels
 * (y is one), and people put their digits in one or two places.
 */
export function isRandomLocal(local: string): boolean {
  const text = local.replace(/[^a-z0-9]/g, '');
  if (text.length < 8) return false;
  const turns = text.match(/[a-z](?=\d)|\d(?=[a-z])/g)?.length ?? 0;
  const letters = text.replace(/\d/g, '');
  return turns >= 4 || (letters.length >= 8 && !/[aeiouy]/.test(letters));
}

/** A full name as it is compared, or null for a given name alone: many people share one. */
export function comparableName(name: string | null): string | null {
  const words = (name ?? '').normalize('NFKC').toLowerCase().split(/[\s\p{P}]+/u).filter(Boolean);
  return words.length >= 2 ? words.toSorted().join(' ') : null;
}
