import type { Award, Id, State } from '@fanfare/domain';

/** An award in the book that earned it: where its row is, and what a grant refers to. */
export interface OwnedAward {
  readonly owner: Id;
  readonly award: Award;
}

/** The awards of books by owner and key. A book that absorbed others holds theirs too, and those at rest because another stands. */
export function ownedAwards(states: Iterable<State>): Map<string, OwnedAward> {
  const owned = new Map<string, OwnedAward>();
  for (const state of states) {
    for (const award of [...state.awards.values(), ...displaced(state)]) {
      const owner = award.book ?? state.memberId;
      owned.set(`${owner} ${award.key}`, { owner, award });
    }
  }
  return owned;
}

function displaced({ merged }: State): readonly Award[] {
  return merged && 'own' in merged ? [...merged.displaced, ...displaced(merged.own), ...displaced(merged.guest)] : [];
}
