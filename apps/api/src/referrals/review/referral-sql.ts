import { ASSIGNEE, assignedSql, joinAssignee } from './assignment-sql.js';

/** How many of one state are counted at most: beyond it nobody asks for the exact number. */
const COUNTED_AT_MOST = 10_000;

/**
 * SQL: names a friend as it stands. Whatever is noted about the friend changes it, at whatever time and by whichever clock: who last
 * wrote the row (`xmin`) tells apart what was changed and put back.
 * @param r the alias of `referrals`
 */
export function revisionSql(r: string): string {
  return `left(md5(${r}.xmin::text || ' ' || ${r}.status || ${r}.reason || ${r}.state::text), 16)`;
}

/**
 * SQL: the timer that lets a friend go on, as `timer`. Who was only claimed waits for a person all the same: once their time is up, that is
 * what holds them.
 * @param friend the alias of what has the friend's and the referrer's id
 * @param claimed SQL: whether they were
 */
export function joinTimer(friend: string, claimed = claimedSql(friend)): string {
  return `LEFT JOIN timers timer ON timer.program_id = $1 AND timer.member_id = ${friend}.member_id AND timer.subject_id = ${friend}.id::text
    AND (timer.kind = 'hold' OR (timer.kind = 'approve' AND ${claimed} IS NOT TRUE))`;
}

function claimedSql(r: string): string {
  return `(${r}.state->>'claimed')::boolean`;
}

/** What the filters of a list narrow it to. Parameters 2 to 9, in this order; null: no matter. */
export interface Narrowed {
  readonly memberId: string | null;
  readonly reason: string | null;
  /** Instants: from, and before. */
  readonly from: Date | null;
  readonly before: Date | null;
  /** Members whose name or address was searched for; null: nobody was. */
  readonly people: readonly string[] | null;
  /** What begins a word in the name of somebody who has not confirmed yet, escaped for LIKE. */
  readonly text: string | null;
  /** Keyed hash of the whole address that was searched for. */
  readonly address: Buffer | null;
  /** Who of the team has it: an account, or `nobody`. */
  readonly assignee: string | null;
}
export function narrowedBy(n: Narrowed): unknown[] {
  return [n.memberId, n.reason, n.from, n.before, n.people, n.text, n.address, n.assignee];
}

/** Confirmed friends: rows of the books' cache. */
const IN_BOOKS = `
  FROM referrals r WHERE r.program_id = $1 AND ($2::uuid IS NULL OR r.member_id = $2) AND ($3::text IS NULL OR r.reason = $3)
    AND ($4::timestamptz IS NULL OR r.decided_at >= $4) AND ($5::timestamptz IS NULL OR r.decided_at < $5)
    AND ($6::uuid[] IS NULL OR r.member_id = ANY($6) OR r.referee_id = ANY($6)) AND ${assignedSql('r', '$9')}`;

/** Before the confirmation there is only the sign-up. Who came by nobody's link is nobody's friend. @param now SQL of the instant */
const SIGN_UPS = (now: string) => `
  FROM submissions s WHERE s.program_id = $1 AND s.used_at IS NULL AND s.referrer_id IS NOT NULL AND ($2::uuid IS NULL OR s.referrer_id = $2)
    AND ($3::text IS NULL OR $3 = CASE WHEN s.expires_at > ${now} THEN 'confirmation' ELSE 'expired' END)
    AND ($4::timestamptz IS NULL OR s.created_at >= $4) AND ($5::timestamptz IS NULL OR s.created_at < $5)
    AND ($6::uuid[] IS NULL OR s.referrer_id = ANY($6) OR s.name ILIKE $7 || '%' OR s.name ILIKE '% ' || $7 || '%' OR s.email_hash = $8) AND ($9::text IS NULL OR $9 = 'nobody')`;

const ORDER = { newest: { way: 'DESC', beyond: '<' }, oldest: { way: 'ASC', beyond: '>' } } as const;

/** One page, as both tables have it. Parameters 10 to 14: now, status, place (at, id), limit; each table is read by an index and no further than the page. */
export function pageSql(sort: keyof typeof ORDER): string {
  const { way, beyond } = ORDER[sort];
  const place = (at: string, id: string) => `AND ($12::timestamptz IS NULL OR (${at}, ${id}) ${beyond} ($12, $13::uuid)) ORDER BY ${at} ${way}, ${id} ${way} LIMIT $14`;
  return `
    SELECT f.*, a.name AS referrer_name, coalesce(f.signed_as, b.name) AS referee_name, coalesce(f.signed_with, i.email) AS referee_email, timer.due_at, book.version, ${ASSIGNEE} FROM (
      (SELECT r.id, r.decided_at AS at, r.status, r.reason, r.member_id, r.referee_id, r.confirmed_at, r.state->>'verdict' AS verdict, r.state->'signals' AS signals, ${revisionSql('r')} AS revision, NULL AS signed_as, NULL AS signed_with, ${claimedSql('r')} AS claimed
        ${IN_BOOKS} AND ($11::text IS NULL OR r.status = $11) ${place('r.decided_at', 'r.id')})
      UNION ALL
      (SELECT s.id, s.created_at, CASE WHEN s.expires_at > $10 THEN 'pending' ELSE 'expired' END, CASE WHEN s.expires_at > $10 THEN 'confirmation' ELSE 'expired' END,
          s.referrer_id, NULL, NULL, NULL, s.signals, NULL, s.name, s.email, false
        ${SIGN_UPS('$10')} AND ($11::text IS NULL OR ($11 = 'pending' AND s.expires_at > $10) OR ($11 = 'expired' AND s.expires_at <= $10)) ${place('s.created_at', 's.id')})
    ) f
    LEFT JOIN profiles a ON a.program_id = $1 AND a.member_id = f.member_id
    LEFT JOIN profiles b ON b.program_id = $1 AND b.member_id = f.referee_id
    LEFT JOIN LATERAL (SELECT email FROM identities WHERE program_id = $1 AND member_id = f.referee_id ORDER BY created_at LIMIT 1) i ON true
    LEFT JOIN standings book ON book.program_id = $1 AND book.member_id = f.member_id
    ${joinAssignee('f')} ${joinTimer('f', 'f.claimed')}
    ORDER BY f.at ${way}, f.id ${way} LIMIT $14`;
}

/** How many there are in each state. Parameter 10: now. */
export function countsSql(): string {
  const some = (rows: string) => `(SELECT count(*)::int FROM (SELECT 1 ${rows} LIMIT ${COUNTED_AT_MOST}) found)`;
  const inBooks = (status: string) => some(`${IN_BOOKS} AND r.status = '${status}'`);
  return `SELECT ${['held', 'qualified', 'rejected', 'reversed'].map((status) => `${inBooks(status)} AS ${status}`).join(', ')},
    least(${COUNTED_AT_MOST}, ${inBooks('pending')} + ${some(`${SIGN_UPS('$10')} AND s.expires_at > $10`)}) AS pending, ${some(`${SIGN_UPS('$10')} AND s.expires_at <= $10`)} AS expired`;
}
