import { Injectable } from '@nestjs/common';
import { DomainError } from '@fanfare/contracts';
import type { CohortKey, Id } from '@fanfare/domain';
import { MemberList, selectedIds, StaffNotes, withoutWords } from '../members/index.js';
import { audit } from '../platform/audit.js';
import { Clock } from '../platform/clock.js';
import { Transactions, type Tx } from '../platform/database/transactions.js';
import { holdCohorts } from '../programs/index.js';
import type { CohortMoveRequest, CohortMoveResponse } from './cohort-moves.dto.js';
import type { FactInput } from './inputs.js';
import { Ledger } from './ledger.service.js';

/**
 * Members come into a cohort, and out of it: a fact of each book, from that moment on. What they have won stays; what comes
 * next follows the thresholds of the cohort they are in.
 */
@Injectable()
export class CohortMoves {
  constructor(
    private readonly transactions: Transactions,
    private readonly members: MemberList,
    private readonly ledger: Ledger,
    private readonly notes: StaffNotes,
    private readonly clock: Clock,
  ) {}

  /** All of them or none. @throws DomainError `cohort.not_found`, `member.selection_too_large`, `member.not_found` where one was picked and has left */
  async move(programId: Id, actorId: Id, { id, select, cohort, reason }: CohortMoveRequest): Promise<CohortMoveResponse> {
    const at = this.clock.now();
    return this.transactions.inProgram(programId, async (tx) => {
      if (cohort !== null && !(await holdCohorts(tx, programId, [cohort])).has(cohort)) throw new DomainError('cohort.not_found');
      const ids = await booksOf(tx, programId, await selectedIds(tx, this.members, programId, select));
      if (ids.length === 0 && select.ids?.length === 1) throw new DomainError('member.not_found');
      const others = await notIn(tx, programId, ids, cohort);
      const outcomes = await this.ledger.apply(tx, programId, others.map((memberId): FactInput => (
        { kind: 'fact', key: `cohort:${id}:${memberId}`, memberId, body: { kind: 'cohort', to: cohort, by: actorId } })), at);
      const moved = outcomes.flatMap(({ status, memberId }) => (status === 'recorded' && memberId !== null ? [memberId] : []));
      await this.notes.writeAll(tx, programId, moved, { kind: 'cohort', text: reason, authorId: actorId }, at);
      if (moved.length > 0) {
        const only = select.ids?.length === 1 ? moved[0]! : null;
        await audit(tx, programId, { actorId, action: 'member.cohort_set', subjectId: only, detail: { cohort, changed: moved.length, ...(only === null && withoutWords(select)) } }, at);
      }
      return { matched: ids.length, changed: moved.length };
    });
  }
}

/** Who is in another's book is meant by that book; who has left, by none. */
async function booksOf(tx: Tx, programId: Id, memberIds: readonly Id[]): Promise<Id[]> {
  const rows = (await tx.query(
    `WITH RECURSIVE book AS (
       SELECT member_id, merged_into, standing FROM standings WHERE program_id = $1 AND member_id = ANY($2)
       UNION SELECT s.member_id, s.merged_into, s.standing FROM standings s JOIN book b ON s.program_id = $1 AND s.member_id = b.merged_into)
     SELECT DISTINCT member_id FROM book WHERE merged_into IS NULL AND standing <> 'erased' ORDER BY member_id`, [programId, memberIds])) as { member_id: Id }[];
  return rows.map((row) => row.member_id);
}

async function notIn(tx: Tx, programId: Id, memberIds: readonly Id[], cohort: CohortKey | null): Promise<Id[]> {
  const rows = (await tx.query(
    'SELECT member_id FROM standings WHERE program_id = $1 AND member_id = ANY($2) AND cohort IS DISTINCT FROM $3 ORDER BY member_id', [programId, memberIds, cohort])) as { member_id: Id }[];
  return rows.map((row) => row.member_id);
}
