import { canonicalEmail, MOST_MEASURED, type Signals, type Touch } from '@fanfare/domain';
import type { Tx } from '../../platform/database/transactions.js';

/** A sign-up about to be confirmed. Its trace was kept when it came in. */
export interface Measurable {
  readonly id: string;
  readonly email: string;
  readonly createdAt: Date;
  readonly touches: readonly Touch[];
  readonly signals: Signals;
}
export interface Measured {
  readonly touches: readonly Touch[];
  readonly signals: Signals;
}
/** One sign-up beside one member of its touches. */
interface Pair {
  readonly id: string;
  readonly memberId: string;
  readonly at: Date;
}

const MOST_SIGNUPS = MOST_MEASURED.burst_hour.max;
const MOST_CLICKS = MOST_MEASURED.conversion_rate.signups;
const MOST_ALIKE = MOST_MEASURED.shared_device.max;
const RING_STEPS = MOST_MEASURED.ring.steps;

/** Of traces `o` beside that of a sign-up `s`: an address that was sent again is one. */
const COUNTED = '(NOT o.superseded OR o.submission_id = s.submission_id)';

// Spans are worked out beforehand, in a materialized part: behind row-level security an index takes a bound that is a column, but none
// that is computed from one, since the arithmetic of time is not leakproof.

/**
 * What sign-ups have in common with those before them: counted at the confirmation, because at the sign-up those of the same moment cannot
 * see each other yet, but over the times of sign-up. Frozen in the fact; whoever judges it again never measures again.
 */
export async function measure(tx: Tx, programId: string, signUps: readonly Measurable[], at: Date): Promise<Map<string, Measured>> {
  const pairs = signUps.flatMap((s) => [...new Set(s.touches.map((t) => t.memberId))].map((memberId): Pair => ({ id: s.id, memberId, at: s.createdAt })));
  const seen = byPair([await bursts(tx, programId, pairs), await runs(tx, programId, pairs), await rates(tx, programId, pairs, at), await rings(tx, programId, pairs)]);
  const common = await inCommon(tx, programId, signUps);
  const listed = await onLists(tx, programId, signUps);
  return new Map(signUps.map((s) => [s.id, {
    touches: s.touches.map((t) => ({ ...t, seen: { ...t.seen, ...seen.get(`${s.id} ${t.memberId}`) } })),
    signals: { ...s.signals, ...common.get(s.id), ...listed.get(s.id) },
  }]));
}

type SeenRow = { id: string; member_id: string; seen: Signals };

/** Nulls are what was not measured. */
function byPair(answers: readonly SeenRow[][]): Map<string, Signals> {
  const all = new Map<string, Signals>();
  for (const { id, member_id, seen } of answers.flat()) all.set(`${id} ${member_id}`, { ...all.get(`${id} ${member_id}`), ...known(seen) });
  return all;
}

function known(signals: Signals): Signals {
  return Object.fromEntries(Object.entries(signals).filter(([, value]) => value !== null));
}

/** `burst60`: sign-ups of this member in the minute up to this one. */
async function bursts(tx: Tx, programId: string, pairs: readonly Pair[]): Promise<SeenRow[]> {
  if (pairs.length === 0) return [];
  return (await tx.query(
    `WITH p AS MATERIALIZED (SELECT id, member_id, at, at - interval '60 seconds' AS since FROM unnest($2::uuid[], $3::uuid[], $4::timestamptz[]) AS u (id, member_id, at))
     SELECT p.id, p.member_id, jsonb_build_object('burst60', (
       SELECT count(*) FROM submissions s LEFT JOIN signup_traces t ON t.program_id = $1 AND t.submission_id = s.id
       WHERE s.program_id = $1 AND s.referrer_id = p.member_id AND s.created_at <= p.at AND s.created_at > p.since AND (s.id = p.id OR t.superseded IS NOT TRUE))) AS seen
     FROM p`,
    [programId, pairs.map((p) => p.id), pairs.map((p) => p.memberId), pairs.map((p) => p.at)])) as SeenRow[];
}

/** Sign-ups of this member within an hour, and those within a week that are like this one. */
async function runs(tx: Tx, programId: string, pairs: readonly Pair[]): Promise<SeenRow[]> {
  if (pairs.length === 0) return [];
  return (await tx.query(
    `WITH s AS MATERIALIZED (
       SELECT p.id, p.member_id, t.submission_id, t.at, t.at - interval '1 hour' AS hour_ago, t.at - interval '7 days' AS week_ago, t.stem, t.name
       FROM unnest($2::uuid[], $3::uuid[]) AS p (id, member_id) JOIN signup_traces t ON t.program_id = $1 AND t.submission_id = p.id)
     SELECT s.id, s.member_id, jsonb_build_object('burstHour', o.hour, 'stemRun', CASE WHEN s.stem IS NULL THEN NULL ELSE o.stems END,
       'nameRun', CASE WHEN s.name IS NULL THEN NULL ELSE o.names END, 'bounces', o.bounces) AS seen
     FROM s CROSS JOIN LATERAL (
       SELECT count(*) FILTER (WHERE x.at > s.hour_ago) AS hour, count(*) FILTER (WHERE x.stem = s.stem) AS stems,
         count(*) FILTER (WHERE x.name = s.name) AS names, count(*) FILTER (WHERE x.bounced_at IS NOT NULL) AS bounces
       FROM (SELECT at, stem, name, bounced_at FROM signup_traces o WHERE o.program_id = $1 AND o.referrer_id = s.member_id
         AND o.at <= s.at AND o.at > s.week_ago AND ${COUNTED} ORDER BY o.at DESC LIMIT ${MOST_SIGNUPS}) x) o`,
    [programId, pairs.map((p) => p.id), pairs.map((p) => p.memberId)])) as SeenRow[];
}

/**
 * Visits of the link that was clicked and sign-ups after one: within a week of now, or since the last so many visits where there were more,
 * so that both are counted over the same time. Once a link, however many confirm.
 */
async function rates(tx: Tx, programId: string, pairs: readonly Pair[], at: Date): Promise<SeenRow[]> {
  if (pairs.length === 0) return [];
  return (await tx.query(
    `WITH clicked AS (
       SELECT s.submission_id, s.referrer_id, s.link_id FROM unnest($2::uuid[], $3::uuid[]) AS p (id, member_id)
       JOIN signup_traces s ON s.program_id = $1 AND s.submission_id = p.id AND s.referrer_id = p.member_id WHERE s.link_id IS NOT NULL),
     links AS MATERIALIZED (
       SELECT l.referrer_id, l.link_id, v.clicks, CASE WHEN v.clicks < ${MOST_CLICKS} THEN $4::timestamptz - interval '7 days' ELSE v.first_at - interval '1 microsecond' END AS since
       FROM (SELECT DISTINCT referrer_id, link_id FROM clicked) l CROSS JOIN LATERAL (
         SELECT count(*) AS clicks, min(x.at) AS first_at FROM (SELECT c.at FROM clicks c WHERE c.program_id = $1 AND c.link_id = l.link_id AND c.machine IS NULL
           AND c.at <= $4 AND c.at > $4::timestamptz - interval '7 days' ORDER BY c.at DESC LIMIT ${MOST_CLICKS}) x) v),
     counted AS (
       SELECT l.link_id, l.clicks, (SELECT count(*) FROM (SELECT 1 FROM signup_traces o WHERE o.program_id = $1 AND o.referrer_id = l.referrer_id
         AND o.link_id = l.link_id AND o.at <= $4 AND o.at > l.since AND NOT o.superseded LIMIT ${MOST_CLICKS}) x) AS sign_ups
       FROM links l)
     SELECT c.submission_id AS id, c.referrer_id AS member_id, jsonb_build_object('linkClicks', l.clicks, 'linkSignups', l.sign_ups) AS seen
     FROM clicked c JOIN counted l USING (link_id)`,
    [programId, pairs.map((p) => p.id), pairs.map((p) => p.memberId), at])) as SeenRow[];
}

/** How many steps up from the member somebody was seen in the browser of this sign-up: people who bring each other from one desk. */
async function rings(tx: Tx, programId: string, pairs: readonly Pair[]): Promise<SeenRow[]> {
  if (pairs.length === 0) return [];
  return (await tx.query(
    `WITH RECURSIVE up (id, member_id, above, device, steps) AS (
       SELECT s.submission_id, p.member_id, p.member_id, s.device, 0 FROM unnest($2::uuid[], $3::uuid[]) AS p (id, member_id)
       JOIN signup_traces s ON s.program_id = $1 AND s.submission_id = p.id WHERE s.device IS NOT NULL
       UNION ALL
       SELECT up.id, up.member_id, r.member_id, up.device, up.steps + 1 FROM up
       JOIN referrals r ON r.program_id = $1 AND r.referee_id = up.above AND r.state->>'claim' = 'won' WHERE up.steps < ${RING_STEPS})
     SELECT up.id, up.member_id, jsonb_build_object('ringSteps', min(up.steps)) AS seen FROM up
     JOIN browsers b ON b.program_id = $1 AND b.member_id = up.above AND b.visitor_hash = up.device
     WHERE up.steps > 0 GROUP BY up.id, up.member_id`,
    [programId, pairs.map((p) => p.id), pairs.map((p) => p.memberId)])) as SeenRow[];
}

/** Whoever's friends they are: sign-ups in one browser within 30 days, from one network within an hour, at one mail domain within a week. */
async function inCommon(tx: Tx, programId: string, signUps: readonly Measurable[]): Promise<Map<string, Signals>> {
  const alike = (column: 'device' | 'network' | 'domain', since: 'month_ago' | 'hour_ago' | 'week_ago') =>
    `CASE WHEN s.${column} IS NULL THEN NULL ELSE (SELECT count(*) FROM (SELECT 1 FROM signup_traces o WHERE o.program_id = $1 AND o.${column} = s.${column}
       AND o.at <= s.at AND o.at > s.${since} AND ${COUNTED} LIMIT ${MOST_ALIKE}) x) END`;
  const rows = (await tx.query(
    `WITH s AS MATERIALIZED (
       SELECT *, at - interval '1 hour' AS hour_ago, at - interval '7 days' AS week_ago, at - interval '30 days' AS month_ago
       FROM signup_traces WHERE program_id = $1 AND submission_id = ANY($2))
     SELECT s.submission_id AS id, jsonb_build_object('deviceSignups', ${alike('device', 'month_ago')}, 'networkHour', ${alike('network', 'hour_ago')},
       'domainSignups', ${alike('domain', 'week_ago')}, 'domainAgeDays', floor(extract(epoch FROM s.at - d.first_seen_at) / 86400)) AS signals
     FROM s LEFT JOIN mail_domains d ON d.program_id = $1 AND d.domain = s.domain`, [programId, signUps.map((s) => s.id)])) as { id: string; signals: Signals }[];
  return new Map(rows.map((row) => [row.id, known(row.signals)]));
}

/** What staff's own lists say of the address, each with the version that said it. */
async function onLists(tx: Tx, programId: string, signUps: readonly Measurable[]): Promise<Map<string, Signals>> {
  const above = new Map(signUps.map((s) => [s.id, domainsAbove(canonicalEmail(s.email)?.domain ?? '')]));
  const lists = (await tx.query(
    `SELECT kind, version, ARRAY(SELECT unnest(domains) INTERSECT SELECT unnest($2::text[])) AS hits FROM domain_lists WHERE program_id = $1`,
    [programId, [...new Set([...above.values()].flat())]])) as { kind: 'banned' | 'disposable'; version: number; hits: string[] }[];
  return new Map(signUps.map((s) => [s.id, Object.assign({}, ...lists.map(({ kind, version, hits }): Signals => {
    const isOn = above.get(s.id)!.some((domain) => hits.includes(domain));
    if (kind === 'banned') return { bannedDomain: isOn, bannedList: version };
    return isOn ? { disposable: true, disposableList: `own@${version}` } : {};
  }))]));
}

/** The domain and those it lies under, but for the last label. */
function domainsAbove(domain: string): string[] {
  const labels = domain.split('.');
  return labels.slice(0, -1).map((_, skip) => labels.slice(skip).join('.'));
}
