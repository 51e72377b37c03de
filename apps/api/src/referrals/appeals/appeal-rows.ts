import type { Id } from '@fanfare/domain';
import type { MyAppeal } from './appeal.dto.js';

/** An appeal as it is read. */
export interface AppealRow {
  readonly id: Id;
  readonly note: string;
  readonly status: MyAppeal['status'];
  readonly createdAt: Date;
  readonly dueAt: Date;
  readonly answer: string | null;
  readonly answeredAt: Date | null;
  /** An account of the team's, or nobody. */
  readonly answererId: Id | null;
}

/** The columns of an `AppealRow`. @param of the alias of `appeals` */
export function appealColumns(of: string): string {
  return `${of}.id, ${of}.note, ${of}.status, ${of}.created_at AS "createdAt", ${of}.due_at AS "dueAt", ${of}.answer, ${of}.answered_at AS "answeredAt", ${of}.answered_by AS "answererId"`;
}

/**
 * SQL: whether the last word on a friend has been appealed against already. An answer is the last word until the friend is
 * turned down or held anew. @param r the alias of `referrals`; `$1` is the program
 */
export function appealedSql(r: string): string {
  return `EXISTS (SELECT 1 FROM appeals p WHERE p.program_id = $1 AND p.referral_id = ${r}.id AND (p.status = 'open' OR NOT EXISTS (
    SELECT 1 FROM ledger_entries e WHERE e.program_id = $1 AND e.member_id = ${r}.member_id AND e.referral_id = ${r}.id
      AND e.to_status IN ('held', 'rejected', 'reversed') AND e.recorded_at > p.answered_at)))`;
}

export function toMyAppeal({ id, note, status, createdAt, dueAt, answer, answeredAt, answererId }: AppealRow): MyAppeal {
  return { id, note, status, createdAt: createdAt.toISOString(), dueAt: dueAt.toISOString(), answer, answeredAt: answeredAt?.toISOString() ?? null, decidedBy: status === 'open' ? null : answererId ? 'team' : 'rules' };
}
