/** At most so many characters: it stands in addresses and in columns of files. */
const KEY_CHARS = 30;

/** Whether a text may be the key of a cohort: lower case letters, digits and single hyphens between them. */
export function isCohortKey(text: string): boolean {
  return text.length <= KEY_CHARS && /^[a-z0-9]+(-[a-z0-9]+)*$/.test(text);
}

/** The key that a name suggests, or that somebody typed: without accents, case or anything else a key has not. May be empty. */
export function cohortKeyFrom(text: string): string {
  const plain = text.toLowerCase().replaceAll('ä', 'ae').replaceAll('ö', 'oe').replaceAll('ü', 'ue').replaceAll('ß', 'ss').replaceAll('ł', 'l').normalize('NFKD').replace(/\p{M}/gu, '');
  return plain.replace(/[^a-z0-9]+/g, '-').slice(0, KEY_CHARS).replace(/^-|-$/g, '');
}
