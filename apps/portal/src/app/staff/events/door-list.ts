import type { Invitation } from '../../api/generated';

const MARKS = /\p{M}/gu;
/** Who has a seat comes before who hoped for one. */
const RANK: Record<Invitation['status'], number> = { going: 0, waiting: 1, invited: 2, declined: 3 };

/** The guests whose name has every word that was typed, by name; accents and case make no difference at a door. */
export function guestsLike(guests: readonly Invitation[], typed: string, language: string): Invitation[] {
  const words = plain(typed).split(/\s+/).filter(Boolean);
  const compare = new Intl.Collator(language, { sensitivity: 'base' }).compare;
  return guests
    .filter(({ member }) => words.every((word) => plain(member.name ?? '').split(/[\s-]+/).some((part) => part.startsWith(word))))
    .toSorted((a, b) => RANK[a.status] - RANK[b.status] || compare(a.member.name ?? '', b.member.name ?? ''));
}

function plain(text: string): string {
  return text.normalize('NFD').replace(MARKS, '').replaceAll('ł', 'l').replaceAll('Ł', 'l').toLowerCase();
}
