import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DomainError } from '@fanfare/contracts';
import { DataSource } from 'typeorm';
import { Clock } from '../../platform/clock.js';
import { Transactions, type Tx } from '../../platform/database/transactions.js';
import { sha256 } from '../../platform/keys.js';

/** Whether this installation has an owner yet, and the console's token that makes somebody the first. */
@Injectable()
export class Installations {
  constructor(
    @InjectDataSource() private readonly source: DataSource,
    private readonly transactions: Transactions,
    private readonly clock: Clock,
  ) {}

  /** A new token, good until the next start; only its hash is kept. @returns null when there is an owner already */
  async offerToken(): Promise<string | null> {
    const token = randomBytes(32).toString('base64url');
    const rows = (await this.source.query(
      `INSERT INTO installation AS i (id, setup_token_hash) SELECT 1, $1::bytea WHERE $2 OR NOT EXISTS (SELECT 1 FROM program_slugs)
       ON CONFLICT (id) DO UPDATE SET setup_token_hash = EXCLUDED.setup_token_hash WHERE i.claimed_at IS NULL RETURNING id`,
      [sha256(token), await this.isOpen()],
    )) as unknown[];
    return rows.length > 0 ? token : null;
  }

  async isOpen(): Promise<boolean> {
    const rows = (await this.source.query('SELECT 1 FROM installation WHERE id = 1 AND claimed_at IS NULL')) as unknown[];
    return rows.length > 0;
  }

  /**
   * Runs `found` for the holder of the token and closes the door behind it, in one transaction that has entered the new
   * program; two holders wait for each other, and the second is refused.
   * @throws DomainError `setup.closed`, `setup.token_invalid`
   */
  async claim<T>(token: string, programId: string, found: (tx: Tx) => Promise<T>): Promise<T> {
    return this.transactions.inProgram(programId, async (tx) => {
      const [row] = (await tx.query('SELECT setup_token_hash AS hash FROM installation WHERE id = 1 AND claimed_at IS NULL FOR UPDATE')) as { hash: Buffer | null }[];
      if (!row) throw new DomainError('setup.closed');
      if (!row.hash?.equals(sha256(token))) throw new DomainError('setup.token_invalid');
      const result = await found(tx);
      await tx.query('UPDATE installation SET claimed_at = $1, setup_token_hash = NULL WHERE id = 1', [this.clock.now()]);
      return result;
    });
  }
}
