import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { DomainError } from '@fanfare/contracts';
import { Accounts } from '../../identity/index.js';
import { type ConfirmedInput, Ledger } from '../../ledger/index.js';
import { Members } from '../../members/index.js';
import { Batcher } from '../../platform/batcher.js';
import { Clock } from '../../platform/clock.js';
import { Transactions, type Tx } from '../../platform/database/transactions.js';
import { toProblem } from '../../platform/errors/problem-filter.js';
import { sha256 } from '../../platform/keys.js';
import { writeOutbox } from '../../platform/outbox/outbox.js';
import { Programs } from '../../programs/index.js';
import { measure } from '../intake/measurements.js';
import { type Confirming, localDay, markUsed, type OpenSubmission, openLinks, readOpen, readUsed, rememberBrowsers } from './confirmation-batch.js';

export interface Confirmed {
  readonly programId: string;
  readonly memberId: string;
  /** False: they were a member before. */
  readonly isNew: boolean;
  readonly name: string | null;
  readonly locale: string;
  /** Of their own first link. */
  readonly linkCode: string | null;
}
export interface TokenSubject {
  readonly programId: string;
  readonly submissionId: string;
}

const BATCH = 200;

/**
 * Confirms sign-ups, many in one transaction where many come at once: tokens are used, people enrolled, books opened,
 * referrals counted and everybody told, or none of it.
 */
@Injectable()
export class Confirmations implements OnApplicationShutdown {
  private readonly batchers = new Map<string, Batcher<string, Confirmed | Error>>();

  constructor(
    private readonly transactions: Transactions,
    private readonly accounts: Accounts,
    private readonly programs: Programs,
    private readonly members: Members,
    private readonly ledger: Ledger,
    private readonly clock: Clock,
  ) {}

  /** @throws DomainError `confirmation.unknown`, `confirmation.used`, `confirmation.expired` */
  async confirm(token: string): Promise<Confirmed> {
    const { programId, submissionId } = await this.find(token);
    const outcome = await this.batcher(programId).add(submissionId);
    if (outcome instanceof Error) throw outcome;
    return outcome;
  }

  /** @throws DomainError `confirmation.unknown` */
  async find(token: string): Promise<TokenSubject> {
    const rows = await this.transactions.inDirectory((tx): Promise<TokenSubject[]> =>
      tx.query(`SELECT program_id AS "programId", subject_id AS "submissionId" FROM tokens WHERE hash = $1 AND kind = 'confirmation'`, [sha256(token)]));
    if (!rows[0]) throw new DomainError('confirmation.unknown');
    return rows[0];
  }

  async onApplicationShutdown(): Promise<void> {
    await Promise.all([...this.batchers.values()].map((batcher) => batcher.idle()));
  }

  private batcher(programId: string): Batcher<string, Confirmed | Error> {
    let batcher = this.batchers.get(programId);
    if (!batcher) {
      batcher = new Batcher((ids) => this.write(programId, ids), BATCH);
      this.batchers.set(programId, batcher);
    }
    return batcher;
  }

  /** One poisoned submission must not take the others of its batch down: after a failure each is tried alone. */
  private async write(programId: string, ids: readonly string[]): Promise<(Confirmed | Error)[]> {
    try {
      return await this.writeTogether(programId, ids);
    } catch (error) {
      const failure = error instanceof Error ? error : new Error(String(error));
      if (ids.length === 1 || toProblem(error).code === 'server.unavailable') return ids.map(() => failure);
    }
    const outcomes: (Confirmed | Error)[] = [];
    for (const id of ids) outcomes.push(...(await this.write(programId, [id])));
    return outcomes;
  }

  private async writeTogether(programId: string, ids: readonly string[]): Promise<(Confirmed | Error)[]> {
    const now = this.clock.now();
    const open = await this.transactions.readProgram(programId, (tx) => readOpen(tx, programId, ids, now));
    // Nobody confirms before they signed up: where this host's clock is behind, the sign-up's time holds, and its touches count.
    const at = new Date(Math.max(now.getTime(), ...open.map((submission) => submission.createdAt.getTime())));
    const confirming = await this.withMembers(programId, open, at);
    return this.transactions.inProgram(programId, async (tx) => {
      const used = await markUsed(tx, programId, open.map((s) => s.id), at);
      const done = await this.settle(tx, programId, confirming.filter((c) => used.has(c.submission.id)), at);
      const usedBefore = await readUsed(tx, programId, ids);
      return ids.map((id, index) => (ids.indexOf(id) === index ? done.get(id) : undefined) ?? new DomainError(usedBefore.has(id) ? 'confirmation.used' : 'confirmation.expired'));
    });
  }

  /** Directory rows come first, in transactions of their own: written again by a retry, they are the same rows. */
  private async withMembers(programId: string, open: readonly OpenSubmission[], at: Date): Promise<Confirming[]> {
    const accounts = await this.accounts.ensure(open, at);
    const accountOf = (s: OpenSubmission) => accounts.get(s.emailHash.toString('hex'))!;
    const members = await this.accounts.linkMembers(programId, open.map((s) => ({ accountId: accountOf(s), memberId: this.members.idFor(programId, accountOf(s)) })), at);
    return open.map((submission) => ({ submission, accountId: accountOf(submission), memberId: members.get(accountOf(submission))! }));
  }

  /** Everything that follows from used tokens, set by set. @returns by submission */
  private async settle(tx: Tx, programId: string, confirming: readonly Confirming[], at: Date): Promise<Map<string, Confirmed>> {
    if (confirming.length === 0) return new Map();
    const newIds = await this.enrol(tx, programId, confirming, at);
    await this.ledger.openBooks(tx, programId, [...newIds], at);
    const codes = await openLinks(tx, programId, confirming, at);
    await rememberBrowsers(tx, programId, confirming, at);
    await this.ledger.apply(tx, programId, await this.inputs(tx, programId, confirming, at), at);
    await writeOutbox(tx, programId, [...newIds].map((memberId) => ({ topic: 'member.joined', payload: { memberId } })), at);
    return new Map(confirming.map(({ submission: s, memberId }) =>
      [s.id, { programId, memberId, isNew: newIds.has(memberId), name: s.name, locale: s.locale, linkCode: codes.get(memberId) ?? null }]));
  }

  private enrol(tx: Tx, programId: string, confirming: readonly Confirming[], at: Date): Promise<Set<string>> {
    return this.members.enrol(tx, programId, confirming.map(({ submission: s, accountId, memberId }) => ({
      memberId, accountId, email: s.email, emailHash: s.emailHash, name: s.name, locale: s.locale,
      consent: { purpose: 'email', textVersion: s.consentVersion, source: 'double_opt_in' },
    })), at);
  }

  private async inputs(tx: Tx, programId: string, confirming: readonly Confirming[], at: Date): Promise<ConfirmedInput[]> {
    const { timeZone } = await this.programs.read(tx, programId);
    const measured = await measure(tx, programId, confirming.map((c) => c.submission), at);
    return confirming.map(({ submission: s, memberId }) => ({
      kind: 'confirmed', key: `confirm:${s.id}`, referralId: s.id, refereeId: memberId, identityHash: s.emailHash,
      touches: measured.get(s.id)!.touches, signals: { ...measured.get(s.id)!.signals, localDay: localDay(at, timeZone) },
    }));
  }
}
