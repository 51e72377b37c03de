import pg from 'pg';

const REFERRALS_PER_MEMBER = 10;

/**
 * A program's history of so many referrals, straight into the tables that a replay reads: a few members bring very many friends, most bring a
 * few; of twenty friends one had been to another's link before, of ten one buys, of thirty one is reviewed, of fifty one asks for the money back. In order of time, as facts are written.
 */
export async function writeHistory(superUrl: string, programId: string, referrals: number): Promise<{ members: number; facts: number }> {
  const client = new pg.Client({ connectionString: superUrl });
  await client.connect();
  try {
    const members = Math.max(1, Math.round(referrals / REFERRALS_PER_MEMBER));
    await client.query('SET session_replication_role = replica'); // a million look-ups of keys that are there
    await client.query('SELECT setseed(0.42)');
    await client.query(
      `INSERT INTO members (program_id, id, account_id, joined_at)
       SELECT $1, gen_random_uuid(), gen_random_uuid(), now() - interval '400 days' FROM generate_series(1, $2)`, [programId, members]);
    await client.query(
      `INSERT INTO standings (program_id, member_id, version, at, standing, qualified, points, spent, attended, season, reached_at, last_fact_seq, last_entry_seq, head_hash)
       SELECT $1, id, 2, now(), 'active', 0, 0, 0, 0, '{}', now(), 0, 0, decode(repeat('00', 32), 'hex') FROM members WHERE program_id = $1`, [programId]);
    await client.query(`CREATE TEMP TABLE fans AS SELECT id, ceil(-ln(1 - random()) * $2)::int AS friends, lead(id, 1, id) OVER (ORDER BY id) AS neighbour FROM members WHERE program_id = $1`, [programId, REFERRALS_PER_MEMBER - 0.5]);
    await client.query(`CREATE TEMP TABLE friends AS SELECT f.id AS member_id, neighbour, gen_random_uuid() AS referral_id, now() - interval '1 day' * (3 + random() * 360) AS at, random() AS luck FROM fans f, generate_series(1, f.friends)`);
    await client.query(HAPPENINGS);
    const { rowCount } = await client.query(
      `INSERT INTO facts (program_id, member_id, seq, key, kind, version, at, body)
       SELECT $1, member_id, row_number() OVER (PARTITION BY member_id ORDER BY at, key), key, kind, 2, date_trunc('milliseconds', at), body FROM happenings ORDER BY at`, [programId]);
    await client.query(
      `UPDATE standings s SET last_fact_seq = n FROM (SELECT member_id, count(*)::int AS n FROM facts WHERE program_id = $1 GROUP BY 1) c WHERE s.program_id = $1 AND s.member_id = c.member_id`, [programId]);
    await client.query('VACUUM ANALYZE facts, standings, members');
    return { members, facts: rowCount ?? 0 };
  } finally {
    await client.end();
  }
}

const MS = `(extract(epoch FROM at) * 1000)::bigint`;
const HAPPENINGS = `
  CREATE TEMP TABLE happenings AS
  SELECT member_id, 'confirm:' || referral_id AS key, 'confirmed' AS kind, at, jsonb_build_object(
    'kind', 'confirmed', 'referralId', referral_id, 'refereeId', gen_random_uuid(), 'claim', CASE WHEN luck < 0.03 THEN 'lost' ELSE 'won' END,
    'touches', CASE WHEN luck BETWEEN 0.6 AND 0.65 THEN jsonb_build_array(jsonb_build_object('memberId', neighbour, 'linkId', neighbour, 'via', 'click', 'at', ${MS} - 7200000)) ELSE '[]' END
      || jsonb_build_array(jsonb_build_object('memberId', member_id, 'linkId', member_id, 'via', 'click', 'at', ${MS} - 60000,
      'seen', jsonb_build_object('sameBrowser', luck > 0.99, 'ownAddress', false, 'burst60', 1 + (luck * 24)::int, 'burstHour', 1 + (luck * 60)::int, 'clickSeconds', 5 + (luck * 600)::int))),
    'signals', jsonb_build_object('localDay', to_char(at, 'YYYY-MM-DD'), 'domain', CASE WHEN luck < 0.3 THEN md5(member_id::text) END,
      'disposable', luck BETWEEN 0.5 AND 0.51, 'disposableList', '2026-10', 'randomLocal', false, 'deviceSignups', 1)) AS body
  FROM friends
  UNION ALL
  SELECT member_id, 'conv:shop:' || referral_id, 'converted', at + interval '1 day', jsonb_build_object(
    'kind', 'converted', 'referralId', referral_id, 'type', 'purchase', 'order', referral_id, 'occurredAt', ${MS}, 'amountMinor', 1000 + (luck * 9000)::int, 'currency', 'EUR')
  FROM friends WHERE luck < 0.1
  UNION ALL
  SELECT member_id, 'refund:' || referral_id, 'refunded', at + interval '2 days', jsonb_build_object('kind', 'refunded', 'referralId', referral_id, 'order', referral_id) FROM friends WHERE luck < 0.02
  UNION ALL
  SELECT member_id, 'review:' || referral_id, 'reviewed', at + interval '2 hours', jsonb_build_object(
    'kind', 'reviewed', 'referralId', referral_id, 'verdict', CASE WHEN luck < 0.92 THEN 'approve' ELSE 'reject' END, 'reason', 'review.other', 'by', member_id)
  FROM friends WHERE luck BETWEEN 0.9 AND 0.935`;
