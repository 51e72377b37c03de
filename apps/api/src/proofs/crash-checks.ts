import { canonicalEmail, type Rulebook } from '@fanfare/domain';
import type { Tx } from '../platform/database/transactions.js';
import { JOBS_SCHEMA } from '../platform/jobs/queues.js';
import type { Keys } from '../platform/keys.js';
import type { Acknowledgement } from './ack-log.js';
import { difference, due, held } from './awards-due.js';
import type { Heard } from './crash-receiver.js';
import type { Fan } from './proof-program.js';
import type { Check } from './stage.js';

/** How a kind of acknowledged thing came through. */
export interface Survival {
  readonly kind: Acknowledgement['kind'];
  readonly acknowledged: number;
  /** Acknowledged and not there. */
  readonly lost: number;
  /** There more than once. */
  readonly doubled: number;
  /** Requests without an answer. */
  readonly unanswered: number;
  /** Of those, how many had been carried out; null where nobody can tell (a click's id is told by its answer). */
  readonly committed: number | null;
}

type Keyed = Readonly<Record<Acknowledgement['kind'], readonly string[]>>;

/** Looks for everything that was acknowledged, and for what was not and is there all the same. */
export async function survivals(tx: Tx, programId: string, keys: Keys, acks: Keyed, unanswered: Keyed): Promise<Survival[]> {
  const hashOf = (email: string) => keys.emailHash(canonicalEmail(email)!.canonical).toString('hex');
  const clicks = tally(await tx.query('SELECT id::text AS key FROM clicks WHERE program_id = $1', [programId]));
  const signUps = tally(await tx.query(`SELECT encode(email_hash, 'hex') AS key FROM submissions WHERE program_id = $1`, [programId]));
  const confirmations = tally(await tx.query(
    `SELECT s.id::text AS key FROM submissions s
     JOIN facts f ON f.program_id = $1 AND f.kind = 'confirmed' AND f.body->>'referralId' = s.id::text AND f.key = 'confirm:' || s.id
     JOIN referrals r ON r.program_id = $1 AND r.id = s.id AND r.member_id = f.member_id
     WHERE s.program_id = $1 AND s.used_at IS NOT NULL`, [programId]));
  return [
    { ...compare('click', acks.click, clicks, unanswered.click), committed: null },
    compare('signUp', acks.signUp.map(hashOf), signUps, unanswered.signUp.map(hashOf)),
    compare('confirmation', acks.confirmation, confirmations, unanswered.confirmation),
  ];
}

function compare(kind: Acknowledgement['kind'], acknowledged: readonly string[], stored: ReadonlyMap<string, number>, unanswered: readonly string[]): Survival {
  const told = new Set(acknowledged);
  return {
    kind,
    acknowledged: acknowledged.length,
    lost: acknowledged.filter((key) => !stored.has(key)).length,
    doubled: [...stored.values()].filter((times) => times > 1).length + (acknowledged.length - told.size),
    unanswered: unanswered.length,
    committed: [...new Set(unanswered)].filter((key) => !told.has(key) && stored.has(key)).length,
  };
}

function tally(rows: unknown): Map<string, number> {
  const counted = new Map<string, number>();
  for (const { key } of rows as { key: string }[]) counted.set(key, (counted.get(key) ?? 0) + 1);
  return counted;
}

/** Every fan's count against the confirmations stored for them, and their awards, grants and events against that count. */
export async function bookChecks(tx: Tx, programId: string, rulebook: Rulebook, fans: readonly Fan[]): Promise<Check[]> {
  const rows = (await tx.query(
    `SELECT s.member_id AS "memberId", s.qualified AS counted, count(r.id)::int AS confirmed FROM standings s
     LEFT JOIN referrals r ON r.program_id = $1 AND r.member_id = s.member_id AND r.status = 'qualified'
     WHERE s.program_id = $1 AND s.member_id = ANY($2) GROUP BY s.member_id, s.qualified`,
    [programId, fans.map((fan) => fan.memberId)])) as { memberId: string; counted: number; confirmed: number }[];
  const wrong = rows.filter(({ counted, confirmed }) => counted !== confirmed);
  const total = { double: 0, missed: 0, tenth: 0 };
  for (const { memberId, confirmed } of rows) {
    const { double, missed } = difference(due(rulebook, confirmed), await held(tx, programId, memberId));
    total.double += double.length;
    total.missed += missed.length;
    if (confirmed >= 10) total.tenth += 1;
  }
  return [
    { name: 'counts', passed: rows.length === fans.length && wrong.length === 0, seen: `${rows.length} books, ${wrong.length} whose count is not that of their friends` },
    { name: 'awards, grants, events', passed: total.tenth > 0 && total.double + total.missed === 0, seen: `${total.tenth} fans with ten friends, ${total.double} double, ${total.missed} missed` },
  ];
}

/** Deliveries against what was handed over. @param handedOver times per delivery */
export async function mailChecks(tx: Tx, programId: string, handedOver: ReadonlyMap<string, number>): Promise<Check[]> {
  const rows = (await tx.query('SELECT id, class, status FROM deliveries WHERE program_id = $1', [programId])) as { id: string; class: 'auth' | 'once'; status: string }[];
  const of = (kind: 'auth' | 'once') => rows.filter((row) => row.class === kind);
  const repeated = (kind: 'auth' | 'once') => of(kind).filter((row) => (handedOver.get(row.id) ?? 0) > 1).length;
  const missing = rows.filter((row) => row.status === 'sent' && !handedOver.has(row.id)).length;
  const unresolved = of('once').filter((row) => row.status === 'attempting' || row.status === 'unknown').length;
  // Dismissed: confirmed before its mail was written, so there was nothing left to say.
  const waiting = of('auth').filter((row) => row.status !== 'sent' && row.status !== 'dismissed').map((row) => row.status);
  return [
    { name: 'campaign mail never twice', passed: of('once').length > 0 && repeated('once') === 0, seen: `${of('once').length} mails, ${repeated('once')} sent twice, ${unresolved} left for a person to decide` },
    { name: 'sign-in mail always', passed: of('auth').length > 0 && waiting.length + missing === 0, seen: `${of('auth').length} mails, ${waiting.length} not sent (${[...new Set(waiting)].join(', ') || 'none'}), ${repeated('auth')} sent again; ${missing} mails of any kind marked as sent and not in the mailbox` },
  ];
}

/** What a receiver of webhooks has heard, against the friends who came to count since it listens, and against the log of deliveries. */
export async function webhookChecks(tx: Tx, programId: string, fans: readonly Fan[], heard: readonly Heard[]): Promise<Check[]> {
  return [await toldCheck(tx, programId, fans, heard), await settledCheck(tx, programId, heard)];
}

async function toldCheck(tx: Tx, programId: string, fans: readonly Fan[], heard: readonly Heard[]): Promise<Check> {
  const counted = (await tx.query(
    `SELECT r.id FROM referrals r JOIN webhook_endpoints e ON e.program_id = $1
     WHERE r.program_id = $1 AND r.member_id = ANY($2) AND r.status = 'qualified' AND r.confirmed_at >= e.created_at`,
    [programId, fans.map((fan) => fan.memberId)])) as { id: string }[];
  const due = new Set(counted.map(({ id }) => id));
  const told = Map.groupBy(heard.filter(({ topic }) => topic === 'referral.qualified'), ({ referralId }) => referralId);
  const lost = [...due].filter((id) => !told.has(id)).length;
  const untrue = [...told.keys()].filter((id) => !due.has(id)).length;
  const many = [...told.values()].filter((requests) => new Set(requests.map(({ id }) => id)).size > 1).length;
  const again = [...told.values()].filter((requests) => requests.filter(({ taken }) => taken).length > 1).length;
  return {
    name: 'webhooks at least once, under one id', passed: due.size > 0 && lost + untrue + many === 0,
    seen: `${due.size} friends to tell of, ${lost} not told, ${untrue} told untruly, ${many} under several ids; ${heard.length} requests, ${again} sent again after they were taken`,
  };
}

/** Every delivery has come to an end, and to none that its receiver knows nothing of. */
async function settledCheck(tx: Tx, programId: string, heard: readonly Heard[]): Promise<Check> {
  const rows = (await tx.query(
    `SELECT 'msg_' || replace(d.id::text, '-', '') AS id, d.status,
       EXISTS (SELECT FROM ${JOBS_SCHEMA}.job WHERE name = 'webhooks' AND state < 'completed' AND data->>'deliveryId' = d.id::text) AS planned
     FROM webhook_deliveries d WHERE d.program_id = $1`, [programId])) as { id: string; status: string; planned: boolean }[];
  const taken = new Set(heard.filter((request) => request.taken).map(({ id }) => id));
  const refused = new Set(heard.filter((request) => !request.taken).map(({ id }) => id));
  const of = (status: string) => rows.filter((row) => row.status === status);
  const forgotten = of('pending').filter(({ planned }) => !planned).length;
  const invented = of('delivered').filter(({ id }) => !taken.has(id)).length;
  return {
    name: 'webhooks never left waiting', passed: refused.size > 0 && invented === 0 && of('delivered').length === rows.length,
    seen: `${rows.length} deliveries, ${refused.size} of them refused at first; ${of('pending').length} pending, ${forgotten} of them with nothing planned; ${of('dead').length} given up; ${invented} marked as delivered and never taken`,
  };
}
