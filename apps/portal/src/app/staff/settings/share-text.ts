/** A text with its placeholders filled in, as the API does it: all at once. */
export function fillIn(text: string, values: { readonly link: string; readonly name: string }): string {
  return text.replace(/\{(link|name)\}/g, (_, key: 'link' | 'name') => values[key]);
}

/** Differs from what stands where a program has no words of its own. */
export function isOwn({ text, ours }: { readonly text: string; readonly ours: string }): boolean {
  return text.trim() !== ours;
}

/** What is wrong with a text, as the last part of a key; null if it may be saved. */
export function wrongText(text: string, most: number): 'empty' | 'too_long' | 'no_link' | 'placeholder' | null {
  if (text.trim() === '') return 'empty';
  if (text.trim().length > most) return 'too_long';
  if (!text.includes('{link}')) return 'no_link';
  const placeholders = text.match(/\{[^{}]*\}/g) ?? [];
  return placeholders.every((found) => found === '{link}' || found === '{name}') ? null : 'placeholder';
}
