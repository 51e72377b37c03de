import { Injectable } from '@nestjs/common';
import { permits, type Role } from '@fanfare/contracts';
import type { Id } from '@fanfare/domain';
import { Clock } from '../../platform/clock.js';
import { Transactions, type Tx } from '../../platform/database/transactions.js';
import { nextCursor, readCursor } from '../../platform/paging.js';
import { textFor } from '../../members/index.js';
import { ASSIGNEE, assignedSql, joinAssignee } from '../review/assignment-sql.js';
import { type ReferralRow, toStaffReferral, type Viewer } from '../review/referral-list.service.js';
import { joinTimer, revisionSql } from '../review/referral-sql.js';
import { appealColumns, type AppealRow, toMyAppeal } from './appeal-rows.js';
import type { FriendAppeal } from './appeal.dto.js';
import type { AppealsQuery, AppealsResponse, StaffAppeal } from './appeals.dto.js';

type FriendRow = Omit<ReferralRow, 'id' | 'status'> & { referral_id: Id; referral_status: ReferralRow['status'] };
type StaffRow = AppealRow & { readonly answeredBy: string | null };
type QueueRow = StaffRow & FriendRow;

const ORDER = {
  open: { only: `a.status = 'open'`, by: 'a.due_at', way: 'ASC', beyond: '>' },
  answered: { only: `a.status <> 'open'`, by: 'a.answered_at', way: 'DESC', beyond: '<' },
} as const;

const APPEALS = `
  SELECT ${appealColumns('a')}, acc.name AS "answeredBy", r.id AS referral_id, r.decided_at AS at, r.status AS referral_status, r.reason, r.member_id, r.referee_id, r.confirmed_at,
    r.state->>'verdict' AS verdict, r.state->'signals' AS signals, timer.due_at, ${revisionSql('r')} AS revision, m.name AS referrer_name, b.name AS referee_name, i.email AS referee_email, ${ASSIGNEE}
  FROM appeals a
  JOIN referrals r ON r.program_id = $1 AND r.id = a.referral_id
  LEFT JOIN profiles m ON m.program_id = $1 AND m.member_id = r.member_id
  LEFT JOIN profiles b ON b.program_id = $1 AND b.member_id = r.referee_id
  LEFT JOIN LATERAL (SELECT email FROM identities WHERE program_id = $1 AND member_id = r.referee_id ORDER BY created_at LIMIT 1) i ON true
  LEFT JOIN accounts acc ON acc.id = a.answered_by
  ${joinAssignee('r')} ${joinTimer('r')}
  WHERE a.program_id = $1`;

/** Appeals as staff see them. */
@Injectable()
export class AppealQueue {
  constructor(
    private readonly transactions: Transactions,
    private readonly clock: Clock,
  ) {}

  async list(programId: Id, { role, accountId }: Viewer, { status, assignee, cursor, limit }: AppealsQuery): Promise<AppealsResponse> {
    const { only, by, way, beyond } = ORDER[status];
    const place = readCursor(cursor);
    const rows = await this.transactions.readProgram(programId, async (tx) => (await tx.query(
      `${APPEALS} AND ${only} AND ($2::timestamptz IS NULL OR (${by}, a.id) ${beyond} ($2, $3::uuid)) AND ${assignedSql('r', '$5')} ORDER BY ${by} ${way}, a.id ${way} LIMIT $4`,
      [programId, place?.at ?? null, place?.id ?? null, limit + 1, assignee === 'mine' ? accountId : (assignee ?? null)])) as QueueRow[]);
    return {
      items: rows.slice(0, limit).map((row) => this.toStaff(row, role)),
      nextCursor: nextCursor(rows, limit, (row) => ({ at: status === 'open' ? row.dueAt : row.answeredAt!, id: row.id })),
    };
  }

  /** About one friend, newest first; nothing for roles that do not answer appeals. */
  async about(tx: Tx, programId: Id, role: Role, referralId: Id): Promise<FriendAppeal[]> {
    if (!permits(role, 'reviews:decide')) return [];
    const rows = (await tx.query(
      `SELECT ${appealColumns('a')}, acc.name AS "answeredBy" FROM appeals a LEFT JOIN accounts acc ON acc.id = a.answered_by
       WHERE a.program_id = $1 AND a.referral_id = $2 ORDER BY a.round DESC`, [programId, referralId])) as StaffRow[];
    return rows.map((row) => this.toFriend(row, role));
  }

  private toStaff({ referral_id, referral_status, ...row }: QueueRow, role: Role): StaffAppeal {
    return { ...this.toFriend(row, role), referral: toStaffReferral({ ...row, id: referral_id, status: referral_status }, role) };
  }

  private toFriend(row: StaffRow, role: Role): FriendAppeal {
    const appeal = toMyAppeal(row);
    return {
      ...appeal,
      note: textFor(role, appeal.note),
      answer: appeal.answer && textFor(role, appeal.answer),
      overdue: appeal.status === 'open' && row.dueAt < this.clock.now(),
      answeredBy: row.answeredBy,
    };
  }
}
