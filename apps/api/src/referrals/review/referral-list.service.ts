import { Injectable } from '@nestjs/common';
import { DomainError, permits, type Role } from '@fanfare/contracts';
import { type Id, inspect, type ReasonCode, type Rulebook, type Signals, type Status } from '@fanfare/domain';
import { Accounts } from '../../identity/index.js';
import { Clock } from '../../platform/clock.js';
import { Transactions, type Tx } from '../../platform/database/transactions.js';
import { nextCursor, readCursor } from '../../platform/paging.js';
import { Rulebooks } from '../../programs/index.js';
import { type AssigneeColumns, toAssignee } from './assignment-sql.js';
import { countsSql, narrowedBy, type Narrowed, pageSql } from './referral-sql.js';
import type { ReferralCountsResponse, ReferralFilters, ReferralsQuery, StaffReferral, StaffReferralsResponse } from './referrals.dto.js';
import { shownPerson } from './shown-person.js';

export interface ReferralRow extends AssigneeColumns {
  id: Id; at: Date; status: Status | 'expired'; reason: ReasonCode; member_id: Id; referee_id: Id | null; confirmed_at: Date | null; verdict: 'approve' | 'reject' | null; signals: Signals;
  due_at: Date | null; revision: string | null;
  referrer_name: string | null; referee_name: string | null; referee_email: string | null;
}

/** `version`: of the rulebook that the referrer's book is judged by; null: there is no book yet. */
type ListedRow = ReferralRow & { readonly version: number | null };

/** Who of the team asks. */
export interface Viewer { readonly role: Role; readonly accountId: Id }

const PEOPLE_AT_MOST = 500;

/** Friends in every state as staff see them: those in the books, and the sign-ups that nobody has confirmed yet. */
@Injectable()
export class ReferralList {
  constructor(
    private readonly transactions: Transactions,
    private readonly accounts: Accounts,
    private readonly rulebooks: Rulebooks,
    private readonly clock: Clock,
  ) {}

  /** @throws DomainError `auth.forbidden` where a role searches for people it may not see */
  async list(programId: Id, { role, accountId }: Viewer, { status, sort, cursor, limit, ...filters }: ReferralsQuery): Promise<StaffReferralsResponse> {
    const place = readCursor(cursor);
    return this.transactions.readProgram(programId, async (tx) => {
      const narrowed = await this.narrow(tx, programId, { role, accountId }, filters);
      const rows = (await tx.query(pageSql(sort), [programId, ...narrowedBy(narrowed), this.clock.now(), status ?? null, place?.at ?? null, place?.id ?? null, limit + 1])) as ListedRow[];
      const rules = new Map<number, Rulebook>();
      for (const version of new Set(rows.flatMap((row) => row.version ?? []))) rules.set(version, await this.rulebooks.byVersion(tx, programId, version));
      const findings = (row: ListedRow) => inspect(rules.get(row.version ?? 0)?.checks ?? [], row.signals).filter(({ found }) => found).map(({ reason, saw }) => ({ reason, saw }));
      return { items: rows.slice(0, limit).map((row) => ({ ...toStaffReferral(row, role), findings: findings(row) })), nextCursor: nextCursor(rows, limit, (row) => row) };
    });
  }

  /** @throws as `list` */
  async counts(programId: Id, viewer: Viewer, filters: ReferralFilters): Promise<ReferralCountsResponse> {
    return this.transactions.readProgram(programId, async (tx) => {
      const narrowed = await this.narrow(tx, programId, viewer, filters);
      const [counts] = (await tx.query(countsSql(), [programId, ...narrowedBy(narrowed), this.clock.now()])) as [ReferralCountsResponse];
      return counts;
    });
  }

  private async narrow(tx: Tx, programId: Id, { role, accountId }: Viewer, filters: ReferralFilters): Promise<Narrowed> {
    if (filters.search && !permits(role, 'members:read')) throw new DomainError('auth.forbidden');
    const text = filters.search?.replaceAll(/[\\%_]/g, '\\$&') ?? null;
    const address = filters.search ? this.accounts.hashOf(filters.search) : null;
    const people = text ? await findPeople(tx, programId, text, address) : null;
    const { from, before } = await daysOf(tx, programId, filters);
    return { memberId: filters.memberId ?? null, reason: filters.reason ?? null, from, before, people, text, address, assignee: filters.assignee === 'mine' ? accountId : (filters.assignee ?? null) };
  }
}

export function toStaffReferral(row: ReferralRow, role: Role): StaffReferral {
  return {
    id: row.id,
    referrer: { memberId: row.member_id, name: shownPerson(role, { name: row.referrer_name, email: null }).name },
    referee: { memberId: row.referee_id, ...shownPerson(role, { name: row.referee_name, email: row.referee_email }) },
    status: row.status,
    reason: row.reason,
    verdict: row.verdict,
    assignee: toAssignee(row),
    evidence: row.signals,
    changedAt: row.at.toISOString(),
    dueAt: row.due_at?.toISOString() ?? null,
    revision: row.revision,
    confirmedAt: row.confirmed_at?.toISOString() ?? null,
  };
}

/** By the beginning of a word in the name, or by the whole address: a part of one would let it be guessed sign by sign. */
async function findPeople(tx: Tx, programId: Id, text: string, addressHash: Buffer | null): Promise<Id[]> {
  const rows = (await tx.query(
    `(SELECT member_id AS id FROM profiles WHERE program_id = $1 AND (name ILIKE $2 || '%' OR name ILIKE '% ' || $2 || '%') LIMIT ${PEOPLE_AT_MOST})
     UNION (SELECT member_id FROM identities WHERE program_id = $1 AND email_hash = $3)`, [programId, text, addressHash])) as { id: Id }[];
  return rows.map((row) => row.id);
}

/** The instants between which the days of the program lie. */
async function daysOf(tx: Tx, programId: Id, { from, to }: ReferralFilters): Promise<{ from: Date | null; before: Date | null }> {
  if (!from && !to) return { from: null, before: null };
  const [row] = (await tx.query(
    `SELECT ($2::date::timestamp AT TIME ZONE time_zone) AS "from", (($3::date + 1)::timestamp AT TIME ZONE time_zone) AS before FROM programs WHERE id = $1`,
    [programId, from ?? null, to ?? null])) as [{ from: Date | null; before: Date | null }];
  return row;
}
