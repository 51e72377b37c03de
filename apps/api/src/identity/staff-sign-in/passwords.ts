import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { hash, verify } from '@node-rs/argon2';

const ARGON2ID = 2; // the package's `Algorithm` is a const enum, which isolated modules cannot read
/** OWASP's first choice for argon2id: 19 MiB, two passes. */
const COST = { algorithm: ARGON2ID, memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** Hashes and compares passwords; slow by design, off the main thread. */
@Injectable()
export class Passwords {
  /** What the password of nobody is compared with, so that an unknown address takes as long as a known one. */
  private readonly nobodys = this.hash(randomBytes(16).toString('hex'));

  hash(password: string): Promise<string> {
    return hash(password.normalize('NFKC'), COST);
  }

  /** @param stored null where there is no such person: compares all the same, and answers false */
  async matches(stored: string | null, password: string): Promise<boolean> {
    const right = await verify(stored ?? (await this.nobodys), password.normalize('NFKC'));
    return right && stored !== null;
  }
}
