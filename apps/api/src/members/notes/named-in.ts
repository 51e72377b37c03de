const LEAST_LETTERS = 3;

/** Whoever may be named: by what they are called, and what they are written to. */
export interface NamedPerson {
  readonly names: readonly string[];
  readonly addresses: readonly string[];
}

/**
 * Whether a text names a person: by their address, or by a word of their name, with or without a genitive s.
 * @param person of whose names a word of fewer than three letters says nothing, too common as it is; the whole name does
 */
export function isNamedIn(text: string, person: NamedPerson): boolean {
  const said = text.normalize('NFC');
  const lower = said.toLowerCase();
  return person.addresses.some((address) => lower.includes(address.toLowerCase())) || person.names.some((name) => patternOf(name)?.test(said));
}

/** The text with every word of that name shortened to its first letter. */
export function withoutName(text: string, name: string | null): string {
  const pattern = patternOf(name);
  return pattern ? text.normalize('NFC').replaceAll(pattern, (found) => `${[...found][0]}••`) : text;
}

function patternOf(name: string | null): RegExp | null {
  const whole = name?.normalize('NFC').trim() ?? '';
  const words = whole.split(/[\s,;.()-]+/u).filter((word) => [...word].length >= LEAST_LETTERS);
  const sought = [whole, ...words].filter(Boolean).map((word) => word.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return sought.length === 0 ? null : new RegExp(`(?<![\\p{L}\\p{N}])(?:${sought.join('|')})s?(?![\\p{L}\\p{N}])`, 'giu');
}
