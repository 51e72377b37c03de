import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DomainError, type ErrorCode, permits, type Role } from '@fanfare/contracts';
import type { Id } from '@fanfare/domain';
import { type RoleListener, RoleListeners, Staff } from '../../identity/index.js';
import { audit } from '../../platform/audit.js';
import { Clock } from '../../platform/clock.js';
import { Transactions, type Tx } from '../../platform/database/transactions.js';
import { ASSIGNEE, type AssigneeColumns, joinAssignee, toAssignee, waitsForTeamSql } from './assignment-sql.js';
import type { AssignmentsRequest, AssignmentsResponse, ReviewersResponse } from './assignments.dto.js';

type Row = AssigneeColumns & { readonly id: Id; readonly waits: boolean };

/** Who of the team looks at which friend. Only who may review has any, and nobody keeps one that is decided. */
@Injectable()
export class Assignments implements RoleListener, OnModuleInit {
  constructor(
    private readonly transactions: Transactions,
    private readonly staff: Staff,
    private readonly listeners: RoleListeners,
    private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.listeners.register(this);
  }

  /** Those of the team who can be given a friend. */
  async reviewers(programId: Id): Promise<ReviewersResponse> {
    const team = await this.staff.list(programId);
    return { items: team.filter(({ role }) => permits(role, 'reviews:decide')).map(({ accountId, name }) => ({ accountId, name })), nextCursor: null };
  }

  /**
   * Gives friends to somebody, or to nobody. Of two who take the same friend at once one has it, and the other is told who.
   * @throws DomainError `review.assignee_unfit`
   */
  async assign(programId: Id, actorId: Id, { referralIds, assigneeId, from }: AssignmentsRequest): Promise<AssignmentsResponse> {
    const at = this.clock.now();
    return this.transactions.inProgram(programId, async (tx) => {
      if (assigneeId !== null) await assertReviewer(tx, programId, assigneeId);
      // Whoever decides a friend waits, or has decided: an assignment does not outlive what it is about.
      await tx.query('SELECT 1 FROM referrals WHERE program_id = $1 AND id = ANY($2) ORDER BY id FOR NO KEY UPDATE', [programId, referralIds]);
      const before = await read(tx, programId, referralIds);
      const open = referralIds.filter((id) => before.get(id)?.waits);
      const changed = assigneeId === null ? await release(tx, programId, open, from) : await give(tx, programId, open, from, { accountId: assigneeId, actorId, at });
      for (const { id } of changed) {
        const detail = { from: before.get(id)!.assignee_id, to: assigneeId };
        await audit(tx, programId, { actorId, action: assigneeId === null ? 'referral.released' : 'referral.assigned', subjectId: id, detail }, at);
      }
      const now = await read(tx, programId, referralIds);
      return { items: referralIds.map((referralId) => ({ referralId, assignee: assigneeOf(now.get(referralId)), problem: problemOf(now.get(referralId), assigneeId) })) };
    });
  }

  /** Whoever may not review any longer lets go of all they had. */
  async roleChanged(tx: Tx, programId: Id, accountId: Id, role: Role | null): Promise<void> {
    if (role !== null && permits(role, 'reviews:decide')) return;
    await tx.query(
      `DELETE FROM review_assignments WHERE program_id = $1 AND referral_id IN (
         SELECT referral_id FROM review_assignments WHERE program_id = $1 AND account_id = $2 ORDER BY referral_id FOR UPDATE)`, [programId, accountId]);
  }
}

/** The share lock keeps the role: whoever takes it away finds the assignment, or the assignment finds it gone. */
async function assertReviewer(tx: Tx, programId: Id, accountId: Id): Promise<void> {
  const [person] = (await tx.query('SELECT role FROM account_programs WHERE program_id = $1 AND account_id = $2 FOR SHARE', [programId, accountId])) as { role: Role | null }[];
  if (person?.role && permits(person.role, 'reviews:decide')) return;
  throw new DomainError('review.assignee_unfit', {}, [{ field: 'assigneeId', code: 'not_a_reviewer', message: 'is nobody of this program’s team who may review' }]);
}

async function read(tx: Tx, programId: Id, ids: readonly Id[]): Promise<Map<Id, Row>> {
  const rows = (await tx.query(
    `SELECT r.id, ${waitsForTeamSql('r')} AS waits, ${ASSIGNEE} FROM referrals r ${joinAssignee('r')} WHERE r.program_id = $1 AND r.id = ANY($2)`, [programId, ids])) as Row[];
  return new Map(rows.map((row) => [row.id, row]));
}

async function give(tx: Tx, programId: Id, ids: readonly Id[], from: string, { accountId, actorId, at }: { accountId: Id; actorId: Id; at: Date }): Promise<{ id: Id }[]> {
  return (await tx.query(
    `INSERT INTO review_assignments AS a (program_id, referral_id, account_id, assigned_by, assigned_at) SELECT $1, id, $3, $4, $5 FROM unnest($2::uuid[]) AS id
     ON CONFLICT (program_id, referral_id) DO UPDATE SET account_id = EXCLUDED.account_id, assigned_by = EXCLUDED.assigned_by, assigned_at = EXCLUDED.assigned_at
       WHERE a.account_id <> EXCLUDED.account_id AND ($6 = 'anybody' OR a.account_id::text = $6)
     RETURNING referral_id AS id`, [programId, ids, accountId, actorId, at, from])) as { id: Id }[];
}

async function release(tx: Tx, programId: Id, ids: readonly Id[], from: string): Promise<{ id: Id }[]> {
  const [gone] = (await tx.query(
    `DELETE FROM review_assignments WHERE program_id = $1 AND referral_id = ANY($2) AND ($3 = 'anybody' OR account_id::text = $3) RETURNING referral_id AS id`,
    [programId, ids, from])) as [{ id: Id }[], number];
  return gone;
}

function assigneeOf(row: Row | undefined) {
  return row ? toAssignee(row) : null;
}

function problemOf(row: Row | undefined, wanted: Id | null): ErrorCode | null {
  if (!row) return 'referral.not_found';
  if (!row.waits) return 'review.decided';
  return row.assignee_id === wanted ? null : 'review.taken';
}
