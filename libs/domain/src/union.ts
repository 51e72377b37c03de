import type { Fact, Id, Rulebook, State, Union } from './book.js';
import { attribute } from './attribute.js';

/** Everyone whose book is in this one: its own member first. Merges nest, so a guest may have guests. */
export function membersOf(s: Pick<State, 'memberId' | 'merged'>): Id[] {
  return s.merged && 'own' in s.merged ? [...membersOf(s.merged.own), ...membersOf(s.merged.guest)] : [s.memberId];
}

/** Lets time pass in both books of a union. */
export function ageApart(u: Union, pass: (s: State) => State): Union {
  return { ...u, own: pass(u.own), guest: pass(u.guest) };
}

/**
 * A confirmation as the book of both hears it: touches of any of its members are its own, and a friend who is one of them is the
 * member themself, so an own link. Other facts name nobody.
 */
export function inOneName(book: Pick<State, 'memberId' | 'merged'>, f: Fact): Fact {
  if (f.kind !== 'confirmed') return f;
  const members = membersOf(book);
  const named = (id: Id) => (members.includes(id) ? book.memberId : id);
  return { ...f, refereeId: named(f.refereeId), touches: f.touches.map((t) => ({ ...t, memberId: named(t.memberId) })) };
}

/**
 * Tells a fact to those of the two books that it is about: a referral's to the one that has it, a confirmation to the one
 * whose touch earned it, what was spent to the buyer's, standing and rules to both. Adjustments and cohort go to the book that absorbed.
 */
export function tellApart(u: Union, f: Fact, rb: Rulebook, tell: (s: State, f: Fact) => State): Union {
  const { own, guest } = audience(u, f, rb);
  return {
    ...u,
    own: own ? tell(u.own, f) : u.own,
    guest: guest ? tell(u.guest, { ...f, memberId: u.guest.memberId }) : u.guest,
  };
}

function audience(u: Union, f: Fact, rb: Rulebook): { own: boolean; guest: boolean } {
  if (f.kind === 'standing' || f.kind === 'adopted') return { own: true, guest: true };
  const guest = isGuests(u.guest, f, rb);
  return { own: !guest, guest };
}

function isGuests(guest: State, f: Fact, rb: Rulebook): boolean {
  if (f.kind === 'confirmed') return membersOf(guest).includes(attribute(f.touches, f.at, rb.attribution) ?? '');
  if (f.kind === 'spent') return membersOf(guest).includes(f.buyer);
  return 'referralId' in f && guest.referrals.has(f.referralId);
}
