import { Injectable } from '@nestjs/common';
import type { ReasonCode } from '@fanfare/domain';
import { Ledger } from '../../ledger/index.js';
import type { Tx } from '../../platform/database/transactions.js';
import { writeOutbox } from '../../platform/outbox/outbox.js';

/** Why points go back. */
export type BackReason = Extract<ReasonCode, 'shop.cancelled' | 'shop.revoked' | 'shop.returned' | 'shop.left'>;

interface Bought {
  readonly grantId: string;
  readonly memberId: string;
  readonly points: number;
}

/** Points that were paid go back into the book they came from. Of grants that were not bought it knows nothing. */
@Injectable()
export class PointsBack {
  constructor(private readonly ledger: Ledger) {}

  /** The books of whoever bought these: locked before rewards and grants are. */
  async lockBuyers(tx: Tx, programId: string, grantIds: readonly string[]): Promise<void> {
    const bought = await boughtOf(tx, programId, grantIds);
    await this.ledger.lockBooks(tx, programId, bought.map(({ memberId }) => memberId));
  }

  /** Once for each grant, however often it is asked. The buyers' books are locked. */
  async giveBack(tx: Tx, programId: string, grantIds: readonly string[], reason: BackReason, at: Date): Promise<void> {
    const bought = await boughtOf(tx, programId, grantIds);
    if (bought.length === 0) return;
    const outcomes = await this.ledger.apply(tx, programId, bought.map(({ grantId, memberId, points }) => ({
      kind: 'fact', key: givenBackKey(grantId), memberId, body: { kind: 'spent', grantId, buyer: memberId, points: -points, reason },
    })), at);
    const back = bought.filter((_, i) => outcomes[i]!.status === 'recorded');
    await writeOutbox(tx, programId, back.map((grant) => ({ topic: 'shop.given_back', payload: { ...grant, reason } })), at);
  }
}

/** Of the fact by which the points of a grant go back. */
function givenBackKey(grantId: string): string {
  return `giveback:${grantId}`;
}

/** Whether the points of a grant `g` have gone back. */
export const GIVEN_BACK = `EXISTS (SELECT 1 FROM facts f WHERE f.program_id = $1 AND f.key = 'giveback:' || g.id)`;

/** What was paid for a grant never changes, so it is read without a lock. */
async function boughtOf(tx: Tx, programId: string, grantIds: readonly string[]): Promise<Bought[]> {
  if (grantIds.length === 0) return [];
  return (await tx.query(
    `SELECT id AS "grantId", beneficiary_id AS "memberId", points FROM grants WHERE program_id = $1 AND id = ANY($2) AND points IS NOT NULL ORDER BY id`,
    [programId, grantIds])) as Bought[];
}
