import { Injectable } from '@nestjs/common';
import { StaffNotes } from '../../members/index.js';
import { audit } from '../../platform/audit.js';
import { Clock } from '../../platform/clock.js';
import { Transactions, type Tx } from '../../platform/database/transactions.js';
import { writeOutbox } from '../../platform/outbox/outbox.js';
import { lockRewards } from '../grant-writes.js';
import { announceServed, serveQueues } from '../pool-queue.js';
import { NEEDS_APPROVAL } from '../waits-for.js';
import type { ApprovedResponse } from './money.dto.js';

interface Asked {
  readonly id: string;
  readonly needsApproval: boolean;
  /** Of whoever approves, or earned by their friends. */
  readonly isOwn: boolean;
  readonly isMine: boolean;
  readonly given: number;
  readonly needed: number;
}

/**
 * People look at a reward before it goes on its way. Approved, it joins the queue in the place of its award; rejected, it is
 * revoked. Nobody approves what is their own, and nobody twice.
 */
@Injectable()
export class Approvals {
  constructor(
    private readonly transactions: Transactions,
    private readonly notes: StaffNotes,
    private readonly clock: Clock,
  ) {}

  /** Those that can be approved are; the others are named. */
  async approve(programId: string, actorId: string, grantIds: readonly string[]): Promise<ApprovedResponse> {
    const at = this.clock.now();
    return this.transactions.inProgram(programId, async (tx) => {
      const rewardIds = await rewardsOf(tx, programId, grantIds);
      await lockRewards(tx, programId, rewardIds);
      const asked = await lockAsked(tx, programId, actorId, grantIds);
      const refused = grantIds.flatMap((grantId) => { const code = refusal(asked.find(({ id }) => id === grantId)); return code ? [{ grantId, code }] : []; });
      const taken = asked.filter((grant) => refusal(grant) === null);
      await tx.query(
        'INSERT INTO grant_approvals (program_id, grant_id, approver_id, at) SELECT $1, g, $3, $4 FROM unnest($2::uuid[]) AS g', [programId, taken.map(({ id }) => id), actorId, at]);
      for (const { id, given, needed } of taken) await audit(tx, programId, { actorId, action: 'grant.approved', subjectId: id, detail: { approval: given + 1, of: needed } }, at);
      await announceServed(tx, programId, await serveQueues(tx, programId, rewardIds, at), at);
      const done = taken.filter(({ given, needed }) => given + 1 >= needed).length;
      return { approved: done, waiting: taken.length - done, refused };
    });
  }

  /** @returns how many were; what needs no approval any longer stays as it is */
  async reject(programId: string, actorId: string, grantIds: readonly string[], reason: string): Promise<number> {
    const at = this.clock.now();
    return this.transactions.inProgram(programId, async (tx) => {
      await lockGrants(tx, programId, grantIds); // an approval that leaves the grant as it is would else not be seen
      const [rejected] = (await tx.query(
        `UPDATE grants g SET status = 'revoked', reason = 'not_approved', updated_at = $3 WHERE g.program_id = $1 AND g.id = ANY($2) AND ${NEEDS_APPROVAL}
         RETURNING g.id AS "grantId", g.beneficiary_id AS "memberId"`, [programId, grantIds, at])) as [{ grantId: string; memberId: string }[], number];
      await writeOutbox(tx, programId, rejected.map((grant) => ({ topic: 'grant.revoked', payload: { ...grant } })), at);
      const notes = await this.notes.writeAll(tx, programId, [...new Set(rejected.map(({ memberId }) => memberId))], { kind: 'reward', text: reason, authorId: actorId }, at);
      for (const { grantId, memberId } of rejected) await audit(tx, programId, { actorId, action: 'grant.rejected', subjectId: grantId, detail: { note: notes.get(memberId) ?? null } }, at);
      return rejected.length;
    });
  }
}

async function rewardsOf(tx: Tx, programId: string, grantIds: readonly string[]): Promise<string[]> {
  const rows = (await tx.query('SELECT DISTINCT reward_id AS id FROM grants WHERE program_id = $1 AND id = ANY($2)', [programId, grantIds])) as { id: string }[];
  return rows.map(({ id }) => id);
}

/** In id order: of two who decide at once, the later sees what the first has done. */
async function lockGrants(tx: Tx, programId: string, grantIds: readonly string[]): Promise<void> {
  await tx.query('SELECT 1 FROM grants WHERE program_id = $1 AND id = ANY($2) ORDER BY id FOR UPDATE', [programId, grantIds]);
}

async function lockAsked(tx: Tx, programId: string, actorId: string, grantIds: readonly string[]): Promise<Asked[]> {
  await lockGrants(tx, programId, grantIds);
  return (await tx.query(
    `SELECT g.id, ${NEEDS_APPROVAL} AS "needsApproval", g.approvals_needed AS needed,
       (SELECT count(*)::int FROM grant_approvals a WHERE a.program_id = $1 AND a.grant_id = g.id) AS given,
       EXISTS (SELECT 1 FROM grant_approvals a WHERE a.program_id = $1 AND a.grant_id = g.id AND a.approver_id = $3) AS "isMine",
       EXISTS (SELECT 1 FROM members m WHERE m.program_id = $1 AND m.account_id = $3
         AND m.id IN (SELECT members_of_person($1, g.beneficiary_id) UNION SELECT members_of_person($1, g.book_id))) AS "isOwn"
     FROM grants g WHERE g.program_id = $1 AND g.id = ANY($2)`, [programId, grantIds, actorId])) as Asked[];
}

function refusal(grant: Asked | undefined): ApprovedResponse['refused'][number]['code'] | null {
  if (!grant) return 'grant.not_found';
  if (grant.isOwn) return 'grant.own_approval';
  if (!grant.needsApproval) return 'grant.wrong_state';
  return grant.isMine ? 'grant.approved_already' : null;
}
