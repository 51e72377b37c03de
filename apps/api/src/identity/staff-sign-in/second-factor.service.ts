import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Secret, TOTP } from 'otpauth';
import type { EntityManager } from 'typeorm';
import { Clock } from '../../platform/clock.js';
import { Keys } from '../../platform/keys.js';

const STEP_SECONDS = 30;
const STEPS_EITHER_WAY = 1; // clocks of phones are up to half a minute off
const PURPOSE = 'totp';
const RECOVERY_CODES = 10;
const RECOVERY_SIGNS = 'abcdefghjkmnpqrstuvwxyz234567890'; // 32 signs: a byte's low five bits pick one without a bias

/** Time-based codes (RFC 6238) and the recovery codes that stand in for them. Every code works once. */
@Injectable()
export class SecondFactor {
  constructor(
    private readonly keys: Keys,
    private readonly clock: Clock,
  ) {}

  /** A new secret: `sealed` for the database, the others for the person's authenticator. */
  newSecret(accountId: string, email: string): { sealed: Buffer; secret: string; otpauthUrl: string } {
    const secret = new Secret({ size: 20 });
    const totp = new TOTP({ issuer: 'Fanfare', label: email, secret });
    return { sealed: this.keys.seal(PURPOSE, accountId, secret.bytes), secret: secret.base32, otpauthUrl: totp.toString() };
  }

  /** The 30-second step the code belongs to, or null if it belongs to none near now. */
  stepOf(accountId: string, sealed: Buffer, code: string): number | null {
    const now = this.clock.now().getTime();
    const totp = new TOTP({ secret: new Secret({ buffer: new Uint8Array(this.keys.unseal(PURPOSE, accountId, sealed)).buffer }) });
    const delta = totp.validate({ token: code, timestamp: now, window: STEPS_EITHER_WAY });
    return delta === null ? null : Math.floor(now / 1000 / STEP_SECONDS) + delta;
  }

  /** Takes the step of a code: false when it or a later one was taken before. */
  async takeStep(tx: EntityManager, accountId: string, step: number): Promise<boolean> {
    const [, count] = (await tx.query(
      'UPDATE staff_credentials SET totp_last_step = $2 WHERE account_id = $1 AND (totp_last_step IS NULL OR totp_last_step < $2)',
      [accountId, step],
    )) as [unknown, number];
    return count === 1;
  }

  /** Replaces the account's recovery codes. @returns them, for the only time */
  async issueRecoveryCodes(tx: EntityManager, accountId: string): Promise<string[]> {
    const codes = Array.from({ length: RECOVERY_CODES }, newRecoveryCode);
    await tx.query('DELETE FROM recovery_codes WHERE account_id = $1', [accountId]);
    await tx.query('INSERT INTO recovery_codes (account_id, code_hash) SELECT $1, unnest($2::bytea[])', [accountId, codes.map((code) => this.recoveryHash(accountId, code))]);
    return codes;
  }

  /** Uses a recovery code up: false when it is unknown or used. */
  async takeRecoveryCode(tx: EntityManager, accountId: string, code: string): Promise<boolean> {
    const [, count] = (await tx.query('UPDATE recovery_codes SET used_at = $3 WHERE account_id = $1 AND code_hash = $2 AND used_at IS NULL', [
      accountId,
      this.recoveryHash(accountId, code),
      this.clock.now(),
    ])) as [unknown, number];
    return count === 1;
  }

  private recoveryHash(accountId: string, code: string): Buffer {
    return this.keys.hmac('recovery', `${accountId} ${code.toLowerCase().replaceAll('o', '0').replace(/[^a-z0-9]/g, '')}`);
  }
}

/** `xxxxx-xxxxx`, fifty bits. */
function newRecoveryCode(): string {
  const signs = [...randomBytes(10)].map((byte) => RECOVERY_SIGNS[byte & 31]!).join('');
  return `${signs.slice(0, 5)}-${signs.slice(5)}`;
}
