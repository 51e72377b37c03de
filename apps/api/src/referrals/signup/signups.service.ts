import { Injectable } from '@nestjs/common';
import { DomainError, LIMITS, type Locale } from '@fanfare/contracts';
import { type EmailAddress, isRandomLocal, type Signals, type Touch } from '@fanfare/domain';
import { RateLimits } from '../../platform/auth/rate-limits.js';
import { Clock } from '../../platform/clock.js';
import { Transactions, type Tx } from '../../platform/database/transactions.js';
import { newId } from '../../platform/ids.js';
import { Keys, sha256 } from '../../platform/keys.js';
import { writeOutbox } from '../../platform/outbox/outbox.js';
import { type ProgramView, Rulebooks } from '../../programs/index.js';
import type { CookieClick } from '../clicks/click-cookie.js';
import { SignupTraces } from '../intake/signup-traces.service.js';
import { LinkCodes } from '../links/link-codes.service.js';
import { DISPOSABLE_LIST, isDisposable, isFreemail } from './mail-domains.js';
import { collectTouches, preview } from './touches.js';

/** A sign-up as it came in, well formed. */
export interface SignUp {
  readonly email: EmailAddress;
  readonly name: string | null;
  readonly locale: Locale;
  /** Which text was agreed to, and where: `join_page.1`. */
  readonly consentVersion: string;
  /** Folded. */
  readonly code: string | null;
  readonly clickId: string | null;
  readonly cookie: CookieClick | null;
  readonly visitor: Buffer | null;
  /** Looked at, and not kept. */
  readonly ip: string;
  /** Two letters, by the word of a trusted proxy. */
  readonly country?: string | null;
}

interface NewSubmission {
  readonly email: string;
  readonly emailHash: Buffer;
  readonly name: string | null;
  readonly locale: string;
  readonly consentVersion: string;
  readonly visitorHash: Buffer | null;
  /** The browser that signed up, or at least clicked. */
  readonly device: Buffer | null;
  readonly touches: readonly Touch[];
  readonly signals: Signals;
}

const DAY_MS = 86_400_000;

/** Takes sign-ups. Nothing about an address is decided or told here: its owner has not spoken yet. */
@Injectable()
export class Signups {
  constructor(
    private readonly transactions: Transactions,
    private readonly rulebooks: Rulebooks,
    private readonly codes: LinkCodes,
    private readonly traces: SignupTraces,
    private readonly limits: RateLimits,
    private readonly keys: Keys,
    private readonly clock: Clock,
  ) {}

  /**
   * Stores the sign-up and announces it, for the mail. Answers the same whoever the address belongs to.
   * @throws DomainError `program.paused`
   */
  async submit(program: ProgramView, signUp: SignUp): Promise<void> {
    const emailHash = this.keys.emailHash(signUp.email.canonical);
    await this.accept(program, emailHash, signUp.ip, async (tx, now) => ({
      email: signUp.email.display,
      emailHash,
      name: signUp.name,
      locale: signUp.locale,
      consentVersion: signUp.consentVersion,
      visitorHash: signUp.visitor,
      ...(await collectTouches(tx, program.id, { ...signUp, emailHash, country: signUp.country ?? null }, now)),
      signals: this.signals(signUp.email),
    }));
  }

  /**
   * A new sign-up from one that has expired, with its touches as they were measured.
   * @returns false where nothing is left of it
   * @throws DomainError `program.paused`
   */
  async submitAgain(program: ProgramView, submissionId: string, ip: string): Promise<boolean> {
    const old = await this.transactions.readProgram(program.id, (tx) => readOpen(tx, program.id, submissionId));
    if (!old) return false;
    await this.accept(program, old.emailHash, ip, async () => old);
    return true;
  }

  private async accept(program: ProgramView, emailHash: Buffer, ip: string, load: (tx: Tx, now: Date) => Promise<NewSubmission>): Promise<void> {
    if (program.status === 'paused') throw new DomainError('program.paused');
    // Beyond the limit there is no mail, so nothing that could be confirmed: nothing is stored, and the answer is the same.
    if (!this.mayMail(emailHash, ip)) return;
    const now = this.clock.now();
    const id = newId(now);
    const linkCode = await this.codes.reserveRandom(program.id, newId(now));
    const expiresAt = new Date(now.getTime() + LIMITS.confirmationDays * DAY_MS);
    await this.writeToken(program.id, id, now, expiresAt);
    await this.transactions.inProgram(program.id, async (tx) => {
      const submission = await load(tx, now);
      const { attribution } = await this.rulebooks.inForce(tx, program.id, now);
      const credited = preview(submission.touches, now, attribution);
      await insertSubmission(tx, program.id, { id, linkCode, createdAt: now, expiresAt, credited }, submission);
      await this.traces.keep(tx, program.id, { ...submission, submissionId: id, at: now, referrerId: credited?.memberId ?? null, ip });
      await writeOutbox(tx, program.id, [{ topic: 'submission.created', payload: { submissionId: id } }], now);
    });
  }

  private mayMail(emailHash: Buffer, ip: string): boolean {
    try {
      this.limits.take('mailToAddress', emailHash.toString('hex'), ip);
      return true;
    } catch (error) {
      if (error instanceof DomainError && error.code === 'request.rate_limited') return false;
      throw error;
    }
  }

  private signals({ canonical, domain }: EmailAddress): Signals {
    return {
      randomLocal: isRandomLocal(canonical.slice(0, canonical.lastIndexOf('@'))),
      disposable: isDisposable(domain),
      disposableList: DISPOSABLE_LIST,
      domain: isFreemail(domain) ? null : this.keys.hmac('domain', domain).toString('hex'),
    };
  }

  private async writeToken(programId: string, submissionId: string, now: Date, expiresAt: Date): Promise<void> {
    await this.transactions.inDirectory((tx) => tx.query(
      `INSERT INTO tokens (hash, program_id, kind, subject_id, created_at, expires_at) VALUES ($1, $2, 'confirmation', $3, $4, $5)`,
      [sha256(this.keys.token('confirmation', submissionId)), programId, submissionId, now, expiresAt]));
  }
}

interface Frame {
  readonly id: string;
  readonly linkCode: string;
  readonly createdAt: Date;
  readonly expiresAt: Date;
  readonly credited: { readonly memberId: string; readonly linkId: string } | null;
}

async function insertSubmission(tx: Tx, programId: string, frame: Frame, s: NewSubmission): Promise<void> {
  await tx.query(
    `INSERT INTO submissions (program_id, id, email, email_hash, name, locale, consent_version, link_code, visitor_hash, referrer_id, link_id,
       touches, signals, created_at, expires_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)`,
    [programId, frame.id, s.email, s.emailHash, s.name, s.locale, s.consentVersion, frame.linkCode, s.visitorHash, frame.credited?.memberId ?? null,
      frame.credited?.linkId ?? null, JSON.stringify(s.touches), JSON.stringify(s.signals), frame.createdAt, frame.expiresAt]);
}

/** A submission that nobody has confirmed, with what it needs to be made anew. */
async function readOpen(tx: Tx, programId: string, id: string): Promise<NewSubmission | null> {
  const [row] = (await tx.query(
    `SELECT email, email_hash AS "emailHash", name, locale, consent_version AS "consentVersion", visitor_hash AS "visitorHash", visitor_hash AS device, touches, signals
     FROM submissions WHERE program_id = $1 AND id = $2 AND used_at IS NULL AND email IS NOT NULL`, [programId, id])) as NewSubmission[];
  return row ?? null;
}
