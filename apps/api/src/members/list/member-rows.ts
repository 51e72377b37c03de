import type { Tx } from '../../platform/database/transactions.js';
import type { Rulebooks } from '../../programs/index.js';

export interface MemberRow {
  readonly id: string;
  readonly name: string | null;
  readonly email: string | null;
  readonly locale: string | null;
  readonly joinedAt: Date;
  readonly standing: 'active' | 'suspended' | 'erased';
  readonly code: string | null;
  readonly cohort: string | null;
  readonly tierId: string | null;
  readonly qualified: number;
  readonly points: number;
  readonly pending: number;
  readonly held: number;
  readonly rejected: number;
  readonly reversed: number;
  readonly tags: string[];
  /** Friends who count, by week of their confirmation: the last eight, oldest first. */
  readonly weeks: number[];
}
export type MemberWithTier = MemberRow & { readonly tier: { readonly id: string; readonly name: string } | null };

const WEEKS = 8;
const weeks = Array.from({ length: WEEKS }, (_, n) => {
  const [from, to] = [(WEEKS - n) * 7, (WEEKS - n - 1) * 7];
  return `count(*) FILTER (WHERE status = 'qualified' AND confirmed_at > $2::timestamptz - interval '${from} days' AND confirmed_at <= $2::timestamptz - interval '${to} days')::int`;
}).join(', ');

/** Columns of a `MemberRow`, from a member `m` and what `MEMBER_JOINS` brings; `$1` is the program, `$2` the present moment. */
export const MEMBER_ROW = `m.id, p.name, i.email, p.locale, m.joined_at AS "joinedAt", coalesce(s.standing, 'active') AS standing, l.code, s.cohort, s.tier_id AS "tierId",
  coalesce(s.qualified, 0) AS qualified, coalesce(s.points, 0) AS points, coalesce(c.held, 0) AS held, coalesce(c.rejected, 0) AS rejected,
  coalesce(c.reversed, 0) AS reversed, coalesce(c.waiting, 0) + coalesce(o.open, 0) AS pending, t.tags, c.weeks`;

/** Per member, one look-up by key each; the page has been cut before. */
export const MEMBER_JOINS = `LEFT JOIN profiles p ON p.program_id = $1 AND p.member_id = m.id
  LEFT JOIN LATERAL (SELECT email FROM identities WHERE program_id = $1 AND member_id = m.id ORDER BY created_at, id LIMIT 1) i ON true
  LEFT JOIN LATERAL (SELECT code FROM links WHERE program_id = $1 AND member_id = m.id ORDER BY created_at, id LIMIT 1) l ON true
  LEFT JOIN standings s ON s.program_id = $1 AND s.member_id = m.id
  LEFT JOIN LATERAL (SELECT coalesce(array_agg(tag ORDER BY tag), '{}') AS tags FROM member_tags WHERE program_id = $1 AND member_id = m.id) t ON true
  LEFT JOIN LATERAL (SELECT count(*) FILTER (WHERE status = 'pending')::int AS waiting, count(*) FILTER (WHERE status = 'held')::int AS held,
      count(*) FILTER (WHERE status = 'rejected')::int AS rejected, count(*) FILTER (WHERE status = 'reversed')::int AS reversed, ARRAY[${weeks}] AS weeks
    FROM referrals WHERE program_id = $1 AND member_id = m.id) c ON true
  LEFT JOIN LATERAL (SELECT count(*)::int AS open FROM submissions WHERE program_id = $1 AND referrer_id = m.id AND used_at IS NULL AND expires_at > $2) o ON true`;

/** Tiers are named by the rules in force. */
export async function withTiers<R extends MemberRow>(tx: Tx, rulebooks: Rulebooks, programId: string, rows: readonly R[], at: Date): Promise<(R & MemberWithTier)[]> {
  const { tiers } = await rulebooks.inForce(tx, programId, at);
  return rows.map((row) => {
    const tier = tiers.find((t) => t.id === row.tierId);
    return { ...row, tier: tier ? { id: tier.id, name: tier.name ?? '' } : null };
  });
}
