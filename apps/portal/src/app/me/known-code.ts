import type { PublicProgram, ShareKit } from '../api/generated';

/** What is needed to show the code of a link to somebody, without a network too. Nothing of it is secret. */
export interface KnownCode {
  readonly name: string;
  readonly brandColor: string;
  readonly url: string;
  /** The picture itself. */
  readonly qr: string;
}

const key = (slug: string) => `ff-code-${slug}`;

/** The code as it was last seen in this browser. */
export function knownCode(slug: string): KnownCode | null {
  try {
    const known = JSON.parse(localStorage.getItem(key(slug)) ?? 'null') as KnownCode | null;
    return known && typeof known.qr === 'string' && typeof known.url === 'string' ? known : null;
  } catch {
    return null;
  }
}

/** Remembers the code of the member's first link. Where the picture cannot be had, what was known stays. */
export async function rememberCode(slug: string, { name, brandColor }: PublicProgram, { link }: ShareKit): Promise<KnownCode | null> {
  const known = knownCode(slug);
  const same = known?.url === link.url && known.name === name && known.brandColor === brandColor;
  if (same) return known;
  const answer = await fetch(`/r/${link.code}/qr.svg`);
  if (!answer.ok) return known;
  const code = { name, brandColor, url: link.url, qr: await answer.text() };
  localStorage.setItem(key(slug), JSON.stringify(code));
  return code;
}

/** Whoever signs in here next is somebody else, perhaps. */
export function forgetCodes(): void {
  for (const stored of Object.keys(localStorage)) if (stored.startsWith(key(''))) localStorage.removeItem(stored);
}
