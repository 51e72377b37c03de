import { type Fact, type FactBody, memberReason, type Measure, type ReasonCode, type Signals, type Status } from '@fanfare/domain';

export interface FactRow { readonly seq: number; readonly kind: FactBody['kind']; readonly version: number; readonly at: Date; readonly body: FactBody }
export interface EntryRow {
  readonly seq: number; readonly factSeq: number | null; readonly version: number; readonly measure: Measure; readonly delta: number; readonly referralId: string | null;
  readonly from: Status | null; readonly to: Status | null; readonly reason: ReasonCode; readonly evidence: Signals; readonly effectiveAt: Date; readonly recordedAt: Date; readonly hash: string;
}

/**
 * A fact as the member whose book it is may read it. What was measured of a friend, when they visited, what they bought and who of the
 * team acted are other people's: named is what is told, so a new field stays untold until somebody adds it here.
 */
export function factTold({ seq, kind, version, at, body }: FactRow): Record<string, unknown> {
  return { seq, kind: kindTold(kind), version, at, ...bodyTold(body as Fact) };
}

/** An entry likewise. Its hash is over all that was decided, so it can be compared with the book though not made again from what is told. */
export function entryTold({ evidence, ...entry }: EntryRow): Record<string, unknown> {
  return { ...entry, reason: reasonTold(entry), ...(entry.referralId === null && { evidence: withoutOther(evidence) }) };
}

/** Whether a friend went by themselves or their mail came back is told nowhere else either. */
function kindTold(kind: FactBody['kind']): string {
  return kind === 'unsubscribed' || kind === 'bounced' ? 'left' : kind;
}

function bodyTold(body: Fact): Record<string, unknown> {
  switch (body.kind) {
    case 'confirmed': case 'converted': case 'refunded': case 'misplaced': case 'unsubscribed': case 'bounced': case 'returned':
      return { referralId: body.referralId };
    case 'reviewed':
      return { referralId: body.referralId, verdict: body.verdict, reason: memberReason(body.reason) };
    case 'adjusted':
      return { measure: body.measure, delta: body.delta, reason: body.reason, ...(body.settled && { settled: true }) };
    case 'spent':
      return { grantId: body.grantId, points: body.points, reason: body.reason };
    case 'cohort': case 'standing':
      return { to: body.to };
    case 'adopted':
      return { mode: body.mode, keepTiers: body.keepTiers };
    case 'merged': case 'unmerged':
      return {}; // with whom: once parted, maybe another person
  }
}

/** About a friend: what the member's own page says, and the reason itself where it is about the count and says nothing of a friend. */
function reasonTold({ referralId, reason, to }: Pick<EntryRow, 'referralId' | 'reason' | 'to'>): string | null {
  if (referralId === null) return reason;
  return memberReason(reason, to ?? undefined) ?? (reason.startsWith('review.') ? null : reason);
}

function withoutOther({ other: _, ...evidence }: Signals): Signals {
  return evidence;
}
