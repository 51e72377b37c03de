import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import type { Keys } from '../platform/keys.js';
import type { AckLog, Acknowledgement } from './ack-log.js';
import type { Answer, Caller } from './caller.js';
import type { Fan } from './proof-program.js';

const CLIENTS = 6;
const PAUSE_MS = 60; // between two visitors of one client
const CLICKERS = 6; // who only click, as fast as they are answered
const AFTER_ERROR_MS = 100;
const VISITORS_PER_FAN = 8; // then the next fan has its turn, so that many books pass their tenth friend
const FANS_AT_ONCE = 3;
const NOT_CONFIRMED = 4; // every so many-th visitor never presses the button: their mail must come all the same

/** Visitors who click, sign up and confirm, over and over, whatever is killed meanwhile. */
export class CrashLoad {
  /** Requests without an answer, or with one of the server's failing: nobody knows whether they were carried out. */
  readonly unanswered: Record<Acknowledgement['kind'], string[]> = { click: [], signUp: [], confirmation: [] };
  /** Redirects that went on without a click id: allowed while the database is away. */
  unrecorded = 0;
  /** Answers that no client should ever get. */
  readonly unexpected: string[] = [];
  private visitors = 0;
  private stopped = false;
  private clients: Promise<void>[] = [];
  private readonly lookups: pg.Pool;

  constructor(
    private readonly caller: Caller,
    private readonly log: AckLog,
    private readonly program: { readonly slug: string; readonly fans: readonly Fan[]; readonly keys: Keys },
    superUrl: string,
    private readonly random: () => number,
  ) {
    this.lookups = new pg.Pool({ connectionString: superUrl, max: 2 });
    this.lookups.on('error', () => undefined);
  }

  start(): void {
    this.clients = [...Array.from({ length: CLIENTS }, () => this.client()), ...Array.from({ length: CLICKERS }, () => this.clicker())];
  }

  /** Lets every client finish its visitor. */
  async stop(): Promise<void> {
    this.stopped = true;
    await Promise.all(this.clients);
    await this.lookups.end();
  }

  private async client(): Promise<void> {
    const waiting: string[] = []; // submissions whose confirmation had no answer: a person presses the button again
    while (!this.stopped) {
      const done = await this.visit(waiting).catch(() => false); // the look-up for the token, while the database is away
      await sleep(done ? PAUSE_MS : AFTER_ERROR_MS);
    }
  }

  private async clicker(): Promise<void> {
    while (!this.stopped) {
      if (!(await this.click(this.fan()))) await sleep(AFTER_ERROR_MS);
    }
  }

  /** One of those whose turn it is. */
  private fan(): Fan {
    const turn = Math.floor(this.visitors / VISITORS_PER_FAN) + Math.floor(this.random() * FANS_AT_ONCE);
    return this.program.fans[turn % this.program.fans.length]!;
  }

  /** @returns false when something went without its answer */
  private async visit(waiting: string[]): Promise<boolean> {
    const again = waiting.shift();
    if (again && !(await this.confirm(again, waiting))) return false;
    const number = this.visitors++;
    const fan = this.fan();
    if (!(await this.click(fan))) return false;
    const email = `crash${number}@reader.example`;
    if (!(await this.signUp(fan, email))) return false;
    if (number % NOT_CONFIRMED === 0) return true;
    const { rows } = await this.lookups.query<{ id: string }>(
      `SELECT subject_id AS id FROM tokens t JOIN submissions s ON s.program_id = t.program_id AND s.id = t.subject_id WHERE s.email = $1`, [email]);
    return rows[0] ? this.confirm(rows[0].id, waiting) : true; // one that is missing is found by the check on the log
  }

  private async click(fan: Fan): Promise<boolean> {
    const answer = await this.ask('click', fan.code, () => this.caller.get(`/r/${fan.code}`));
    if (!answer) return false;
    if (answer.status !== 302) return this.isUnexpected('click', answer);
    const id = new URL(answer.headers.location ?? '', 'http://proof').searchParams.get('click');
    if (id === null) this.unrecorded += 1;
    else await this.log.note({ kind: 'click', key: id });
    return true;
  }

  private async signUp(fan: Fan, email: string): Promise<boolean> {
    const answer = await this.ask('signUp', email, () =>
      this.caller.post(`/api/v1/public/programs/${this.program.slug}/signups`, { email, referralCode: fan.code, consent: true }));
    if (!answer) return false;
    if (answer.status !== 202) return this.isUnexpected('sign-up', answer);
    await this.log.note({ kind: 'signUp', key: email });
    return true;
  }

  private async confirm(id: string, waiting: string[]): Promise<boolean> {
    const token = this.program.keys.token('confirmation', id);
    const answer = await this.ask('confirmation', id, () => this.caller.post('/api/v1/public/confirmations', { token }));
    if (!answer) {
      waiting.push(id);
      return false;
    }
    if (answer.status === 200) await this.log.note({ kind: 'confirmation', key: id });
    // Used: the one before, without an answer, had been carried out.
    else if (!(answer.status === 410 && this.unanswered.confirmation.includes(id))) return this.isUnexpected('confirmation', answer);
    return true;
  }

  private async ask(kind: Acknowledgement['kind'], key: string, call: () => Promise<Answer>): Promise<Answer | null> {
    const answer = await call().catch(() => null);
    if (answer && answer.status < 500) return answer;
    this.unanswered[kind].push(key);
    return null;
  }

  private isUnexpected(kind: string, answer: Answer): false {
    if (this.unexpected.length < 5) this.unexpected.push(`${kind}: ${answer.status} ${JSON.stringify(answer.body)}`);
    return false;
  }
}
