import { setTimeout as sleep } from 'node:timers/promises';
import { canonical } from '@fanfare/domain';
import { ApiKeys } from '../integrations/index.js';
import { Keys } from '../platform/keys.js';
import type { Answer } from './caller.js';
import type { OpenSignUp } from './proof-program.js';
import type { Person, Ring } from './race-ring.js';
import { type Outcome, outcomeOf } from './race-rounds.js';

/** What went wrong in a round, by kind. */
type Wrong = Partial<Record<'double' | 'missed' | 'failed', string>>;

/** Requests that must not all be carried out, sent before the first is answered; afterwards the database is asked what became of them. */
interface Duel {
  readonly name: string;
  /** What all rounds have in common. @returns one round */
  prepare(ring: Ring): Promise<(round: string) => Promise<Wrong[]>>;
}

const MANY = 64;
const WORKERS = 4;
const APPROVERS = 8;
const FRIENDS = 8; // the first half before, so that there is something to take back
/** Of two requests that take unlike long, the later is in the middle of the other only if it is let go a little later. */
const APART_MS = 12;
const SLOW_MS = 150;

export const DUELS: readonly Duel[] = [
  { name: 'one key, 64 times', prepare: oneKey },
  { name: 'approved and turned down at once', prepare: (ring) => approval(ring, 0) },
  { name: 'the same, kept back for days', prepare: (ring) => approval(ring, 3) },
  { name: 'one mail, 4 workers', prepare: oneMail },
  { name: 'unsubscribed while it is sent', prepare: unsubscribed },
  { name: 'left while friends confirm', prepare: left },
];

export async function duel(ring: Ring, rounds: number): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const { name, prepare } of DUELS) {
    const outcome = outcomeOf(name);
    const from = ring.times.length;
    const fight = await prepare(ring);
    for (; outcome.rounds < rounds; outcome.rounds++) for (const wrong of await fight(`r${outcomes.length}x${outcome.rounds}`)) note(outcome, wrong);
    outcome.times.push(...ring.times.slice(from));
    outcomes.push(outcome);
  }
  return outcomes;
}

function note(outcome: Outcome, wrong: Wrong): void {
  for (const [kind, what] of Object.entries(wrong) as [keyof Wrong, string][]) {
    outcome[kind] += 1;
    if (outcome.examples.length < 5) outcome.examples.push(`round ${outcome.rounds}: ${kind}: ${what}`);
  }
}

const unless = (holds: boolean, wrong: Wrong): Wrong[] => (holds ? [] : [wrong]);
const said = ({ status, body }: Answer): string => `answered ${status} ${JSON.stringify(body)}`;

/** One purchase reported under one `Idempotency-Key`: carried out once, and whoever is answered gets the one answer. */
async function oneKey(ring: Ring): Promise<(round: string) => Promise<Wrong[]>> {
  const { text } = await ring.context.get(ApiKeys).create(ring.program.id, null, { kind: 'secret', name: 'Shop', expiresAt: null });
  const person = await ring.person('buyer');
  return async (round) => {
    const report = () => ring.post('/api/v1/conversions', { source: 'race', externalId: round, type: 'purchase', email: person.email, amountMinor: 1_000, currency: 'EUR' },
      { authorization: `Bearer ${text}`, 'idempotency-key': round });
    const answers = await Promise.all(Array.from({ length: MANY }, report));
    const again = await report();
    const taken = answers.filter(({ status }) => status === 201);
    const facts = await ring.rows(`SELECT 1 FROM facts WHERE program_id = $1 AND key = $2`, `conv:race:${round}`);
    return [
      ...unless(facts.length <= 1, { double: `${facts.length} facts` }),
      ...unless(facts.length > 0 && taken.length > 0, { missed: `${taken.length} answers, ${facts.length} facts` }),
      ...unless(again.headers['idempotency-replayed'] === 'true' && taken.every(({ body }) => canonical(body) === canonical(again.body)), { failed: `once more it was ${said(again)}` }),
      ...answers.filter(({ status }) => status !== 201 && status !== 409).map((answer): Wrong => ({ failed: said(answer) })),
    ];
  };
}

/** Eight people approve, eight turn it down: one word is taken, and the grant is where that word has put it. */
async function approval(ring: Ring, holdDays: number): Promise<(round: string) => Promise<Wrong[]>> {
  const rewardId = await ring.reward({ approval: 'always' });
  const staff = await Promise.all(Array.from({ length: APPROVERS }, () => ring.staff('manager')));
  const [member] = await ring.program.fans([0]);
  return async () => {
    const grantId = await ring.granted(rewardId, member!, holdDays);
    const words = await Promise.all(staff.flatMap((who) => ['approve', 'reject'].map(async (word) => {
      if (word === 'reject') await sleep(ring.random() * SLOW_MS); // an approval asks for more before it decides
      const answer = await ring.post(`/api/v1/programs/${ring.program.id}/grants/${word}`, { grantIds: [grantId], ...(word === 'reject' && { reason: 'proof' }) }, who);
      const { approved = 0, rejected = 0 } = answer.body as { approved?: number; rejected?: number };
      return { answer, approved, rejected };
    })));
    const sum = (of: 'approved' | 'rejected') => words.reduce((all, word) => all + word[of], 0);
    const [grant] = await ring.rows<{ status: string; approvals: number; acts: number }>(
      `SELECT status, (SELECT count(*)::int FROM grant_approvals a WHERE a.program_id = $1 AND a.grant_id = g.id) AS approvals,
         (SELECT count(*)::int FROM audit_log l WHERE l.program_id = $1 AND l.subject_id = g.id AND l.action IN ('grant.approved', 'grant.rejected')) AS acts
       FROM grants g WHERE program_id = $1 AND id = $2`, grantId);
    const seen = `approved ${sum('approved')} times, turned down ${sum('rejected')} times, ${JSON.stringify(grant)}`;
    return [
      ...unless(sum('approved') + sum('rejected') <= 1 && grant!.approvals <= 1 && grant!.acts <= 1, { double: seen }),
      ...unless(sum('approved') + sum('rejected') > 0 && (grant!.status === 'revoked') === (sum('rejected') > 0), { missed: seen }),
      ...words.filter(({ answer }) => answer.status !== 200).map(({ answer }): Wrong => ({ failed: said(answer) })),
    ];
  };
}

/** A job that four workers have in hand at once sends its mail once. */
async function oneMail(ring: Ring): Promise<(round: string) => Promise<Wrong[]>> {
  const rewardId = await ring.reward({});
  const person = await ring.person('reader');
  return async () => {
    const event = await ring.newsOf(await ring.give(rewardId, person));
    await ring.mail(event, WORKERS);
    const { status, times } = await ring.mailed(event);
    return [...unless(times <= 1, { double: `sent ${times} times` }), ...unless(times > 0 && status === 'sent', { missed: `${status}, sent ${times} times` })];
  };
}

/** What the member was answered holds from that moment: nothing is handed over after it, and what is marked as sent was. */
async function unsubscribed(ring: Ring): Promise<(round: string) => Promise<Wrong[]>> {
  const rewardId = await ring.reward({});
  return async (round) => {
    const person = await ring.person(round);
    const token = ring.context.get(Keys).token('unsubscribe', person.memberId);
    const first = await ring.newsOf(await ring.give(rewardId, person));
    await ring.mail(first, 1); // the mail whose link is pressed
    const event = await ring.newsOf(await ring.give(rewardId, person));
    const sent = ring.mail(event, WORKERS);
    await sleep(ring.random() * APART_MS);
    const answer = await ring.post(`/unsubscribe?token=${token}`, {});
    const atOnce = await ring.mailed(event);
    await sent;
    const { status, times } = await ring.mailed(event);
    const late = await ring.newsOf(await ring.give(rewardId, person));
    await ring.mail(late, 1);
    const after = await ring.mailed(late);
    return [
      ...unless(times <= 1 && times === atOnce.times, { double: `sent ${atOnce.times} times before the answer, ${times - atOnce.times} after it` }),
      ...unless(after.times === 0, { double: `sent ${after.times} times long after the answer` }),
      ...unless(times === Number(status === 'sent'), { missed: `${status}, and sent ${times} times` }),
      ...unless(answer.status === 200, { failed: said(answer) }),
    ];
  };
}

/** Whoever leaves while friends confirm: the friends are in the book, nothing names the member, and nothing more is on its way to them. */
async function left(ring: Ring): Promise<(round: string) => Promise<Wrong[]>> {
  return async (round) => {
    const person: Person = await ring.person(round);
    const me = await ring.session(person.accountId, 'member');
    const friends = await ring.program.signUps(person, Array.from({ length: FRIENDS }, (_, i) => `${round}-${i}@friend.example`));
    const confirm = ({ token }: OpenSignUp) => ring.post('/api/v1/public/confirmations', { token });
    const before = await Promise.all(friends.slice(FRIENDS / 2).map(confirm));
    const meanwhile = await Promise.all([
      sleep(ring.random() * SLOW_MS).then(() => ring.post(`/api/v1/me/programs/${ring.program.slug}/leave`, { confirm: ring.program.slug }, me)),
      ...friends.slice(0, FRIENDS / 2).map(async (friend) => {
        await sleep(ring.random() * APART_MS);
        return confirm(friend);
      }),
    ]);
    const [book] = await ring.rows<{ standing: string; qualified: number; friends: number; named: number; coming: number; late: number }>(
      `SELECT s.standing, s.qualified, (SELECT count(*)::int FROM referrals r WHERE r.program_id = $1 AND r.member_id = $2 AND r.status = 'qualified') AS friends,
         (SELECT count(*)::int FROM identities i WHERE i.program_id = $1 AND i.member_id = $2) + (SELECT count(*)::int FROM profiles p WHERE p.program_id = $1 AND p.member_id = $2) AS named,
         (SELECT count(*)::int FROM grants g WHERE g.program_id = $1 AND g.beneficiary_id = $2 AND g.status <> 'revoked') AS coming,
         (SELECT count(*)::int FROM awards a JOIN facts f ON f.program_id = $1 AND f.member_id = $2 AND f.body->>'to' = 'erased' WHERE a.program_id = $1 AND a.member_id = $2 AND a.since > f.at) AS late
       FROM standings s WHERE s.program_id = $1 AND s.member_id = $2`, person.memberId);
    const seen = JSON.stringify(book);
    return [
      ...unless(book!.coming + book!.late === 0, { double: seen }),
      ...unless(book!.standing === 'erased' && book!.named === 0 && book!.friends === FRIENDS && book!.qualified === FRIENDS, { missed: seen }),
      ...[...before, ...meanwhile].filter(({ status }) => status !== 200).map((answer): Wrong => ({ failed: said(answer) })),
    ];
  };
}
