import { Injectable } from '@nestjs/common';
import { DomainError } from '@fanfare/contracts';
import { foldCode } from '@fanfare/domain';
import { Clock } from '../platform/clock.js';
import { Transactions, type Tx } from '../platform/database/transactions.js';
import { nextCursor, readCursor } from '../platform/paging.js';
import { Rulebooks } from '../programs/index.js';

export interface MemberRow {
  readonly id: string;
  readonly name: string | null;
  readonly email: string | null;
  readonly locale: string | null;
  readonly joinedAt: Date;
  readonly standing: string;
  readonly code: string | null;
  readonly tierId: string | null;
  readonly qualified: number;
  readonly pending: number;
  readonly held: number;
  readonly rejected: number;
  readonly reversed: number;
}
export type MemberWithTier = MemberRow & { readonly tier: { readonly id: string; readonly name: string } | null };

/** Everything staff see of one book. Rows as the database has them; `at` and the like are Dates. */
export interface MemberBook {
  readonly member: MemberWithTier;
  readonly facts: readonly { seq: number; key: string; kind: string; version: number; at: Date; body: Readonly<Record<string, unknown>> }[];
  readonly entries: readonly { seq: number; factSeq: number | null; version: number; measure: string; delta: number; referralId: string | null; fromStatus: string | null; toStatus: string | null; reason: string; evidence: Readonly<Record<string, unknown>>; effectiveAt: Date }[];
  readonly links: readonly { id: string; code: string; channel: string; createdAt: Date }[];
  readonly awards: readonly { subjectId: string; ordinal: number; side: string; earnedAs: string; threshold: number; status: string; since: Date }[];
  readonly grants: readonly { id: string; rewardId: string; status: string; reason: string | null; awardedAt: Date; updatedAt: Date }[];
}

const ROW = `m.id, p.name, i.email, p.locale, m.joined_at AS "joinedAt", coalesce(s.standing, 'active') AS standing, l.code, s.tier_id AS "tierId",
  coalesce(s.qualified, 0) AS qualified, coalesce(c.held, 0) AS held, coalesce(c.rejected, 0) AS rejected, coalesce(c.reversed, 0) AS reversed,
  coalesce(c.waiting, 0) + coalesce(o.open, 0) AS pending`;
/** Per member, one look-up by key each; the page has been cut before. */
const JOINS = `LEFT JOIN profiles p ON p.program_id = $1 AND p.member_id = m.id
  LEFT JOIN LATERAL (SELECT email FROM identities WHERE program_id = $1 AND member_id = m.id ORDER BY created_at, id LIMIT 1) i ON true
  LEFT JOIN LATERAL (SELECT code FROM links WHERE program_id = $1 AND member_id = m.id ORDER BY created_at, id LIMIT 1) l ON true
  LEFT JOIN standings s ON s.program_id = $1 AND s.member_id = m.id
  LEFT JOIN LATERAL (SELECT count(*) FILTER (WHERE status = 'pending')::int AS waiting, count(*) FILTER (WHERE status = 'held')::int AS held,
      count(*) FILTER (WHERE status = 'rejected')::int AS rejected, count(*) FILTER (WHERE status = 'reversed')::int AS reversed
    FROM referrals WHERE program_id = $1 AND member_id = m.id) c ON true
  LEFT JOIN LATERAL (SELECT count(*)::int AS open FROM submissions WHERE program_id = $1 AND referrer_id = m.id AND used_at IS NULL AND expires_at > $2) o ON true`;
/** What staff see at once of a book; older facts are in the export. */
const BOOK_LINES = 500;

/** The members of a program as staff see them. */
@Injectable()
export class MemberList {
  constructor(
    private readonly transactions: Transactions,
    private readonly rulebooks: Rulebooks,
    private readonly clock: Clock,
  ) {}

  /** Newest first. @param query.search part of a name or address, or a whole link code */
  async list(programId: string, query: { search?: string | undefined; cursor?: string | undefined; limit: number }): Promise<{ items: MemberWithTier[]; nextCursor: string | null }> {
    const after = readCursor(query.cursor);
    return this.transactions.readProgram(programId, async (tx) => {
      const rows = (await tx.query(
        `SELECT ${ROW} FROM (
           SELECT m.id, m.joined_at FROM members m
           WHERE m.program_id = $1 AND ($3::timestamptz IS NULL OR (m.joined_at, m.id) < ($3, $4::uuid))
             AND ($5::text IS NULL OR EXISTS (SELECT 1 FROM profiles WHERE program_id = $1 AND member_id = m.id AND name ILIKE $5)
               OR EXISTS (SELECT 1 FROM identities WHERE program_id = $1 AND member_id = m.id AND email ILIKE $5)
               OR EXISTS (SELECT 1 FROM links WHERE program_id = $1 AND member_id = m.id AND code = $6))
           ORDER BY m.joined_at DESC, m.id DESC LIMIT $7) m ${JOINS}
         ORDER BY m.joined_at DESC, m.id DESC`,
        [programId, this.clock.now(), after?.at ?? null, after?.id ?? null, pattern(query.search), foldCode(query.search ?? ''), query.limit + 1])) as MemberRow[];
      const items = await this.withTiers(tx, programId, rows.slice(0, query.limit));
      return { items, nextCursor: nextCursor(rows, query.limit, (row) => ({ at: row.joinedAt, id: row.id })) };
    });
  }

  /** @throws DomainError `member.not_found` */
  async book(programId: string, memberId: string): Promise<MemberBook> {
    return this.transactions.readProgram(programId, async (tx) => {
      const rows = (await tx.query(`SELECT ${ROW} FROM members m ${JOINS} WHERE m.program_id = $1 AND m.id = $3`, [programId, this.clock.now(), memberId])) as MemberRow[];
      const [member] = await this.withTiers(tx, programId, rows);
      if (!member) throw new DomainError('member.not_found');
      const of = [programId, memberId];
      return {
        member,
        facts: await tx.query(`SELECT seq, key, kind, version, at, body FROM facts WHERE program_id = $1 AND member_id = $2 ORDER BY seq DESC LIMIT ${BOOK_LINES}`, of),
        entries: await tx.query(
          `SELECT seq, fact_seq AS "factSeq", version, measure, delta, referral_id AS "referralId", from_status AS "fromStatus", to_status AS "toStatus", reason, evidence, effective_at AS "effectiveAt"
           FROM ledger_entries WHERE program_id = $1 AND member_id = $2 ORDER BY seq DESC LIMIT ${BOOK_LINES}`, of),
        links: await tx.query('SELECT id, code, channel, created_at AS "createdAt" FROM links WHERE program_id = $1 AND member_id = $2 ORDER BY created_at, id', of),
        awards: await tx.query('SELECT subject_id AS "subjectId", ordinal, side, earned_as AS "earnedAs", threshold, status, since FROM awards WHERE program_id = $1 AND member_id = $2 ORDER BY since, subject_id, ordinal', of),
        grants: await tx.query('SELECT id, reward_id AS "rewardId", status, reason, awarded_at AS "awardedAt", updated_at AS "updatedAt" FROM grants WHERE program_id = $1 AND beneficiary_id = $2 ORDER BY awarded_at, id', of),
      };
    });
  }

  private async withTiers(tx: Tx, programId: string, rows: readonly MemberRow[]): Promise<MemberWithTier[]> {
    const { tiers } = await this.rulebooks.inForce(tx, programId, this.clock.now());
    return rows.map((row) => {
      const tier = tiers.find((t) => t.id === row.tierId);
      return { ...row, tier: tier ? { id: tier.id, name: tier.name ?? '' } : null };
    });
  }
}

/** `%` and `_` that were typed mean themselves. */
function pattern(search: string | undefined): string | null {
  const text = search?.trim();
  return text ? `%${text.replaceAll(/[\\%_]/g, '\\$&')}%` : null;
}
