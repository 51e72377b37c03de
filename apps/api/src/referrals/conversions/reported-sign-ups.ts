import { Injectable } from '@nestjs/common';
import { DomainError } from '@fanfare/contracts';
import type { ReasonCode, Status } from '@fanfare/domain';
import { Transactions, type Tx } from '../../platform/database/transactions.js';
import { Keys } from '../../platform/keys.js';
import type { ProgramView } from '../../programs/index.js';
import { Confirmations } from '../signup/confirmations.service.js';
import { type SignUp, Signups } from '../signup/signups.service.js';
import type { Conversion, ConversionAnswer } from './conversion.js';

/** The brand shows its own text; its version is the brand's to keep. */
const CONSENT_VERSION = 'api.1';

interface OutcomeRow {
  readonly memberId: string;
  readonly linkCode: string | null;
  readonly referralId: string | null;
  readonly status: Status;
  readonly reason: ReasonCode;
}

/** Sign-ups that a brand's own system reports: confirmed by its word, or by the person with the mail that goes out. */
@Injectable()
export class ReportedSignUps {
  constructor(
    private readonly signups: Signups,
    private readonly confirmations: Confirmations,
    private readonly transactions: Transactions,
    private readonly keys: Keys,
  ) {}

  /** Begun twice, because the first time was cut off, it goes on where that ended: the sign-up has the conversion's id. */
  async perform(program: ProgramView, id: string, { email, code, clickId, firstClickId, signUp }: Conversion): Promise<ConversionAnswer> {
    if (!email || !signUp) throw new Error('a sign-up without an address');
    const { name, locale, cohort, ip } = signUp;
    const asked: SignUp = { email, name, locale, cohort, code, clickId, firstClickId, ip, consentVersion: CONSENT_VERSION, cookie: [], visitor: null };
    if (signUp.confirmedBy === 'person') {
      await this.signups.submit(program, asked, id);
      return this.answer(program.id, id, async () => ({ id, status: 'confirmation_sent', referral: null, member: null }));
    }
    await this.signups.admit(program, asked, id);
    await this.confirm(program.id, id);
    return this.answer(program.id, id, (tx) => this.outcome(tx, program.id, id, this.keys.emailHash(email.canonical)));
  }

  private async confirm(programId: string, id: string): Promise<void> {
    try {
      await this.confirmations.confirmForBrand(programId, id);
    } catch (error) {
      if (!(error instanceof DomainError) || error.code !== 'confirmation.used') throw error;
    }
  }

  /** The first answer stands. Who signed up is a member, or will be told so by the mail: their hash has served. */
  private async answer(programId: string, id: string, make: (tx: Tx) => Promise<ConversionAnswer>): Promise<ConversionAnswer> {
    return this.transactions.inProgram(programId, async (tx) => {
      const made = await make(tx);
      const [rows] = (await tx.query(
        `UPDATE conversions SET answer = coalesce(answer, $3), referral_id = coalesce(referral_id, $4), email_hash = NULL WHERE program_id = $1 AND id = $2 RETURNING answer`,
        [programId, id, JSON.stringify(made), made.referral?.id ?? null])) as [{ answer: ConversionAnswer }[], number];
      return rows[0]!.answer;
    });
  }

  private async outcome(tx: Tx, programId: string, id: string, emailHash: Buffer): Promise<ConversionAnswer> {
    const [row] = (await tx.query(
      `SELECT i.member_id AS "memberId", r.id AS "referralId", r.status, r.reason,
         (SELECT code FROM links l WHERE l.program_id = $1 AND l.member_id = i.member_id ORDER BY (channel = 'default') DESC, created_at, id LIMIT 1) AS "linkCode"
       FROM identities i LEFT JOIN referrals r ON r.program_id = $1 AND r.id = $2 WHERE i.program_id = $1 AND i.email_hash = $3`, [programId, id, emailHash])) as OutcomeRow[];
    const referral = row?.referralId ? { id: row.referralId, status: row.status, reason: row.reason } : null;
    return { id, status: referral ? 'recorded' : 'unattributed', referral, member: row ? { id: row.memberId, linkCode: row.linkCode } : null };
  }
}
