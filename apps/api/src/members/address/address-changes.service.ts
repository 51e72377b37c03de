import { Injectable } from '@nestjs/common';
import { DomainError, LIMITS } from '@fanfare/contracts';
import { canonicalEmail } from '@fanfare/domain';
import { Accounts } from '../../identity/index.js';
import { audit } from '../../platform/audit.js';
import { RateLimits } from '../../platform/auth/rate-limits.js';
import { Clock } from '../../platform/clock.js';
import { Transactions, type Tx } from '../../platform/database/transactions.js';
import { newId } from '../../platform/ids.js';
import { Keys, sha256 } from '../../platform/keys.js';
import { writeOutbox } from '../../platform/outbox/outbox.js';
import { StaffNotes } from '../notes/staff-notes.service.js';
import type { AddressResponse, MemberAddressRequest } from './address.dto.js';
import { reachesBeyond, reachesTeam } from './reach.js';

/** A member in the session that asks, as the guard established it. */
export interface AskingMember {
  readonly programId: string;
  readonly memberId: string;
  readonly accountId: string;
  readonly sessionId: string;
  readonly level: 'member' | 'staff';
}

interface Wish {
  readonly id: string;
  readonly programId: string;
  readonly memberId: string;
  readonly accountId: string;
  readonly email: string;
  readonly sessionId: string | null;
  readonly askedBy: string | null;
}

const HOUR_MS = 3_600_000;

/**
 * Takes wishes for another address. Nothing about that address is decided or told here: its owner has not spoken yet. Who has it
 * already learns so from the mail, and the database refuses when the link is used (`AddressMoves`).
 */
@Injectable()
export class AddressChanges {
  constructor(
    private readonly transactions: Transactions,
    private readonly accounts: Accounts,
    private readonly notes: StaffNotes,
    private readonly limits: RateLimits,
    private readonly keys: Keys,
    private readonly clock: Clock,
  ) {}

  /** @throws DomainError `member.not_found` */
  async show(programId: string, accountId: string): Promise<AddressResponse> {
    const account = await this.accounts.get(accountId);
    if (!account) throw new DomainError('member.not_found');
    const [open] = await this.transactions.readProgram(programId, (tx): Promise<{ email: string; until: Date; byTeam: boolean }[]> => tx.query(
      `SELECT new_email AS email, expires_at AS until, asked_by IS NOT NULL AS "byTeam" FROM address_changes
       WHERE program_id = $1 AND account_id = $2 AND confirmed_at IS NULL AND ended_at IS NULL AND expires_at > $3`, [programId, accountId, this.clock.now()]));
    return { email: account.email, pending: open ? { ...open, until: open.until.toISOString() } : null };
  }

  /** @throws as `show` */
  async showTo(programId: string, memberId: string): Promise<AddressResponse> {
    return this.show(programId, await this.transactions.readProgram(programId, (tx) => accountOf(tx, programId, memberId)));
  }

  /**
   * Mails a link to the new address. A later wish takes the place of an earlier one.
   * @throws DomainError `auth.required` (`level`) for somebody of a team who is not signed in as such: the address opens more than the
   *   member's page; `request.invalid` for the address they have; `request.rate_limited`
   */
  async ask(me: AskingMember, email: string, ip: string): Promise<void> {
    const programs = await this.accounts.accountPrograms(me.accountId);
    if (me.level !== 'staff' && reachesTeam(programs)) throw new DomainError('auth.required', { level: 'staff' });
    const { programId, memberId, accountId, sessionId } = me;
    const id = newId(this.clock.now());
    await this.transactions.inProgram(programId, (tx) => this.write(tx, { id, programId, memberId, accountId, email, sessionId, askedBy: null }, ip));
  }

  /**
   * As `ask`, for a member who has lost their mailbox. Only where this program is all that the address opens: no other program's
   * account, and nobody's rights on a team, are taken over by asking here.
   * @throws DomainError `member.not_found`, `address.not_by_team`, `request.conflict` (the id was used before), and as `ask`
   */
  async askFor(programId: string, actorId: string, memberId: string, { id, email, reason }: MemberAddressRequest, ip: string): Promise<void> {
    const accountId = await this.transactions.readProgram(programId, (tx) => accountOf(tx, programId, memberId));
    const programs = await this.accounts.accountPrograms(accountId);
    if (reachesBeyond(programId, programs)) throw new DomainError('address.not_by_team');
    await this.transactions.inProgram(programId, async (tx) => {
      if (!(await this.write(tx, { id, programId, memberId, accountId, email, sessionId: null, askedBy: actorId }, ip))) return;
      const noted = await this.notes.write(tx, programId, { id, memberId, kind: 'note', text: reason, authorId: actorId }, this.clock.now());
      if (!noted) throw new DomainError('request.conflict');
      await audit(tx, programId, { actorId, action: 'member.address_asked', subjectId: memberId, detail: { change: id } }, this.clock.now());
    });
  }

  /** The mailed link opens nothing any more. Doing it again changes nothing. */
  async withdraw(programId: string, accountId: string): Promise<void> {
    await this.transactions.inProgram(programId, (tx) => this.end(tx, programId, accountId));
  }

  /** @throws as `show` */
  async withdrawFor(programId: string, actorId: string, memberId: string): Promise<void> {
    await this.transactions.inProgram(programId, async (tx) => {
      if (!(await this.end(tx, programId, await accountOf(tx, programId, memberId)))) return;
      await audit(tx, programId, { actorId, action: 'member.address_withdrawn', subjectId: memberId, detail: {} }, this.clock.now());
    });
  }

  /** @returns false for a wish that was written before */
  private async write(tx: Tx, wish: Wish, ip: string): Promise<boolean> {
    const { programId, id, accountId } = wish;
    const at = this.clock.now();
    const to = { email: canonicalEmail(wish.email)!.display, hash: this.accounts.hashOf(wish.email)! };
    const now = await this.accounts.lockAddress(tx, accountId); // the lock: of two wishes at the same moment one is the later
    if (!now) throw new DomainError('member.not_found');
    if (now.hash.equals(to.hash)) throw new DomainError('request.invalid', {}, [{ field: 'email', code: 'unchanged', message: 'is the address already' }]);
    const [known] = (await tx.query(
      'SELECT account_id = $3 AND new_hash = $4 AS same FROM address_changes WHERE program_id = $1 AND id = $2', [programId, id, accountId, to.hash])) as { same: boolean }[];
    if (known?.same) return false;
    if (known) throw new DomainError('request.conflict');
    this.limits.take('addressChange', accountId, ip);
    await this.end(tx, programId, accountId);
    const expiresAt = new Date(at.getTime() + LIMITS.addressChangeHours * HOUR_MS);
    await tx.query(
      `INSERT INTO address_changes (program_id, id, account_id, member_id, old_email, old_hash, new_email, new_hash, session_id, asked_by, created_at, expires_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
      [programId, id, accountId, wish.memberId, now.email, now.hash, to.email, to.hash, wish.sessionId, wish.askedBy, at, expiresAt]);
    await tx.query(`INSERT INTO tokens (hash, program_id, kind, subject_id, created_at, expires_at) VALUES ($1, $2, 'address_change', $3, $4, $5)`,
      [sha256(this.keys.token('address_change', id)), programId, id, at, expiresAt]);
    if (this.mayMail(to.hash, ip)) await writeOutbox(tx, programId, [{ topic: 'address.change_asked', payload: { changeId: id } }], at);
    return true;
  }

  /** @returns whether a wish was open */
  private async end(tx: Tx, programId: string, accountId: string): Promise<boolean> {
    const [, ended] = (await tx.query(
      'UPDATE address_changes SET ended_at = $3 WHERE program_id = $1 AND account_id = $2 AND confirmed_at IS NULL AND ended_at IS NULL', [programId, accountId, this.clock.now()])) as [unknown, number];
    return ended > 0;
  }

  /** Beyond the limit of the address there is no mail, and the answer is the same: it would tell that others have asked. */
  private mayMail(hash: Buffer, ip: string): boolean {
    try {
      this.limits.take('mailToAddress', hash.toString('hex'), ip);
      return true;
    } catch (error) {
      if (error instanceof DomainError && error.code === 'request.rate_limited') return false;
      throw error;
    }
  }
}

/** @throws DomainError `member.not_found`, also for somebody who has left */
async function accountOf(tx: Tx, programId: string, memberId: string): Promise<string> {
  const [member] = (await tx.query('SELECT account_id AS "accountId" FROM members WHERE program_id = $1 AND id = $2', [programId, memberId])) as { accountId: string | null }[];
  if (!member?.accountId) throw new DomainError('member.not_found');
  return member.accountId;
}
