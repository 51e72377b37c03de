import { Injectable } from '@nestjs/common';
import { DomainError, type ErrorCode } from '@fanfare/contracts';
import { canonicalEmail, codeIn, type InviterRefusal, type Touch } from '@fanfare/domain';
import { Inviters, Ledger } from '../../ledger/index.js';
import { RateLimits } from '../../platform/auth/rate-limits.js';
import { Clock } from '../../platform/clock.js';
import { Transactions, type Tx } from '../../platform/database/transactions.js';
import { newId } from '../../platform/ids.js';
import { Keys } from '../../platform/keys.js';
import { writeOutbox } from '../../platform/outbox/outbox.js';
import { Programs } from '../../programs/index.js';
import { measure } from '../intake/measurements.js';
import { localDay } from '../signup/confirmation-batch.js';
import { measuredTouches } from '../signup/touches.js';
import { creditSubmission, type NamedLink, readLateSignUp, readLinkOfCode, readLinkOfMember } from './inviter-rows.js';

/** An answer as it came in. */
export interface Answer {
  /** A code, a link, or an e-mail. */
  readonly text: string;
  /** Keyed hash of the id of the browser that answers. */
  readonly visitor: Buffer | null;
  readonly ip: string;
}
/** Who is meant: by a code, which is public, or by an address, of which nothing is told. */
type Named = { readonly code: string } | { readonly emailHash: Buffer };

/** Said whoever was named. */
const OF_THE_MEMBER: Partial<Record<InviterRefusal, ErrorCode>> = { here_before: 'inviter.here_before', answered: 'inviter.answered', too_late: 'inviter.too_late' };

/** "Who invited you?": a member who came without a link names somebody, once; whom they name is credited when a person has looked. */
@Injectable()
export class NamedInviters {
  constructor(
    private readonly transactions: Transactions,
    private readonly inviters: Inviters,
    private readonly ledger: Ledger,
    private readonly programs: Programs,
    private readonly limits: RateLimits,
    private readonly keys: Keys,
    private readonly clock: Clock,
  ) {}

  /** Until when they are asked; null: not, or not any more. */
  async askedUntil(programId: string, memberId: string): Promise<Date | null> {
    return this.transactions.readProgram(programId, (tx) => this.inviters.askedUntil(tx, programId, memberId, this.clock.now()));
  }

  /**
   * Used up by the answer, also where the address is nobody's, or is that of somebody who cannot be credited: who is a member is not told.
   * @throws DomainError `inviter.answered`, `inviter.here_before`, `inviter.too_late`, `inviter.unknown_code`, `inviter.own_code`, `inviter.circle`
   */
  async name(programId: string, memberId: string, { text, visitor, ip }: Answer): Promise<void> {
    const named = this.read(text);
    const at = this.clock.now();
    await this.transactions.inProgram(programId, async (tx) => {
      const link = named && ('code' in named ? await readLinkOfCode(tx, programId, named.code) : await readLinkOfMember(tx, programId, named.emailHash));
      const asked = await this.inviters.ask(tx, programId, memberId, link?.memberId ?? null, at);
      if (!asked) throw new DomainError('inviter.here_before');
      const isPublic = named === null || 'code' in named;
      this.refuse(asked.refusal, { isPublic, isFound: link !== null }, ip);
      if (!link || asked.refusal) return this.inviters.close(tx, programId, asked.identityHash, at);
      await this.credit(tx, programId, { memberId, identityHash: asked.identityHash, link, visitor }, at);
    });
  }

  private read(text: string): Named | null {
    const code = codeIn(text);
    if (code !== null) return { code };
    const email = canonicalEmail(text);
    return email && { emailHash: this.keys.emailHash(email.canonical) };
  }

  private async credit(tx: Tx, programId: string, who: { memberId: string; identityHash: Buffer; link: NamedLink; visitor: Buffer | null }, at: Date): Promise<void> {
    const { memberId, identityHash, link } = who;
    const signUp = await readLateSignUp(tx, programId, identityHash);
    if (signUp) await creditSubmission(tx, programId, signUp.id, link);
    const claim: Touch = { memberId: link.memberId, linkId: link.linkId, via: 'claim', at: at.getTime() };
    const browsers = [who.visitor, signUp?.visitorHash ?? null].filter((hash) => hash !== null);
    const touches = await measuredTouches(tx, programId, [claim], browsers, identityHash);
    const measured = signUp && (await measure(tx, programId, [{ ...signUp, touches }], at)).get(signUp.id)!;
    const { timeZone } = await this.programs.read(tx, programId);
    await this.ledger.apply(tx, programId, [{
      kind: 'confirmed', key: `claim:${memberId}`, referralId: signUp?.id ?? newId(at), refereeId: memberId, identityHash,
      touches: measured?.touches ?? touches, signals: { ...measured?.signals, localDay: localDay(at, timeZone) },
    }], at);
    await writeOutbox(tx, programId, [{ topic: 'inviter.named', payload: { memberId } }], at);
  }

  /** Of an address nothing is told but that it is the member's own. */
  private refuse(refusal: InviterRefusal | null, { isPublic, isFound }: { isPublic: boolean; isFound: boolean }, ip: string): void {
    const ofTheMember = refusal && OF_THE_MEMBER[refusal];
    if (ofTheMember) throw new DomainError(ofTheMember);
    if (refusal === 'own') throw wrong('inviter.own_code', 'is the member’s own');
    if (!isPublic) return;
    if (refusal === 'circle') throw wrong('inviter.circle', 'is somebody whom the member brought');
    if (isFound) return;
    this.limits.takeForBlock('unknownCode', ip); // asking for codes one by one would tell which exist
    throw wrong('inviter.unknown_code', 'is no code, link or e-mail that can be used');
  }
}

function wrong(code: ErrorCode, message: string): DomainError {
  return new DomainError(code, {}, [{ field: 'inviter', code: code.slice('inviter.'.length), message }]);
}
