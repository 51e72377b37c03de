import { createCipheriv, createDecipheriv, createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from './config/config.js';

const IV_BYTES = 12;
const TAG_BYTES = 16;

/**
 * Everything derived from the installation's one secret. A token is never stored: it is derived again from
 * the id of its row whenever a mail is rendered, and found by its SHA-256, so a copy of the database opens nothing.
 */
@Injectable()
export class Keys {
  constructor(@Inject(CONFIG) private readonly config: Config) {}

  /** Keyed hash (32 bytes) of `text` for one purpose; equal text gives equal bytes only under the same purpose. */
  hmac(purpose: string, text: string): Buffer {
    return createHmac('sha256', this.config.secretKey).update(`${purpose}\u0000${text}`).digest();
  }

  /** The bearer token (43 characters, 256 bits) that belongs to row `id`. */
  token(purpose: string, id: string): string {
    return this.hmac(`token:${purpose}`, id).toString('base64url');
  }

  /** The 8-digit code that belongs to row `id`. */
  code(purpose: string, id: string): string {
    const number = this.hmac(`code:${purpose}`, id).readBigUInt64BE() % 100_000_000n;
    return number.toString().padStart(8, '0');
  }

  /** Keyed hash of an e-mail in canonical form: what identity is matched by. */
  emailHash(canonical: string): Buffer {
    return this.hmac('email', canonical);
  }

  /**
   * Encrypts what must be read again (AES-256-GCM).
   * @param owner is authenticated along: a row copied to another owner does not open there
   */
  seal(purpose: string, owner: string, secret: Uint8Array): Buffer {
    const iv = randomBytes(IV_BYTES);
    const cipher = createCipheriv('aes-256-gcm', this.hmac('encrypt', purpose), iv).setAAD(Buffer.from(owner));
    const sealed = Buffer.concat([cipher.update(secret), cipher.final()]);
    return Buffer.concat([iv, cipher.getAuthTag(), sealed]);
  }

  /** @throws Error for what was sealed for another purpose or owner, or was changed */
  unseal(purpose: string, owner: string, sealed: Buffer): Buffer {
    const decipher = createDecipheriv('aes-256-gcm', this.hmac('encrypt', purpose), sealed.subarray(0, IV_BYTES)).setAAD(Buffer.from(owner));
    decipher.setAuthTag(sealed.subarray(IV_BYTES, IV_BYTES + TAG_BYTES));
    return Buffer.concat([decipher.update(sealed.subarray(IV_BYTES + TAG_BYTES)), decipher.final()]);
  }
}

/** What a token is looked up by: SHA-256 is enough for 256 random bits. */
export function sha256(text: string | Uint8Array): Buffer {
  return createHash('sha256').update(text).digest();
}

/** Compares without telling by its time where two texts differ. */
export function sameText(a: string, b: string): boolean {
  return timingSafeEqual(sha256(a), sha256(b));
}
