import type { INestApplicationContext } from '@nestjs/common';
import type { Role } from '@fanfare/contracts';
import { Accounts, Sessions } from '../identity/index.js';
import { MailSubscriber } from '../messaging/mail-subscriber.js';
import type { SessionLevel } from '../platform/auth/session-lifetimes.js';
import { Clock } from '../platform/clock.js';
import { Transactions } from '../platform/database/transactions.js';
import { newId } from '../platform/ids.js';
import { DevMailbox } from '../platform/mail/dev-mailbox.js';
import { Mailer } from '../platform/mail/mailer.js';
import type { RelayedEvent } from '../platform/outbox/subscribers.js';
import { Catalogue } from '../rewards/catalogue.service.js';
import { Grants } from '../rewards/grants.service.js';
import { NewRewardRequest } from '../rewards/rewards.dto.js';
import type { Answer, Caller } from './caller.js';
import type { Fan, ProofProgram } from './proof-program.js';

/** A friend who has confirmed, and with that a fan with an account and a link. */
export type Person = Fan & { readonly accountId: string; readonly email: string };
type Headers = Readonly<Record<string, string>>;

/** What those who race each other need: API processes, people with sessions, rewards, a worker's hands. */
export class Ring {
  readonly times: number[] = [];
  private turn = 0;

  constructor(
    readonly context: INestApplicationContext,
    readonly program: ProofProgram,
    private readonly processes: readonly Caller[],
    readonly random: () => number,
  ) {}

  /** To one process after the other. */
  async post(path: string, body: object, headers: Headers = {}): Promise<Answer> {
    const answer = await this.processes[this.turn++ % this.processes.length]!.post(path, body, headers);
    this.times.push(answer.ms);
    return answer;
  }

  async person(name: string): Promise<Person> {
    const email = `${name}@race.example`;
    const [fan] = await this.program.fans([0]);
    const [signUp] = await this.program.signUps(fan!, [email]);
    await this.post('/api/v1/public/confirmations', { token: signUp!.token });
    const [person] = await this.rows<Person>(
      `SELECT m.id AS "memberId", m.account_id AS "accountId", l.id AS "linkId", l.code FROM identities i
       JOIN members m ON m.program_id = $1 AND m.id = i.member_id JOIN links l ON l.program_id = $1 AND l.member_id = m.id WHERE i.program_id = $1 AND i.email = $2`, email);
    if (!person) throw new Error(`${email} could not be made a member`);
    return { ...person, email };
  }

  async staff(role: Role): Promise<Headers> {
    const accounts = this.context.get(Accounts);
    const email = `${newId()}@staff.example`;
    const emailHash = accounts.hashOf(email)!;
    const accountId = (await accounts.ensure([{ email, emailHash, name: null, locale: 'en' }], this.context.get(Clock).now())).get(emailHash.toString('hex'))!;
    await this.context.get(Transactions).inDirectory((tx) =>
      tx.query('INSERT INTO account_programs (account_id, program_id, role) VALUES ($1, $2, $3)', [accountId, this.program.id, role]));
    return this.session(accountId, 'staff');
  }

  async session(accountId: string, level: SessionLevel): Promise<Headers> {
    const { token } = await this.context.get(Transactions).inDirectory((tx) => this.context.get(Sessions).open(tx, accountId, level));
    return { cookie: `ff=${token}`, 'sec-fetch-site': 'same-origin', 'x-requested-with': 'fanfare' };
  }

  async reward(item: object): Promise<string> {
    return (await this.context.get(Catalogue).create(this.program.id, newId(), NewRewardRequest.parse({ kind: 'swag', title: { en: 'Shirt' }, needsAddress: false, stock: null, ...item }))).id;
  }

  /** By hand. @returns the grant's id */
  async give(rewardId: string, { memberId }: Fan): Promise<string> {
    return (await this.context.get(Grants).grantByHand(this.program.id, newId(), { memberId, rewardId, reason: 'proof' })).id;
  }

  /** As an award leaves it where one person has to approve. @returns the grant's id */
  async granted(rewardId: string, { memberId }: Fan, holdDays: number): Promise<string> {
    const id = newId();
    await this.context.get(Transactions).inProgram(this.program.id, (tx) => tx.query(
      `INSERT INTO grants (program_id, id, reward_id, beneficiary_id, status, approvals_needed, held_until, awarded_at, updated_at)
       VALUES ($1, $2, $3, $4, 'granted', 1, CASE WHEN $5 > 0 THEN now() + make_interval(days => $5) END, now(), now())`, [this.program.id, id, rewardId, memberId, holdDays]));
    return id;
  }

  /** What the outbox has to tell of a grant that was made. */
  async newsOf(grantId: string): Promise<RelayedEvent> {
    const [event] = await this.rows<RelayedEvent>(`SELECT id, topic, payload FROM outbox WHERE program_id = $1 AND topic = 'grant.created' AND payload->>'grantId' = $2`, grantId);
    return event!;
  }

  /** As many workers as that take the same job at once, as after a lease that ran out. */
  async mail(event: RelayedEvent, workers: number): Promise<void> {
    await Promise.all(Array.from({ length: workers }, () => this.context.get(MailSubscriber).handle(this.program.id, event)));
  }

  /** What became of an event's mail, and how often it was handed over. */
  async mailed({ id }: RelayedEvent): Promise<{ status: string; times: number }> {
    const mailbox = this.context.get(Mailer) as DevMailbox;
    const [delivery] = await this.rows<{ id: string; status: string }>('SELECT id, status FROM deliveries WHERE program_id = $1 AND event_id = $2', id);
    const mails = delivery ? (await mailbox.list()).filter(({ messageId }) => messageId.startsWith(`<${delivery.id}@`)) : [];
    return { status: delivery?.status ?? 'none', times: mails.length };
  }

  rows<R>(sql: string, ...params: unknown[]): Promise<R[]> {
    return this.program.read((tx) => tx.query(sql, [this.program.id, ...params]) as Promise<R[]>);
  }
}
