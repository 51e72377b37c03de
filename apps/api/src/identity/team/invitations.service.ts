import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DomainError, type Locale, type Role } from '@fanfare/contracts';
import { canonicalEmail } from '@fanfare/domain';
import { DataSource } from 'typeorm';
import { audit } from '../../platform/audit.js';
import { RateLimits } from '../../platform/auth/rate-limits.js';
import { Clock } from '../../platform/clock.js';
import { Transactions, type Tx } from '../../platform/database/transactions.js';
import { newId } from '../../platform/ids.js';
import { Keys, sha256 } from '../../platform/keys.js';
import { writeOutbox } from '../../platform/outbox/outbox.js';
import { Accounts } from '../accounts/accounts.service.js';
import { Credentials } from '../staff-sign-in/credentials.service.js';
import { Staff } from './staff.service.js';
import type { StaffInvitation } from './staff-invitation.entity.js';

export interface InvitationView {
  readonly id: string;
  readonly email: string;
  readonly role: Role;
  readonly createdAt: Date;
  readonly expiresAt: Date;
}
export interface Acceptance {
  readonly token: string;
  readonly name: string;
  readonly password: string;
  readonly ip: string;
}

const VALID_MS = 72 * 3_600_000;
const OPEN = 'accepted_at IS NULL AND revoked_at IS NULL';

/** Asks people to join the staff of a program; the mailed token is the proof that the address is theirs. */
@Injectable()
export class Invitations {
  constructor(
    @InjectDataSource() private readonly source: DataSource,
    private readonly transactions: Transactions,
    private readonly accounts: Accounts,
    private readonly credentials: Credentials,
    private readonly staff: Staff,
    private readonly limits: RateLimits,
    private readonly keys: Keys,
    private readonly clock: Clock,
  ) {}

  /** An earlier open invitation of the same address is replaced. @throws DomainError `request.invalid`, `staff.already_staff` */
  async invite(programId: string, actorId: string, email: string, role: Role): Promise<InvitationView> {
    const address = canonicalEmail(email);
    if (!address) throw new DomainError('request.invalid', {}, [{ field: 'email', code: 'invalid', message: 'is not an address that mail can be sent to' }]);
    const now = this.clock.now();
    const view: InvitationView = { id: newId(now), email: address.display, role, createdAt: now, expiresAt: new Date(now.getTime() + VALID_MS) };
    await this.transactions.inProgram(programId, async (tx) => {
      await this.refuseStaff(tx, programId, this.keys.emailHash(address.canonical));
      await tx.query(`UPDATE staff_invitations SET revoked_at = $3 WHERE program_id = $1 AND email = $2 AND ${OPEN}`, [programId, view.email, now]);
      await tx.query(
        `INSERT INTO staff_invitations (program_id, id, email, role, invited_by, created_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
        [programId, view.id, view.email, role, actorId, now, view.expiresAt],
      );
      await tx.query(`INSERT INTO tokens (hash, program_id, kind, subject_id, created_at, expires_at) VALUES ($1, $2, 'staff_invitation', $3, $4, $5)`, [
        sha256(this.keys.token('staff_invitation', view.id)),
        programId,
        view.id,
        now,
        view.expiresAt,
      ]);
      await audit(tx, programId, { actorId, action: 'staff.invited', subjectId: view.id, detail: { role } }, now);
      await writeOutbox(tx, programId, [{ topic: 'staff.invited', payload: { invitationId: view.id } }], now);
    });
    return view;
  }

  /** Invitations that can still be accepted, newest first. */
  async list(programId: string): Promise<InvitationView[]> {
    return this.transactions.readProgram(programId, async (tx) => {
      return (await tx.query(
        `SELECT id, email, role, created_at AS "createdAt", expires_at AS "expiresAt" FROM staff_invitations
         WHERE program_id = $1 AND ${OPEN} AND expires_at > $2 ORDER BY created_at DESC, id`,
        [programId, this.clock.now()],
      )) as InvitationView[];
    });
  }

  /** @throws DomainError `staff.invitation_unknown` (also: accepted, revoked) */
  async revoke(programId: string, actorId: string, invitationId: string): Promise<void> {
    const now = this.clock.now();
    await this.transactions.inProgram(programId, async (tx) => {
      const [, count] = (await tx.query(`UPDATE staff_invitations SET revoked_at = $3 WHERE program_id = $1 AND id = $2 AND ${OPEN}`, [programId, invitationId, now])) as [unknown, number];
      if (count === 0) throw new DomainError('staff.invitation_unknown');
      await audit(tx, programId, { actorId, action: 'staff.invitation_revoked', subjectId: invitationId, detail: {} }, now);
    });
  }

  /**
   * Account, password and role at once. An account with a password must give that one: the mail alone does not replace it.
   * @throws DomainError `staff.invitation_unknown` (also: accepted, revoked), `staff.invitation_expired`, `auth.password_weak`, `auth.invalid_credentials`, `staff.address_moved`
   */
  async accept(acceptance: Acceptance): Promise<{ accountId: string; programId: string }> {
    const { programId, id } = await this.resolve(acceptance.token);
    const invitation = await this.transactions.readProgram(programId, (tx) => this.find(tx, programId, id));
    const { accountId, passwordHash } = await this.account(invitation, acceptance);
    await this.transactions.inProgram(programId, async (tx) => {
      const now = this.clock.now();
      const [, count] = (await tx.query(`UPDATE staff_invitations SET accepted_at = $3 WHERE program_id = $1 AND id = $2 AND ${OPEN} AND expires_at > $3`, [programId, id, now])) as [unknown, number];
      if (count === 0) throw new DomainError('staff.invitation_unknown');
      if (passwordHash) await this.credentials.create(tx, accountId, passwordHash, 'required');
      await tx.query('UPDATE accounts SET name = coalesce(name, $2) WHERE id = $1', [accountId, acceptance.name]);
      await this.staff.admit(tx, programId, { id: accountId, emailHash: this.accounts.hashOf(invitation.email)! }, invitation.role);
      await audit(tx, programId, { actorId: accountId, action: 'staff.joined', subjectId: accountId, detail: { role: invitation.role, invitationId: id } }, now);
    });
    return { accountId, programId };
  }

  private async account(invitation: StaffInvitation, acceptance: Acceptance): Promise<{ accountId: string; passwordHash: string | null }> {
    const emailHash = this.accounts.hashOf(invitation.email)!;
    const known = await this.accounts.byEmailHash(emailHash);
    if (known && (await this.isKnownPassword(known.id, emailHash, acceptance))) return { accountId: known.id, passwordHash: null };
    const passwordHash = await this.credentials.prepare(acceptance.password, [invitation.email, acceptance.name]);
    const locale: Locale = 'en'; // until the person chooses
    const ids = await this.accounts.ensure([{ email: invitation.email, emailHash, name: acceptance.name, locale }], this.clock.now());
    return { accountId: ids.get(emailHash.toString('hex'))!, passwordHash };
  }

  private async isKnownPassword(accountId: string, emailHash: Buffer, acceptance: Acceptance): Promise<boolean> {
    this.limits.take('wrongTry', emailHash.toString('hex'), acceptance.ip);
    const found = await this.credentials.check(accountId, acceptance.password);
    if (found === 'differs') throw new DomainError('auth.invalid_credentials');
    this.limits.giveBack('wrongTry', emailHash.toString('hex'), acceptance.ip);
    return found === 'matches';
  }

  private async resolve(token: string): Promise<{ programId: string; id: string }> {
    const [row] = (await this.source.query(`SELECT program_id AS "programId", subject_id AS id FROM tokens WHERE hash = $1 AND kind = 'staff_invitation'`, [sha256(token)])) as {
      programId: string;
      id: string;
    }[];
    if (!row) throw new DomainError('staff.invitation_unknown');
    return row;
  }

  private async find(tx: Tx, programId: string, id: string): Promise<StaffInvitation> {
    const [row] = (await tx.query(`SELECT email, role, expires_at AS "expiresAt" FROM staff_invitations WHERE program_id = $1 AND id = $2 AND ${OPEN}`, [programId, id])) as StaffInvitation[];
    if (!row) throw new DomainError('staff.invitation_unknown');
    if (row.expiresAt <= this.clock.now()) throw new DomainError('staff.invitation_expired');
    return row;
  }

  private async refuseStaff(tx: Tx, programId: string, emailHash: Buffer): Promise<void> {
    const rows = (await tx.query(
      `SELECT 1 FROM account_programs p JOIN accounts a ON a.id = p.account_id WHERE p.program_id = $1 AND a.email_hash = $2 AND p.role IS NOT NULL`,
      [programId, emailHash],
    )) as unknown[];
    if (rows.length > 0) throw new DomainError('staff.already_staff');
  }
}
