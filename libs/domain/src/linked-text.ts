/** A piece of a text: words, or an address with what it says. */
export interface TextPart {
  readonly text: string;
  readonly href: string | null;
}

/** Web addresses; a sign that ends a sentence or a bracket is not part of one. */
const ADDRESS = /https?:\/\/[^\s<>"']*[^\s<>"'.,;:!?)\]]/gu;

/** A text as it was typed, with its web addresses found: nothing else in it becomes a link. */
export function linkedText(text: string): TextPart[] {
  const parts: TextPart[] = [];
  let from = 0;
  for (const { 0: href, index } of text.matchAll(ADDRESS)) {
    if (index > from) parts.push({ text: text.slice(from, index), href: null });
    parts.push({ text: href, href });
    from = index + href.length;
  }
  if (from < text.length) parts.push({ text: text.slice(from), href: null });
  return parts;
}
