import type { Tx } from '../platform/database/transactions.js';
import { newId } from '../platform/ids.js';
import { sourcesOf } from './grant-states.js';
import { lockPools, type ServedGrant } from './pool-queue.js';
import { WITH_BUDGETS } from './queue-reads.js';

/** Names an award: what a grant belongs to. */
export interface AwardRef {
  readonly bookId: string;
  readonly subjectId: string;
  readonly ordinal: number;
  readonly side: 'own' | 'friend';
}

/** A grant to be made. Without the parts of an award it is one by hand, or one that was bought. */
export interface NewGrant extends Partial<AwardRef> {
  readonly id?: string;
  /** What was paid for it. */
  readonly points?: number;
  readonly rewardId: string;
  readonly beneficiaryId: string;
  readonly awardedAt: Date;
}

/** What the grants of awards are of. */
export async function rewardsOfAwards(tx: Tx, programId: string, awards: readonly AwardRef[]): Promise<string[]> {
  if (awards.length === 0) return [];
  const rows = (await tx.query(
    `SELECT DISTINCT g.reward_id FROM ${AWARDS('$2', '$3', '$4', '$5')} JOIN grants g ON g.program_id = $1 AND ${OF_AWARD}`,
    [programId, ...columnsOf(awards)])) as { reward_id: string }[];
  return rows.map((row) => row.reward_id);
}

/** Locks rewards and all that is given from: their stock, that of their variants, and the money behind them. Before any grant. */
export async function lockRewards(tx: Tx, programId: string, rewardIds: readonly string[]): Promise<void> {
  const promised = await poolsOfRewards(tx, programId, rewardIds);
  const variants = (await tx.query('SELECT pool_id FROM reward_variants WHERE program_id = $1 AND reward_id = ANY($2) AND pool_id IS NOT NULL', [programId, rewardIds])) as { pool_id: string }[];
  await lockPools(tx, programId, [...promised, ...variants.map((row) => row.pool_id), ...(await budgetsOfRewards(tx, programId, rewardIds))]);
}

/** The pools of the budgets that rewards fall under. */
export async function budgetsOfRewards(tx: Tx, programId: string, rewardIds: readonly string[]): Promise<string[]> {
  const rows = (await tx.query(
    `SELECT own.pool_id AS own, common.pool_id AS common FROM rewards r ${WITH_BUDGETS} WHERE r.program_id = $1 AND r.id = ANY($2)`, [programId, rewardIds])) as { own: string | null; common: string | null }[];
  return rows.flatMap(({ own, common }) => [own, common]).filter((id) => id !== null);
}

/**
 * The pools behind rewards. Until the transaction ends, none of the rewards gets a pool or leaves its own (`Stock`): a grant
 * must not join a queue that nobody here serves.
 */
export async function poolsOfRewards(tx: Tx, programId: string, rewardIds: readonly string[]): Promise<string[]> {
  const rows = (await tx.query(
    'SELECT pool_id FROM rewards WHERE program_id = $1 AND id = ANY($2) ORDER BY id FOR SHARE', [programId, rewardIds])) as { pool_id: string | null }[];
  return [...new Set(rows.flatMap((row) => row.pool_id ?? []))];
}

/** Rewards `r` with the program's rules on them, and how many people have to approve one. */
export const WITH_RULES = 'LEFT JOIN reward_rules rules ON rules.program_id = $1';
const APPROVALS = `(CASE WHEN r.cost_currency = rules.second_currency AND r.cost_minor > rules.second_above_minor THEN 2
  WHEN r.approval = 'always' OR (r.approval = 'above' AND coalesce(r.cost_minor > r.approve_above_minor, true)) THEN 1 ELSE 0 END)`;
/** Whether a reward `r` (`WITH_RULES`) is in the shop: it has a price, and nobody has to approve it. */
export const FOR_SALE = `(r.points_price IS NOT NULL AND ${APPROVALS} = 0)`;

/**
 * Writes grants, into the queue (to be served after); or before it, where somebody has to approve them or they are kept back for
 * some days. Who gives one by hand is the first of two to approve it. An award that has its grant keeps it. @returns those that are new
 */
export async function createGrants(tx: Tx, programId: string, grants: readonly NewGrant[], at: Date): Promise<ServedGrant[]> {
  if (grants.length === 0) return [];
  return (await tx.query(
    `INSERT INTO grants (program_id, id, reward_id, beneficiary_id, book_id, subject_id, ordinal, side, points, status, reason, approvals_needed, held_until, awarded_at, updated_at)
     SELECT $1, g.id, g.reward_id, g.beneficiary_id, g.book_id, g.subject_id, g.ordinal, g.side, g.points,
       CASE WHEN gate.approvals > 0 OR (r.hold_days > 0 AND g.book_id IS NOT NULL) THEN 'granted' ELSE 'queued' END, CASE WHEN g.book_id IS NULL AND g.points IS NULL THEN 'by_hand' END,
       CASE WHEN g.book_id IS NULL AND gate.approvals > 0 THEN 2 ELSE gate.approvals END,
       CASE WHEN r.hold_days > 0 AND g.book_id IS NOT NULL THEN g.awarded_at + make_interval(days => r.hold_days) END, g.awarded_at, $10
     FROM unnest($2::uuid[], $3::uuid[], $4::uuid[], $5::uuid[], $6::uuid[], $7::int[], $8::text[], $9::timestamptz[], $11::int[])
       AS g (id, reward_id, beneficiary_id, book_id, subject_id, ordinal, side, awarded_at, points)
     JOIN rewards r ON r.program_id = $1 AND r.id = g.reward_id ${WITH_RULES}
     CROSS JOIN LATERAL (SELECT ${APPROVALS} AS approvals) AS gate
     ON CONFLICT (program_id, book_id, subject_id, ordinal, side) DO NOTHING
     RETURNING id AS "grantId", beneficiary_id AS "memberId"`,
    [
      programId, grants.map((g) => g.id ?? newId()), grants.map((g) => g.rewardId), grants.map((g) => g.beneficiaryId), grants.map((g) => g.bookId ?? null),
      grants.map((g) => g.subjectId ?? null), grants.map((g) => g.ordinal ?? null), grants.map((g) => g.side ?? null), grants.map((g) => g.awardedAt), at, grants.map((g) => g.points ?? null),
    ])) as ServedGrant[];
}

/** What has not been sent; and access, which can be closed while it is given: by the numbers of their parameters. */
const stops = (sent: string, closed: string) => `(g.status = ANY(${sent}) OR (g.status = ANY(${closed}) AND EXISTS (SELECT 1 FROM rewards r WHERE r.program_id = $1 AND r.id = g.reward_id AND r.kind = 'unlock')))`;
const STOPS = stops('$7', '$8');
/** How long a grant `g` has stood still by then, for which nobody loses time to claim it. */
const stoodStill = (at: string) => `CASE WHEN g.status IN ('suspended', 'on_hold') THEN ${at}::timestamptz - g.updated_at ELSE interval '0' END`;

/**
 * Stops what has not been sent, and notes on the rest that it stands although its award fell; one that came back keeps saying
 * why it did. @returns what was stopped
 */
export async function suspendGrants(tx: Tx, programId: string, awards: readonly AwardRef[], at: Date): Promise<ServedGrant[]> {
  if (awards.length === 0) return [];
  const [changed] = (await tx.query(
    `UPDATE grants g SET updated_at = $6, claim_by = g.claim_by + ${stoodStill('$6')},
       status = CASE WHEN ${STOPS} THEN 'suspended' ELSE g.status END,
       resume_status = CASE WHEN ${STOPS} THEN g.status ELSE g.resume_status END,
       reason = CASE WHEN ${STOPS} OR g.status = 'suspended' THEN 'award_suspended' WHEN g.status = 'returned' THEN g.reason ELSE 'stands' END
     FROM ${AWARDS('$2', '$3', '$4', '$5')}
     WHERE g.program_id = $1 AND ${OF_AWARD} AND (g.status <> ALL('{suspended,revoked,expired}') OR (g.status = 'suspended' AND g.reason = 'member_suspended'))
     RETURNING g.id AS "grantId", g.beneficiary_id AS "memberId", g.status`,
    [programId, ...columnsOf(awards), at, sourcesOf('suspend'), sourcesOf('close')])) as [(ServedGrant & { status: string })[], number];
  return changed.filter((grant) => grant.status === 'suspended').map(({ grantId, memberId }) => ({ grantId, memberId }));
}

/** Takes the same grant up where it was; one that stood is an ordinary one again. @returns what goes on */
export async function reinstateGrants(tx: Tx, programId: string, awards: readonly AwardRef[], at: Date): Promise<ServedGrant[]> {
  if (awards.length === 0) return [];
  const [changed] = (await tx.query(
    `UPDATE grants g SET updated_at = $6, resume_status = NULL, claim_by = g.claim_by + CASE WHEN g.status = 'suspended' THEN $6 - g.updated_at ELSE interval '0' END,
       reason = CASE WHEN g.status = ANY($7) AND g.resume_status = 'on_hold' THEN 'held_by_staff' END,
       status = CASE WHEN g.status = ANY($7) THEN coalesce(g.resume_status, 'claimable') ELSE g.status END
     FROM ${AWARDS('$2', '$3', '$4', '$5')} JOIN grants before ON before.program_id = $1 AND ${OF_AWARD.replaceAll('g.', 'before.')}
     WHERE g.program_id = $1 AND g.id = before.id AND g.reason IN ('award_suspended', 'stands') AND g.status <> 'revoked'
     RETURNING g.id AS "grantId", g.beneficiary_id AS "memberId", before.status`,
    [programId, ...columnsOf(awards), at, sourcesOf('reinstate')])) as [(ServedGrant & { status: string })[], number];
  return changed.filter((grant) => grant.status === 'suspended').map(({ grantId, memberId }) => ({ grantId, memberId }));
}

/** Whether whoever a grant `g` is for is kept out: the book that has theirs says so, by whichever name they were given it. */
const IS_SUSPENDED = `EXISTS (
  WITH RECURSIVE book AS (
    SELECT merged_into, standing FROM standings WHERE program_id = $1 AND member_id = g.beneficiary_id
    UNION ALL SELECT s.merged_into, s.standing FROM standings s JOIN book b ON s.program_id = $1 AND s.member_id = b.merged_into)
  SELECT 1 FROM book WHERE merged_into IS NULL AND standing = 'suspended')`;

/** Stops those of some grants, given or free to go on, whose member is kept out. */
export async function stopForSuspended(tx: Tx, programId: string, grantIds: readonly string[], at: Date): Promise<void> {
  if (grantIds.length === 0) return;
  await tx.query(
    `UPDATE grants g SET status = 'suspended', resume_status = g.status, reason = 'member_suspended', updated_at = $3
     WHERE g.program_id = $1 AND g.id = ANY($2) AND ${stops('$4', '$5')} AND ${IS_SUSPENDED}`, [programId, grantIds, at, sourcesOf('suspend'), sourcesOf('close')]);
}

/** Stops those whose award has fallen meanwhile, as it would have stopped them: they go on once it is earned again. */
export async function stopWithoutAward(tx: Tx, programId: string, grantIds: readonly string[], at: Date): Promise<void> {
  await tx.query(
    `UPDATE grants g SET status = 'suspended', resume_status = g.status, reason = 'award_suspended', updated_at = $3 FROM awards a
     WHERE g.program_id = $1 AND g.id = ANY($2) AND a.program_id = $1 AND a.member_id = g.book_id AND a.subject_id = g.subject_id AND a.ordinal = g.ordinal AND a.side = g.side
       AND a.status <> 'active' AND ${stops('$4', '$5')}`, [programId, grantIds, at, sourcesOf('suspend'), sourcesOf('close')]);
}

/** Stops what a member, by any of their names, was promised and has not been sent, and closes what is open to them. */
export async function suspendOfMember(tx: Tx, programId: string, memberId: string, at: Date): Promise<void> {
  await tx.query(
    `UPDATE grants g SET status = 'suspended', resume_status = g.status, reason = 'member_suspended', claim_by = g.claim_by + ${stoodStill('$3')}, updated_at = $3
     WHERE g.program_id = $1 AND g.beneficiary_id = ANY(ARRAY(SELECT members_of_person($1, $2))) AND ${stops('$4', '$5')}`, [programId, memberId, at, sourcesOf('suspend'), sourcesOf('close')]);
}

/** Takes up what was stopped so, with as much time to claim it as there was left. */
export async function resumeOfMember(tx: Tx, programId: string, memberId: string, at: Date): Promise<void> {
  await tx.query(
    `UPDATE grants SET status = resume_status, resume_status = NULL, claim_by = claim_by + ($3 - updated_at), updated_at = $3,
       reason = CASE WHEN resume_status = 'on_hold' THEN 'held_by_staff' WHEN book_id IS NULL AND points IS NULL THEN 'by_hand' END
     WHERE program_id = $1 AND beneficiary_id = ANY(ARRAY(SELECT members_of_person($1, $2))) AND status = ANY($4) AND reason = 'member_suspended'`, [programId, memberId, at, sourcesOf('reinstate')]);
}

/** Rewards of a member's grants that can be stopped, or are. */
export async function rewardsOfMember(tx: Tx, programId: string, memberId: string): Promise<string[]> {
  const rows = (await tx.query(
    `SELECT DISTINCT reward_id AS id FROM grants WHERE program_id = $1 AND beneficiary_id = ANY(ARRAY(SELECT members_of_person($1, $2))) AND status = ANY($3)`,
    [programId, memberId, [...sourcesOf('suspend'), ...sourcesOf('close'), ...sourcesOf('reinstate')]])) as { id: string }[];
  return rows.map(({ id }) => id);
}

/** Awards as a set of rows, from the four parameters that `columnsOf` fills. */
const AWARDS = (book: string, subject: string, ordinal: string, side: string) =>
  `unnest(${book}::uuid[], ${subject}::uuid[], ${ordinal}::int[], ${side}::text[]) AS a (book_id, subject_id, ordinal, side)`;
const OF_AWARD = 'g.book_id = a.book_id AND g.subject_id = a.subject_id AND g.ordinal = a.ordinal AND g.side = a.side';

function columnsOf(awards: readonly AwardRef[]): unknown[][] {
  return [awards.map((a) => a.bookId), awards.map((a) => a.subjectId), awards.map((a) => a.ordinal), awards.map((a) => a.side)];
}

/** The grants that these books' awards led to, with the award's status. */
export async function grantsOfBooks(tx: Tx, programId: string, bookIds: readonly string[]): Promise<(AwardRef & { id: string; status: string; reason: string | null; award: string })[]> {
  return (await tx.query(
    `SELECT g.id, g.status, g.reason, g.book_id AS "bookId", g.subject_id AS "subjectId", g.ordinal, g.side, a.status AS award FROM grants g
     JOIN awards a ON a.program_id = $1 AND a.member_id = g.book_id AND a.subject_id = g.subject_id AND a.ordinal = g.ordinal AND a.side = g.side
     WHERE g.program_id = $1 AND g.book_id = ANY($2)`,
    [programId, bookIds])) as (AwardRef & { id: string; status: string; reason: string | null; award: string })[];
}
