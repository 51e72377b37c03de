import { Injectable } from '@nestjs/common';
import { DomainError, LIMITS, type Locale } from '@fanfare/contracts';
import { type EmailAddress, isRandomLocal, type Signals, type Touch } from '@fanfare/domain';
import { RateLimits } from '../../platform/auth/rate-limits.js';
import { Clock } from '../../platform/clock.js';
import { Transactions, type Tx } from '../../platform/database/transactions.js';
import { newId } from '../../platform/ids.js';
import { Keys, sha256 } from '../../platform/keys.js';
import { type OutboxEvent, writeOutbox } from '../../platform/outbox/outbox.js';
import { type ProgramView, Rulebooks } from '../../programs/index.js';
import type { CookieClick } from '../clicks/click-cookie.js';
import { earlierTouches } from '../conversions/conversion-rows.js';
import { SignupTraces } from '../intake/signup-traces.service.js';
import { LinkCodes } from '../links/link-codes.service.js';
import { DISPOSABLE_LIST, isDisposable, isFreemail } from './mail-domains.js';
import { collectTouches, preview, type TouchClues, type Traced } from './touches.js';

/** A sign-up as it came in, well formed. */
export interface SignUp {
  readonly email: EmailAddress;
  readonly name: string | null;
  readonly locale: Locale;
  /** Which text was agreed to, and where: `join_page.1`. */
  readonly consentVersion: string;
  /** Folded. */
  readonly code: string | null;
  /** Known to have been typed; otherwise it may have stood in the address. */
  readonly isTyped?: boolean;
  readonly clickId: string | null;
  /** Of an earlier address, which a page has kept. */
  readonly firstClickId?: string | null;
  readonly cookie: readonly CookieClick[];
  /** Of the address that led here, folded. */
  readonly cohort?: string | null;
  readonly visitor: Buffer | null;
  /** Looked at, and not kept. Null where it is not the person's own. */
  readonly ip: string | null;
  /** Two letters, by the word of a trusted proxy. */
  readonly country?: string | null;
}

interface NewSubmission {
  readonly email: string;
  readonly emailHash: Buffer;
  readonly name: string | null;
  readonly locale: string;
  readonly consentVersion: string;
  readonly cohort: string | null;
  readonly visitorHash: Buffer | null;
  /** The browser that signed up, or at least clicked. */
  readonly device: Buffer | null;
  readonly touches: readonly Touch[];
  readonly signals: Signals;
}

/** What is the same for every sign-up, whoever's it is. */
interface Frame {
  readonly id: string;
  readonly linkCode: string;
  readonly createdAt: Date;
  readonly expiresAt: Date;
}
type Load = (tx: Tx, now: Date) => Promise<NewSubmission>;
type Asked = Pick<NewSubmission, 'emailHash'> & Pick<SignUp, 'ip'>;

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
   * @param id whoever names it may call again: it is stored, and mailed about, once
   * @throws DomainError `program.paused`
   */
  async submit(program: ProgramView, signUp: SignUp, id = newId(this.clock.now())): Promise<void> {
    const emailHash = this.keys.emailHash(signUp.email.canonical);
    await this.ask(program, id, { emailHash, ip: signUp.ip }, this.load(program, signUp, emailHash));
  }

  /** Stores a sign-up whose address the brand knows to be the person's: nobody is asked. @throws DomainError `program.paused` */
  async admit(program: ProgramView, signUp: SignUp, id: string): Promise<void> {
    assertOpen(program);
    await this.store(program, await this.frame(program, id), signUp.ip, this.load(program, signUp, this.keys.emailHash(signUp.email.canonical)), []);
  }

  /**
   * A new sign-up from one that has expired, with its touches as they were measured.
   * @returns false where nothing is left of it
   * @throws DomainError `program.paused`
   */
  async submitAgain(program: ProgramView, submissionId: string, ip: string): Promise<boolean> {
    const old = await this.transactions.readProgram(program.id, (tx) => readOpen(tx, program.id, submissionId));
    if (!old) return false;
    await this.ask(program, newId(this.clock.now()), { emailHash: old.emailHash, ip }, async () => old);
    return true;
  }

  private load(program: ProgramView, signUp: SignUp, emailHash: Buffer): Load {
    return async (tx, now) => ({
      email: signUp.email.display,
      emailHash,
      name: signUp.name,
      locale: signUp.locale,
      consentVersion: signUp.consentVersion,
      cohort: signUp.cohort ?? null,
      visitorHash: signUp.visitor,
      ...(await this.touches(tx, program.id, { ...signUp, emailHash, country: signUp.country ?? null }, now)),
      signals: this.signals(signUp.email),
    });
  }

  /** Those of the sign-up, and of purchases before it. */
  private async touches(tx: Tx, programId: string, clues: TouchClues, now: Date): Promise<Traced> {
    const { touches, device } = await collectTouches(tx, programId, clues, now);
    return { device, touches: [...touches, ...(await earlierTouches(tx, programId, clues.emailHash))] };
  }

  private async ask(program: ProgramView, id: string, who: Asked, load: Load): Promise<void> {
    assertOpen(program);
    // Beyond the limit there is no mail, so nothing that could be confirmed: nothing is stored, and the answer is the same.
    if (!this.mayMail(who.emailHash, who.ip)) return;
    const frame = await this.frame(program, id);
    await this.writeToken(program.id, frame);
    await this.store(program, frame, who.ip, load, [{ topic: 'submission.created', payload: { submissionId: id } }]);
  }

  private async frame(program: ProgramView, id: string): Promise<Frame> {
    const createdAt = this.clock.now();
    const linkCode = await this.codes.reserveRandom(program.id, newId(createdAt));
    return { id, linkCode, createdAt, expiresAt: new Date(createdAt.getTime() + LIMITS.confirmationDays * DAY_MS) };
  }

  private async store(program: ProgramView, frame: Frame, ip: string | null, load: Load, events: readonly OutboxEvent[]): Promise<void> {
    const now = frame.createdAt;
    await this.transactions.inProgram(program.id, async (tx) => {
      const submission = await load(tx, now);
      const { attribution } = await this.rulebooks.inForce(tx, program.id, now);
      const credited = preview(submission.touches, now, attribution);
      if (!(await insertSubmission(tx, program.id, frame, credited, submission))) return;
      await this.traces.keep(tx, program.id, { ...submission, submissionId: frame.id, at: now, referrerId: credited?.memberId ?? null, ip });
      await writeOutbox(tx, program.id, events, now);
    });
  }

  private mayMail(emailHash: Buffer, ip: string | null): boolean {
    try {
      this.limits.take('mailToAddress', emailHash.toString('hex'), ip ?? '');
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

  private async writeToken(programId: string, { id, createdAt, expiresAt }: Frame): Promise<void> {
    await this.transactions.inDirectory((tx) => tx.query(
      `INSERT INTO tokens (hash, program_id, kind, subject_id, created_at, expires_at) VALUES ($1, $2, 'confirmation', $3, $4, $5) ON CONFLICT DO NOTHING`,
      [sha256(this.keys.token('confirmation', id)), programId, id, createdAt, expiresAt]));
  }
}

/** @throws DomainError `program.paused` */
function assertOpen(program: ProgramView): void {
  if (program.status === 'paused') throw new DomainError('program.paused');
}

/** @returns false for one that was stored before */
async function insertSubmission(tx: Tx, programId: string, frame: Frame, credited: ReturnType<typeof preview>, s: NewSubmission): Promise<boolean> {
  const inserted = (await tx.query(
    `INSERT INTO submissions (program_id, id, email, email_hash, name, locale, consent_version, link_code, visitor_hash, referrer_id, link_id,
       touches, signals, created_at, expires_at, cohort)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16) ON CONFLICT DO NOTHING RETURNING id`,
    [programId, frame.id, s.email, s.emailHash, s.name, s.locale, s.consentVersion, frame.linkCode, s.visitorHash, credited?.memberId ?? null,
      credited?.linkId ?? null, JSON.stringify(s.touches), JSON.stringify(s.signals), frame.createdAt, frame.expiresAt, s.cohort])) as unknown[];
  return inserted.length > 0;
}

/** A submission that nobody has confirmed, with what it needs to be made anew. */
async function readOpen(tx: Tx, programId: string, id: string): Promise<NewSubmission | null> {
  const [row] = (await tx.query(
    `SELECT email, email_hash AS "emailHash", name, locale, consent_version AS "consentVersion", cohort, visitor_hash AS "visitorHash", visitor_hash AS device, touches, signals
     FROM submissions WHERE program_id = $1 AND id = $2 AND used_at IS NULL AND email IS NOT NULL`, [programId, id])) as NewSubmission[];
  return row ?? null;
}
