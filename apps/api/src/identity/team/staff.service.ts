import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DomainError, type Locale, type Role } from '@fanfare/contracts';
import { canonicalEmail } from '@fanfare/domain';
import { DataSource, type EntityManager } from 'typeorm';
import { audit } from '../../platform/audit.js';
import { Clock } from '../../platform/clock.js';
import { Transactions } from '../../platform/database/transactions.js';
import { Keys } from '../../platform/keys.js';
import { Accounts } from '../accounts/accounts.service.js';
import { Sessions } from '../sessions/sessions.service.js';
import { Credentials, type SecondFactorPolicy } from '../staff-sign-in/credentials.service.js';
import { RoleListeners } from './role-listeners.js';

export interface StaffView {
  readonly accountId: string;
  readonly email: string;
  readonly name: string | null;
  readonly role: Role;
  readonly secondFactor: boolean;
}
export interface NewStaff {
  readonly email: string;
  readonly name: string;
  readonly locale: Locale;
  readonly password: string;
  readonly role: Role;
  readonly secondFactor: SecondFactorPolicy;
}

/** Who works for a program, in which role. The last owner stays, and nobody changes their own role. */
@Injectable()
export class Staff {
  constructor(
    @InjectDataSource() private readonly source: DataSource,
    private readonly transactions: Transactions,
    private readonly accounts: Accounts,
    private readonly sessions: Sessions,
    private readonly credentials: Credentials,
    private readonly listeners: RoleListeners,
    private readonly keys: Keys,
    private readonly clock: Clock,
  ) {}

  async list(programId: string): Promise<StaffView[]> {
    return (await this.source.query(
      `SELECT a.id AS "accountId", a.email, a.name, p.role, c.totp_confirmed_at IS NOT NULL AS "secondFactor"
       FROM account_programs p JOIN accounts a ON a.id = p.account_id LEFT JOIN staff_credentials c ON c.account_id = a.id
       WHERE p.program_id = $1 AND p.role IS NOT NULL ORDER BY a.created_at, a.id`,
      [programId],
    )) as StaffView[];
  }

  /** As `join`, in a transaction of its own. */
  async enlist(programId: string, person: NewStaff): Promise<string> {
    return this.transactions.inProgram(programId, (tx) => this.join(tx, programId, person));
  }

  /**
   * Makes somebody staff without an invitation: the first owner, and the demo's team. A known account keeps its password.
   * @returns the account's id. @throws DomainError `request.invalid`, `auth.password_weak`, and as `admit`
   */
  async join(tx: EntityManager, programId: string, person: NewStaff): Promise<string> {
    const address = canonicalEmail(person.email);
    if (!address) throw new DomainError('request.invalid', {}, [{ field: 'email', code: 'invalid', message: 'is not an address that mail can be sent to' }]);
    const passwordHash = await this.credentials.prepare(person.password, aboutThem(person));
    const emailHash = this.keys.emailHash(address.canonical);
    const ids = await this.accounts.ensureWithin(tx, [{ email: address.display, emailHash, name: person.name, locale: person.locale }], this.clock.now());
    const accountId = ids.get(emailHash.toString('hex'))!;
    await this.credentials.create(tx, accountId, passwordHash, person.secondFactor);
    await this.admit(tx, programId, { id: accountId, emailHash }, person.role);
    await audit(tx, programId, { actorId: accountId, action: 'staff.joined', subjectId: accountId, detail: { role: person.role } }, this.clock.now());
    return accountId;
  }

  /**
   * Writes the role of somebody who proved that the address is theirs; the caller has checked that it may. Under the account's lock, as an
   * address moves: of the two, whichever comes second sees the other. @throws DomainError `staff.address_moved`
   */
  async admit(tx: EntityManager, programId: string, account: { readonly id: string; readonly emailHash: Buffer }, role: Role): Promise<void> {
    const now = await this.accounts.lockAddress(tx, account.id);
    if (!now?.hash.equals(account.emailHash)) throw new DomainError('staff.address_moved');
    await this.giveRole(tx, programId, account.id, role);
  }

  private async giveRole(tx: EntityManager, programId: string, accountId: string, role: Role): Promise<void> {
    await tx.query(
      `INSERT INTO account_programs (account_id, program_id, role) VALUES ($1, $2, $3)
       ON CONFLICT (account_id, program_id) DO UPDATE SET role = EXCLUDED.role`,
      [accountId, programId, role],
    );
    await this.listeners.tell(tx, programId, accountId, role);
  }

  /** @throws DomainError `staff.not_found`, `staff.own_role`, `staff.last_owner` */
  async changeRole(programId: string, actorId: string, accountId: string, role: Role): Promise<void> {
    await this.transactions.inProgram(programId, async (tx) => {
      const before = await this.lockOther(tx, programId, actorId, accountId, role);
      if (before === role) return;
      await this.giveRole(tx, programId, accountId, role);
      await this.sessions.revokeAll(tx, accountId);
      await audit(tx, programId, { actorId, action: 'staff.role_changed', subjectId: accountId, detail: { from: before, to: role } }, this.clock.now());
    });
  }

  /** Takes the role away; an account that is left with no program at all is deleted. @throws as `changeRole` */
  async remove(programId: string, actorId: string, accountId: string): Promise<void> {
    await this.transactions.inProgram(programId, async (tx) => {
      const role = await this.lockOther(tx, programId, actorId, accountId, null);
      await tx.query('UPDATE account_programs SET role = NULL WHERE account_id = $1 AND program_id = $2', [accountId, programId]);
      await tx.query('DELETE FROM account_programs WHERE account_id = $1 AND program_id = $2 AND member_id IS NULL', [accountId, programId]);
      await this.listeners.tell(tx, programId, accountId, null);
      await this.sessions.revokeAll(tx, accountId);
      await tx.query('DELETE FROM accounts a WHERE a.id = $1 AND NOT EXISTS (SELECT 1 FROM account_programs p WHERE p.account_id = a.id)', [accountId]);
      await audit(tx, programId, { actorId, action: 'staff.removed', subjectId: accountId, detail: { role } }, this.clock.now());
    });
  }

  /** Locks the program's whole team, so that two owners cannot remove each other at the same moment. @returns the role so far */
  private async lockOther(tx: EntityManager, programId: string, actorId: string, accountId: string, becomes: Role | null): Promise<Role> {
    const team = (await tx.query(
      'SELECT account_id AS "accountId", role FROM account_programs WHERE program_id = $1 AND role IS NOT NULL ORDER BY account_id FOR UPDATE',
      [programId],
    )) as { accountId: string; role: Role }[];
    const current = team.find((person) => person.accountId === accountId);
    if (!current) throw new DomainError('staff.not_found');
    const owners = team.filter((person) => person.role === 'owner');
    if (current.role === 'owner' && becomes !== 'owner' && owners.length === 1) throw new DomainError('staff.last_owner');
    if (accountId === actorId) throw new DomainError('staff.own_role');
    // The role was checked before the lock: whoever lost it meanwhile changes nobody's.
    if (!owners.some((person) => person.accountId === actorId)) throw new DomainError('auth.forbidden');
    return current.role;
  }
}

/** What a password must not be made of. The demo's is printed on the console and may name the newspaper. */
function aboutThem(person: NewStaff): string[] {
  return person.secondFactor === 'waived' ? [] : [person.email, person.name];
}
