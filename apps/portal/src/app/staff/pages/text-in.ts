/** A text of several languages in the reader's, else in the first it has. */
export function textIn(texts: Readonly<Record<string, string>>, language: string): string {
  return texts[language] ?? Object.values(texts)[0] ?? '';
}
