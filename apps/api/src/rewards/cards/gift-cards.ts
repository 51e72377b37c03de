import { Injectable } from '@nestjs/common';
import { DomainError } from '@fanfare/contracts';
import { Clock } from '../../platform/clock.js';
import { Transactions, type Tx } from '../../platform/database/transactions.js';
import { Keys } from '../../platform/keys.js';
import { ownGrant } from '../own-grants.js';

/** The purpose under which cards are encrypted. */
export const SEALED_CARD = 'gift_card';

/** What is worth money: shown to whose it is, and to staff who are noted for it. */
export interface GiftCard {
  readonly code: string;
  readonly pin: string | null;
  readonly lastDay: string | null;
}
interface CardRow {
  readonly grantId: string;
  readonly id: string;
  readonly sealed: Buffer | null;
  readonly lastDay: string | null;
}

/** Of the program $1; conditions may follow. */
const CARDS = `
  SELECT c.grant_id AS "grantId", c.id, c.sealed, to_char(c.last_day, 'YYYY-MM-DD') AS "lastDay" FROM reward_codes c
  JOIN grants g ON g.program_id = $1 AND g.id = c.grant_id JOIN rewards r ON r.program_id = $1 AND r.id = g.reward_id AND r.kind = 'gift_card'
  WHERE c.program_id = $1`;

/** Gift cards that somebody has. That somebody has seen one is written down before it is shown: then it is never given to anybody else. */
@Injectable()
export class GiftCards {
  constructor(
    private readonly transactions: Transactions,
    private readonly keys: Keys,
    private readonly clock: Clock,
  ) {}

  /** Shows it to its member. @throws DomainError `grant.not_found`, `grant.wrong_state` where it is not claimed, or was taken back */
  async open(programId: string, memberId: string, grantId: string): Promise<GiftCard> {
    return this.transactions.inProgram(programId, async (tx) => {
      await ownGrant(tx, programId, memberId, grantId);
      // Whoever takes it back meanwhile waits, and finds that it was seen.
      const [grant] = (await tx.query('SELECT status FROM grants WHERE program_id = $1 AND id = $2 FOR SHARE', [programId, grantId])) as [{ status: string }];
      const card = grant.status === 'fulfilled' ? await this.reveal(tx, programId, grantId) : null;
      if (!card) throw new DomainError('grant.wrong_state', { grantStatus: grant.status });
      return card;
    });
  }

  /** What staff look up they may read out: it was seen as well. Null where the grant has none. */
  async reveal(tx: Tx, programId: string, grantId: string): Promise<GiftCard | null> {
    await tx.query('UPDATE reward_codes SET shown_at = $3 WHERE program_id = $1 AND grant_id = $2 AND shown_at IS NULL', [programId, grantId, this.clock.now()]);
    const [row] = (await tx.query(`${CARDS} AND c.grant_id = $2`, [programId, grantId])) as CardRow[];
    return row ? this.read(row) : null;
  }

  /** Those that the member has seen. One that waits unseen can be looked at where it is; this may only read. */
  async seenBy(tx: Tx, programId: string, memberId: string): Promise<(GiftCard & { readonly grantId: string })[]> {
    const rows = (await tx.query(`${CARDS} AND c.shown_at IS NOT NULL AND g.status = 'fulfilled' AND g.beneficiary_id = $2 ORDER BY g.awarded_at, g.id`, [programId, memberId])) as CardRow[];
    return rows.flatMap((row) => { const card = this.read(row); return card ? [{ grantId: row.grantId, ...card }] : []; });
  }

  private read({ id, sealed, lastDay }: CardRow): GiftCard | null {
    return sealed && { ...(JSON.parse(this.keys.unseal(SEALED_CARD, id, sealed).toString()) as { code: string; pin: string | null }), lastDay };
  }
}

/** Forgets what cards say that a member has kept, so that nobody here can use them. Their hashes stay: none is given again. */
export async function forgetCards(tx: Tx, programId: string, memberId: string): Promise<void> {
  await tx.query(
    `UPDATE reward_codes c SET sealed = NULL FROM grants g JOIN rewards r ON r.program_id = $1 AND r.id = g.reward_id AND r.kind = 'gift_card'
     WHERE c.program_id = $1 AND g.program_id = $1 AND g.id = c.grant_id AND g.beneficiary_id = $2 AND g.status = 'fulfilled' AND c.shown_at IS NOT NULL`, [programId, memberId]);
}
