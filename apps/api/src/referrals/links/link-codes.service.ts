import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { DomainError } from '@fanfare/contracts';
import { codeFrom } from '@fanfare/domain';
import { Clock } from '../../platform/clock.js';
import { Transactions } from '../../platform/database/transactions.js';

const CODE_BYTES = 64; // far more than eight signs need
const MAX_DRAWS = 8;

/**
 * Reserves codes in the directory, in a transaction of its own and before the link is written. Reserving is
 * idempotent: the same link gets the same code again. A reservation whose link never comes stays, and harms nobody.
 */
@Injectable()
export class LinkCodes {
  constructor(
    private readonly transactions: Transactions,
    private readonly clock: Clock,
  ) {}

  /** @param code folded. @throws DomainError `link.code_taken` when another link has it */
  async reserve(programId: string, linkId: string, code: string): Promise<void> {
    if (!(await this.tryReserve(programId, linkId, code))) throw new DomainError('link.code_taken');
  }

  /** Draws random codes until one is free. @returns the folded code, 8 signs */
  async reserveRandom(programId: string, linkId: string): Promise<string> {
    for (let draw = 0; draw < MAX_DRAWS; draw++) {
      const code = codeFrom(randomBytes(CODE_BYTES));
      if (await this.tryReserve(programId, linkId, code)) return code;
    }
    throw new Error(`${MAX_DRAWS} random codes in a row were taken`); // about 30^-8 each: the source of chance is broken
  }

  /** @returns whether the code now belongs to this link, new or from an earlier try */
  private async tryReserve(programId: string, linkId: string, code: string): Promise<boolean> {
    return this.transactions.inDirectory(async (tx) => {
      await tx.query(
        `INSERT INTO link_codes (code, program_id, link_id, created_at) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING`,
        [code, programId, linkId, this.clock.now()],
      );
      const [owner] = (await tx.query('SELECT link_id FROM link_codes WHERE code = $1', [code])) as { link_id: string }[];
      return owner?.link_id === linkId;
    });
  }
}
