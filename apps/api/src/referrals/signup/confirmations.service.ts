import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { DomainError } from '@fanfare/contracts';
import { Accounts } from '../../identity/index.js';
import { type ConfirmedInput, type FactInput, Ledger } from '../../ledger/index.js';
import { Members, Memberships } from '../../members/index.js';
import { Batcher } from '../../platform/batcher.js';
import { Clock } from '../../platform/clock.js';
import { Transactions, type Tx } from '../../platform/database/transactions.js';
import { sha256 } from '../../platform/keys.js';
import { oneByOneIfNeeded } from '../../platform/one-by-one.js';
import { writeOutbox } from '../../platform/outbox/outbox.js';
import { holdCohorts, Programs } from '../../programs/index.js';
import { measure } from '../intake/measurements.js';
import { type Confirming, localDay, markUsed, type OpenSubmission, openLinks, readOpen, readUsed, rememberBrowsers } from './confirmation-batch.js';

export interface Confirmed {
  readonly programId: string;
  readonly memberId: string;
  /** False: they were a member before. */
  readonly isNew: boolean;
  readonly name: string | null;
  readonly locale: string;
  /** That they came into by signing up. */
  readonly cohort: string | null;
  /** Of their own first link. */
  readonly linkCode: string | null;
}
export interface TokenSubject {
  readonly programId: string;
  readonly submissionId: string;
}

interface Asked extends Pick<Confirming, 'consent'> {
  readonly submissionId: string;
}

const BATCH = 200;

/**
 * Confirms sign-ups, many in one transaction where many come at once: tokens are used, people enrolled, books opened,
 * referrals counted and everybody told, or none of it.
 */
@Injectable()
export class Confirmations implements OnApplicationShutdown {
  private readonly batchers = new Map<string, Batcher<Asked, Confirmed | Error>>();

  constructor(
    private readonly transactions: Transactions,
    private readonly accounts: Accounts,
    private readonly programs: Programs,
    private readonly members: Members,
    private readonly memberships: Memberships,
    private readonly ledger: Ledger,
    private readonly clock: Clock,
  ) {}

  /** @throws DomainError `confirmation.unknown`, `confirmation.used`, `confirmation.expired` */
  async confirm(token: string): Promise<Confirmed> {
    const { programId, submissionId } = await this.find(token);
    return this.add(programId, { submissionId, consent: 'double_opt_in' });
  }

  /** Confirms a sign-up that the brand vouches for. @throws DomainError `confirmation.used`, `confirmation.expired` */
  async confirmForBrand(programId: string, submissionId: string): Promise<Confirmed> {
    return this.add(programId, { submissionId, consent: 'brand' });
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

  private async add(programId: string, asked: Asked): Promise<Confirmed> {
    const outcome = await this.batcher(programId).add(asked);
    if (outcome instanceof Error) throw outcome;
    return outcome;
  }

  private batcher(programId: string): Batcher<Asked, Confirmed | Error> {
    let batcher = this.batchers.get(programId);
    if (!batcher) {
      batcher = new Batcher((asked) => oneByOneIfNeeded(asked, (some) => this.write(programId, some)), BATCH);
      this.batchers.set(programId, batcher);
    }
    return batcher;
  }

  private async write(programId: string, asked: readonly Asked[]): Promise<(Confirmed | Error)[]> {
    const ids = asked.map((one) => one.submissionId);
    const now = this.clock.now();
    const open = await this.transactions.readProgram(programId, (tx) => readOpen(tx, programId, ids, now));
    // Nobody confirms before they signed up: where this host's clock is behind, the sign-up's time holds, and its touches count.
    const at = new Date(Math.max(now.getTime(), ...open.map((submission) => submission.createdAt.getTime())));
    const confirming = await this.withMembers(programId, open, asked, at);
    return this.transactions.inProgram(programId, async (tx) => {
      const used = await markUsed(tx, programId, open.map((s) => s.id), at);
      const done = await this.settle(tx, programId, confirming.filter((c) => used.has(c.submission.id)), at);
      const usedBefore = await readUsed(tx, programId, ids);
      return ids.map((id, index) => (ids.indexOf(id) === index ? done.get(id) : undefined) ?? new DomainError(usedBefore.has(id) ? 'confirmation.used' : 'confirmation.expired'));
    });
  }

  /** Directory rows come first, in transactions of their own: written again by a retry, they are the same rows. */
  private async withMembers(programId: string, open: readonly OpenSubmission[], asked: readonly Asked[], at: Date): Promise<Confirming[]> {
    const accounts = await this.accounts.ensure(open, at);
    const accountOf = (s: OpenSubmission) => accounts.get(s.emailHash.toString('hex'))!;
    const members = await this.memberships.link(programId, open.map(accountOf), at);
    const consentOf = new Map(asked.map((one) => [one.submissionId, one.consent]));
    return open.map((submission) => ({ submission, consent: consentOf.get(submission.id)!, accountId: accountOf(submission), memberId: members.get(accountOf(submission))! }));
  }

  /** Everything that follows from used tokens, set by set. @returns by submission */
  private async settle(tx: Tx, programId: string, confirming: readonly Confirming[], at: Date): Promise<Map<string, Confirmed>> {
    if (confirming.length === 0) return new Map();
    const newIds = await this.enrol(tx, programId, confirming, at);
    await this.ledger.openBooks(tx, programId, [...newIds], at);
    const codes = await openLinks(tx, programId, confirming, at);
    await rememberBrowsers(tx, programId, confirming, at);
    const cohorts = await entered(tx, programId, confirming.filter(({ memberId }) => newIds.has(memberId)));
    await this.ledger.apply(tx, programId, [...cohorts, ...(await this.inputs(tx, programId, confirming, at))], at);
    await writeOutbox(tx, programId, [...newIds].map((memberId) => ({ topic: 'member.joined', payload: { memberId } })), at);
    return new Map(confirming.map(({ submission: s, memberId }) =>
      [s.id, { programId, memberId, isNew: newIds.has(memberId), name: s.name, locale: s.locale, cohort: cohorts.find((fact) => fact.memberId === memberId)?.body.to ?? null, linkCode: codes.get(memberId) ?? null }]));
  }

  private enrol(tx: Tx, programId: string, confirming: readonly Confirming[], at: Date): Promise<Set<string>> {
    return this.members.enrol(tx, programId, confirming.map(({ submission: s, consent, accountId, memberId }) => ({
      memberId, accountId, email: s.email, emailHash: s.emailHash, name: s.name, locale: s.locale,
      consent: { purpose: 'email', textVersion: s.consentVersion, source: consent },
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

type CohortBody = Extract<FactInput['body'], { kind: 'cohort' }>;

/** Who signed up by an address that names a cohort is in it from the start, where it is open; who was a member before stays where they are. */
async function entered(tx: Tx, programId: string, confirming: readonly Confirming[]): Promise<(FactInput & { readonly body: CohortBody })[]> {
  const open = await holdCohorts(tx, programId, confirming.flatMap(({ submission }) => submission.cohort ?? []), 'open');
  return confirming.flatMap(({ submission: { id, cohort }, memberId }) =>
    (cohort !== null && open.has(cohort) ? [{ kind: 'fact' as const, key: `cohort:signup:${id}`, memberId, body: { kind: 'cohort' as const, to: cohort, by: memberId } }] : []));
}
