import type { MyGrant, Progress } from '../api/generated';
import type { Tone } from '../ui/status-pill';

/** To claim now, standing still, on its way, still ahead, or had (also what was withdrawn): the order in which a member cares. */
export const STAGES = ['claimable', 'stopped', 'underway', 'ahead', 'had'] as const;
type Stage = (typeof STAGES)[number];

type Milestone = Progress['milestones'][number];

/** One reward as a member sees it: granted, or a milestone still ahead. */
export interface RewardRow {
  readonly id: string;
  readonly title: string;
  readonly grant: MyGrant | null;
  /** What it is: swag, discount_code …; null where the reward is gone. */
  readonly kind: string | null;
  readonly measure: Milestone['measure'];
  /** Friends or points missing; null where nothing is missing. */
  readonly toGo: number | null;
  /** What it takes, and what one has of it. */
  readonly of: number;
  readonly sum: number;
  /** What a friend gets by it. */
  readonly friend: Milestone['friend'];
  /** Of the way there, 0 to 1. */
  readonly share: number;
  readonly stage: Stage;
}

const HAD = new Set<MyGrant['status']>(['delivered', 'fulfilled', 'revoked', 'expired']);
const STOPPED = new Set<MyGrant['status']>(['on_hold', 'suspended']);
const TONES: Partial<Record<MyGrant['status'], Tone>> = {
  claimed: 'good', sending: 'good', packed: 'good', shipped: 'good', delivered: 'good', fulfilled: 'good',
  granted: 'warn', queued: 'warn', on_hold: 'warn', suspended: 'warn', returned: 'warn', revoked: 'bad', expired: 'bad',
};

/** Every milestone with its grant, and what was granted besides, by stage. */
export function rewardRows(milestones: readonly Milestone[], grants: readonly MyGrant[]): RewardRow[] {
  const byId = new Map(grants.map((grant) => [grant.id, grant]));
  const ofMilestones = milestones.map((milestone) => milestoneRow(milestone, byId.get(milestone.grantId ?? '') ?? null));
  const shown = new Set(ofMilestones.map((row) => row.grant?.id));
  const others = grants.filter((grant) => !shown.has(grant.id)).map((grant): RewardRow => ({ id: grant.id, title: grant.title, grant, kind: grant.kind, measure: 'qualified', toGo: null, of: 0, sum: 0, friend: null, share: 1, stage: stageOf(grant) }));
  return [...ofMilestones, ...others].sort((a, b) => STAGES.indexOf(a.stage) - STAGES.indexOf(b.stage));
}

/** What a grant's status is called; an order that its member took back was not withdrawn by anybody. */
export function statusOf({ status, reason }: MyGrant): string {
  return reason === 'cancelled_by_member' ? 'grant.cancelled' : `grant.${status}`;
}

export function toneOf(grant: MyGrant): Tone {
  if (grant.reason === 'cancelled_by_member') return 'plain';
  return TONES[grant.status] ?? 'plain';
}

/** The message key of why a grant is where it is, where there is something to say. */
export function whyOf(grant: MyGrant): string | null {
  const { status, reason, waitsFor, bought } = grant;
  if (waitsFor) return `me.rewards.why.waits.${waitsFor}`;
  if (status === 'returned') return `me.rewards.why.${reason?.startsWith('returned_') ? reason : 'returned'}`;
  if (status === 'revoked' && bought?.back) return `me.rewards.why.${reason === 'cancelled_by_member' ? 'cancelled' : 'revoked_back'}`;
  if (status === 'revoked') return `me.rewards.why.${reason === 'member_left' || reason === 'not_approved' ? reason : 'revoked'}`;
  if (status === 'expired') return 'me.rewards.why.expired';
  if (status === 'suspended') return whySuspended(grant);
  if (status === 'on_hold') return 'me.rewards.why.on_hold';
  return reason === 'stands' ? 'me.rewards.why.stands' : null;
}

function whySuspended({ reason, side }: MyGrant): string {
  if (reason === 'member_suspended') return 'me.rewards.why.member_suspended';
  return side === 'friend' ? 'me.rewards.why.suspended_friend' : 'me.rewards.why.suspended';
}

/** A part of it has left, the rest has not: its parcels say what comes next. */
export function isPartShipped({ status, parcels }: Pick<MyGrant, 'status' | 'parcels'>): boolean {
  return status === 'packed' && parcels.some((parcel) => parcel.status !== 'returned');
}

/** The message key of what the member will hear of next, where somebody else has the next step. */
export function nextOf({ status, needs, delivery, kind, parcels }: MyGrant): string | null {
  if (delivery && kind === 'account_credit' && status === 'fulfilled') return 'me.rewards.next.credit_there';
  if (delivery && kind === 'cash' && status === 'fulfilled') return 'me.rewards.next.cash_sent';
  if (delivery?.waitsFor === 'member' && status === 'claimed') return 'me.rewards.next.payout';
  if (delivery && (status === 'claimed' || status === 'sending')) return `me.rewards.next.${delivery.waitsFor === 'staff' ? 'by_hand' : 'sent'}`;
  return needs.address && (status === 'claimed' || status === 'packed') && !isPartShipped({ status, parcels }) ? `me.rewards.next.${status}` : null;
}

function milestoneRow(milestone: Milestone, grant: MyGrant | null): RewardRow {
  const missing = Math.max(0, milestone.threshold - milestone.sum);
  return {
    id: milestone.id,
    title: grant?.title ?? milestone.title,
    grant,
    kind: grant?.kind ?? milestone.kind,
    measure: milestone.measure,
    toGo: missing > 0 ? missing : null,
    of: milestone.threshold,
    sum: milestone.sum,
    friend: milestone.friend,
    share: milestone.threshold > 0 ? Math.min(1, milestone.sum / milestone.threshold) : 1,
    stage: grant ? stageOf(grant) : missing > 0 ? 'ahead' : 'had',
  };
}

function stageOf(grant: MyGrant): Stage {
  if (grant.status === 'claimable') return 'claimable';
  if (STOPPED.has(grant.status)) return 'stopped';
  return HAD.has(grant.status) ? 'had' : 'underway';
}
