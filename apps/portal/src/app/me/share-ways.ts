import type { ShareKit } from '../api/generated';

export type Channel = ShareKit['texts'][number]['channel'];

/** Where a channel takes the link and leaves the words to whoever sends it: there they are copied, to be pasted. */
export const TAKES_LINK_ONLY: ReadonlySet<Channel> = new Set(['facebook', 'linkedin']);

/**
 * The address that opens a channel with a text ready to be sent; null for one that has none of its own.
 * @param text with the link in it
 */
export function wayTo(channel: Channel, text: string, link: string): string | null {
  const [words, url] = [encodeURIComponent(text), encodeURIComponent(link)];
  // Telegram takes the link apart from the words.
  const withoutLink = encodeURIComponent(text.replace(link, '').trim());
  switch (channel) {
    case 'whatsapp': return `https://wa.me/?text=${words}`;
    case 'telegram': return `https://t.me/share/url?url=${url}&text=${withoutLink}`;
    case 'email': return `mailto:?body=${words}`;
    case 'x': return `https://x.com/intent/post?text=${words}`;
    case 'facebook': return `https://www.facebook.com/sharer/sharer.php?u=${url}`;
    case 'linkedin': return `https://www.linkedin.com/sharing/share-offsite/?url=${url}`;
    default: return null;
  }
}
