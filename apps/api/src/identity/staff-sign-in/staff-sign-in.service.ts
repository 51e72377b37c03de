import { Inject, Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DomainError } from '@fanfare/contracts';
import { DataSource, type EntityManager } from 'typeorm';
import { RateLimits } from '../../platform/auth/rate-limits.js';
import { CONFIG, type Config } from '../../platform/config/config.js';
import { Transactions } from '../../platform/database/transactions.js';
import { Accounts } from '../accounts/accounts.service.js';
import type { SignedInAccount } from '../member-sign-in/member-sign-in.service.js';
import { Sessions } from '../sessions/sessions.service.js';
import { Passwords } from './passwords.js';
import { SecondFactor } from './second-factor.service.js';

export interface StaffLogin {
  readonly email: string;
  readonly password: string;
  readonly totp?: string | undefined;
  readonly recoveryCode?: string | undefined;
}
interface StaffPerson {
  readonly accountId: string;
  readonly email: string;
  readonly passwordHash: string;
  readonly totpSecret: Buffer | null;
  readonly enrolled: boolean;
  readonly waived: boolean;
}

/**
 * Sign-in of staff: a password and a second factor. Every try is counted before anything is compared, and an unknown
 * address costs as much time as a known one.
 */
@Injectable()
export class StaffSignIn {
  constructor(
    @InjectDataSource() private readonly source: DataSource,
    @Inject(CONFIG) private readonly config: Config,
    private readonly transactions: Transactions,
    private readonly accounts: Accounts,
    private readonly sessions: Sessions,
    private readonly passwords: Passwords,
    private readonly secondFactor: SecondFactor,
    private readonly limits: RateLimits,
  ) {}

  /** @throws DomainError `auth.invalid_credentials`, `auth.enrolment_required`, `auth.totp_required`, `auth.totp_invalid`, `auth.too_many_attempts` */
  async signIn(login: StaffLogin, ip: string): Promise<SignedInAccount> {
    return this.counted(login.email, ip, async () => {
      const person = await this.withPassword(login);
      return this.transactions.inDirectory(async (tx) => {
        await this.demandSecondFactor(tx, person, login);
        return { accountId: person.accountId, session: await this.sessions.open(tx, person.accountId, 'staff') };
      });
    });
  }

  /** A new secret for an account whose second factor is not confirmed yet. @throws also `auth.already_enrolled` */
  async enrol(login: StaffLogin, ip: string): Promise<{ secret: string; otpauthUrl: string }> {
    return this.counted(login.email, ip, async () => {
      const person = await this.withPassword(login);
      const { sealed, secret, otpauthUrl } = this.secondFactor.newSecret(person.accountId, person.email);
      const [, count] = (await this.source.query('UPDATE staff_credentials SET totp_secret = $2 WHERE account_id = $1 AND totp_confirmed_at IS NULL', [
        person.accountId,
        sealed,
      ])) as [unknown, number];
      if (count === 0) throw new DomainError('auth.already_enrolled');
      return { secret, otpauthUrl };
    });
  }

  /** The first code proves the authenticator works. @returns recovery codes, shown once, and the session */
  async confirmEnrolment(login: StaffLogin & { totp: string }, ip: string, at: Date): Promise<SignedInAccount & { recoveryCodes: string[] }> {
    return this.counted(login.email, ip, async () => {
      const person = await this.withPassword(login);
      return this.transactions.inDirectory(async (tx) => {
        const [, count] = (await tx.query(
          `UPDATE staff_credentials SET totp_confirmed_at = $2, totp_waived = false, updated_at = $2
           WHERE account_id = $1 AND totp_confirmed_at IS NULL AND totp_secret IS NOT NULL`,
          [person.accountId, at],
        )) as [unknown, number];
        if (count === 0) throw new DomainError(person.enrolled ? 'auth.already_enrolled' : 'auth.enrolment_required');
        await this.takeTotp(tx, person, login.totp);
        const recoveryCodes = await this.secondFactor.issueRecoveryCodes(tx, person.accountId);
        return { accountId: person.accountId, session: await this.sessions.open(tx, person.accountId, 'staff'), recoveryCodes };
      });
    });
  }

  /** Counts a try and puts it back unless it was a wrong guess. */
  private async counted<T>(email: string, ip: string, attempt: () => Promise<T>): Promise<T> {
    const key = this.accounts.hashOf(email)?.toString('hex') ?? email;
    this.limits.takeForBlock('wrongTryOfBlock', ip);
    this.limits.take('wrongTry', key, ip);
    try {
      const result = await attempt();
      this.limits.giveBack('wrongTry', key, ip);
      return result;
    } catch (error) {
      if (!(error instanceof DomainError) || !WRONG_GUESS.has(error.code)) this.limits.giveBack('wrongTry', key, ip);
      throw error;
    }
  }

  private async withPassword(login: StaffLogin): Promise<StaffPerson> {
    const hash = this.accounts.hashOf(login.email);
    const person = hash && (await this.find(hash));
    const right = await this.passwords.matches(person?.passwordHash ?? null, login.password);
    if (!person || !right) throw new DomainError('auth.invalid_credentials');
    return person;
  }

  private async demandSecondFactor(tx: EntityManager, person: StaffPerson, login: StaffLogin): Promise<void> {
    if (!person.enrolled) {
      if (person.waived && this.config.demo) return;
      throw new DomainError('auth.enrolment_required');
    }
    if (login.totp !== undefined) return this.takeTotp(tx, person, login.totp);
    if (login.recoveryCode === undefined) throw new DomainError('auth.totp_required');
    if (!(await this.secondFactor.takeRecoveryCode(tx, person.accountId, login.recoveryCode))) throw new DomainError('auth.totp_invalid');
  }

  private async takeTotp(tx: EntityManager, person: StaffPerson, code: string): Promise<void> {
    const step = person.totpSecret && this.secondFactor.stepOf(person.accountId, person.totpSecret, code);
    if (step === null || !(await this.secondFactor.takeStep(tx, person.accountId, step))) throw new DomainError('auth.totp_invalid');
  }

  /** Only who has a role somewhere is staff: a password that was left behind opens nothing. */
  private async find(hash: Buffer): Promise<StaffPerson | null> {
    const [row] = (await this.source.query(
      `SELECT a.id AS "accountId", a.email, c.password_hash AS "passwordHash", c.totp_secret AS "totpSecret",
         c.totp_confirmed_at IS NOT NULL AS enrolled, c.totp_waived AS waived
       FROM accounts a JOIN staff_credentials c ON c.account_id = a.id
       WHERE a.email_hash = $1 AND EXISTS (SELECT 1 FROM account_programs p WHERE p.account_id = a.id AND p.role IS NOT NULL)`,
      [hash],
    )) as StaffPerson[];
    return row ?? null;
  }
}

const WRONG_GUESS = new Set<string>(['auth.invalid_credentials', 'auth.totp_invalid']);
