/**
 * How well a text answers what was typed: 0 is best, null not at all. Whole beginnings come before beginnings of words, those before
 * places within one, and those before letters that merely appear in order ("invt" in "Invite to the team"). Accents do not matter.
 */
export function distance(text: string, typed: string): number | null {
  const hay = plain(text);
  const needle = plain(typed);
  if (needle === '') return 0;
  const at = hay.indexOf(needle);
  if (at === 0) return 0;
  if (at > 0) return /[\p{L}\p{N}]/u.test(hay[at - 1]!) ? 2 : 1;
  return inOrder(hay, needle) ? 3 : null;
}

function plain(text: string): string {
  return text.normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase().trim();
}

/** From the beginning of a word on, each letter after the last. */
function inOrder(hay: string, needle: string): boolean {
  return hay.split(/\s+/).some((_, word, words) => {
    const rest = words.slice(word).join(' ');
    if (rest[0] !== needle[0]) return false;
    let from = 0;
    return [...needle].every((sign) => {
      from = rest.indexOf(sign, from) + 1;
      return from > 0;
    });
  });
}
