import type { Fact, FactOf, Instant, Leaving, Order, ReferralState, Signals, Touch } from './book.js';

/** The facts that tell something about one referral. */
export type ReferralFact = Extract<Fact, { referralId: string }>;

/**
 * A referral with one more fact noted in it: what is known, not yet what it means. Facts about orders commute. A person's
 * word lifts `limit.*`, so that the limits are asked again; taken back, the limit is put back too.
 */
export function note(r: ReferralState, f: Exclude<ReferralFact, { kind: 'confirmed' }>): ReferralState {
  switch (f.kind) {
    case 'converted':
      return withOrder(r, f.order, (known) => ({ ...since(known), ...earlier(known, purchase(f)) }));
    case 'refunded':
      return withOrder(r, f.order, (known) => ({ ...known, ...givenBack(known, f.amountMinor) }));
    case 'misplaced':
      return withOrder(r, f.order, (known) => ({ ...(known ?? { refunded: false }), misplaced: true }));
    case 'unsubscribed':
    case 'bounced':
      return withLeaving(r, { kind: f.kind, at: leftAt(r, f.occurredAt ?? f.at, f.at) });
    case 'returned':
      return withReturn(r, { kind: f.from, at: leftAt(r, f.leftAt, f.at), until: Math.min(f.occurredAt, f.at) });
    case 'reviewed':
      return withVerdict(r, f);
  }
}

// Told late, it happened when it did; who had left before they confirmed has left by then, or it would be forgotten.
function leftAt({ confirmedAt }: ReferralState, at: Instant, told: Instant): Instant {
  return Math.max(confirmedAt, Math.min(at, told));
}

// All are kept: which of them falls into a hold period shows only once it is known when that began.
function withLeaving(r: ReferralState, leaving: Leaving): ReferralState {
  if (r.left?.some((each) => isSame(each, leaving))) return r;
  return withUntil({ ...r, left: [...(r.left ?? []), leaving].toSorted((a, b) => a.at - b.at || (a.kind < b.kind ? -1 : 1)) });
}

// In whatever order they are told. Back from a leaving that nobody has told, they had never left: it only waits for that.
function withReturn(r: ReferralState, back: Required<Leaving>): ReferralState {
  return withUntil({ ...r, back: [...(r.back ?? []), back] });
}

// Of two returns from one leaving the earlier stands.
function withUntil(r: ReferralState): ReferralState {
  const { left, back } = r;
  if (!left || !back) return r;
  return { ...r, left: left.map((each) => {
    const ends = back.flatMap((end) => (isSame(each, end) ? [end.until] : []));
    return ends.length === 0 ? each : { ...each, until: Math.max(each.at, Math.min(...ends)) };
  }) };
}

function isSame(a: Leaving, b: Leaving): boolean {
  return a.kind === b.kind && a.at === b.at;
}

/** What a confirmation says at first; its status is the judgement's to set. */
export function firstNote(f: FactOf<'confirmed'>): ReferralState {
  const own = f.touches.filter((t) => t.memberId === f.memberId);
  return {
    refereeId: f.refereeId, status: 'pending', reason: 'confirmation', claim: f.claim,
    claimed: own.length > 0 && own.every((t) => t.via === 'claim'),
    confirmedAt: f.at, signals: effectiveSignals(f, own), orders: new Map(), counted: null,
  };
}

function effectiveSignals(f: FactOf<'confirmed'>, own: readonly Touch[]): Signals {
  const latest = own.reduce<Touch | null>((a, b) => (a === null || b.at > a.at || (b.at === a.at && b.linkId < a.linkId) ? b : a), null);
  return { ...f.signals, ...latest?.seen };
}

function withOrder(r: ReferralState, name: string, change: (known: Order | undefined) => Order): ReferralState {
  return { ...r, orders: new Map(r.orders).set(name, change(r.orders.get(name))) };
}

/** What has happened to an order since it was placed. */
type Since = Pick<Order, 'refunded' | 'returnedMinor' | 'misplaced' | 'earned'>;

function since({ refunded, returnedMinor, misplaced, earned }: Order = { refunded: false }): Since {
  return { refunded, ...(returnedMinor !== undefined && { returnedMinor }), ...(misplaced && { misplaced }), ...(earned && { earned }) };
}

// Each report tells how much it is by now, so the most that was told stands, in whatever order and however often.
function givenBack(known: Order | undefined, byNow: number | undefined): Pick<Since, 'refunded' | 'returnedMinor'> {
  if (byNow === undefined) return { refunded: true };
  return { refunded: known?.refunded ?? false, returnedMinor: Math.max(known?.returnedMinor ?? 0, byNow) };
}

type Purchase = Required<Pick<Order, 'type' | 'occurredAt'>> & Pick<Order, 'amountMinor' | 'currency'>;

function purchase(f: FactOf<'converted'>): Purchase {
  return {
    type: f.type, occurredAt: f.occurredAt,
    ...(f.amountMinor !== undefined && { amountMinor: f.amountMinor }), ...(f.currency !== undefined && { currency: f.currency }),
  };
}

// Two reports of one order: the earlier stands, ties by content, so that the order of their arrival does not matter.
function earlier(known: Order | undefined, told: Purchase): Pick<Order, 'type' | 'occurredAt' | 'amountMinor' | 'currency'> {
  if (known?.type === undefined || known.occurredAt === undefined) return told;
  const { refunded: _refunded, returnedMinor: _returned, misplaced: _misplaced, earned: _earned, ...first } = known;
  const rank = (o: Pick<Order, 'type' | 'amountMinor' | 'currency'>) => `${o.type} ${o.amountMinor ?? ''} ${o.currency ?? ''}`;
  if (told.occurredAt !== known.occurredAt) return told.occurredAt < known.occurredAt ? told : first;
  return rank(told) < rank(known) ? told : first;
}

function withVerdict(r: ReferralState, f: FactOf<'reviewed'>): ReferralState {
  const { verdict: _verdict, verdictReason: _reason, waits: _waits, ...rest } = r;
  const asked = rest.reason.startsWith('limit.') ? { ...rest, reason: 'confirmation' as const } : rest;
  if (f.verdict !== 'withdraw') return { ...asked, verdict: f.verdict, verdictReason: f.reason };
  const { given, waits, limit } = f.putBack ?? {};
  return { ...asked, ...(given && { verdict: given.verdict, verdictReason: given.reason }), ...(waits && { waits }), ...(limit && { reason: limit }) };
}

/**
 * The verdicts on one referral that were given and not taken back, the last one standing.
 * @param facts all reviews of the referral, oldest first
 */
export function standingVerdicts<F extends Pick<FactOf<'reviewed'>, 'verdict' | 'putBack'>>(facts: readonly F[]): F[] {
  const standing: F[] = [];
  for (const fact of facts) {
    if (fact.verdict !== 'withdraw') standing.push(fact);
    else if (fact.putBack) standing.pop();
    else standing.length = 0; // one that says nothing of before cleared them all
  }
  return standing;
}
