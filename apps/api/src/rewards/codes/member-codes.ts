import { Injectable } from '@nestjs/common';
import { DomainError } from '@fanfare/contracts';
import { codeFrom } from '@fanfare/domain';
import { Keys } from '../../platform/keys.js';
import type { Tx } from '../../platform/database/transactions.js';
import type { CodeSource } from '../reward.entity.js';

/** The purpose under which codes of a list are encrypted. */
export const SEALED_CODE = 'reward_code';

/** Of grants of the program $1 as `g`, as rows of `CodeOfGrant`; conditions may follow. */
const CODE_PARTS = `
  SELECT g.id AS "grantId", r.code_source AS source, r.code_prefix AS "codePrefix", p.slug, code.id AS "listedId", code.sealed
  FROM grants g JOIN rewards r ON r.program_id = $1 AND r.id = g.reward_id AND r.kind = 'discount_code' JOIN programs p ON p.id = $1
    LEFT JOIN reward_codes code ON code.program_id = $1 AND code.grant_id = g.id
  WHERE g.program_id = $1`;
const SEEN_BY_STAFF = `(g.status = 'fulfilled' OR EXISTS (SELECT 1 FROM reward_steps s WHERE s.program_id = $1 AND s.grant_id = g.id AND s.status = 'waiting' AND s.waits_for = 'staff'))`;
/** Those that their members may see. */
export const CODES_OF_GRANTS = `${CODE_PARTS} AND g.status = 'fulfilled'`;

/** What a code is read from, of a grant that was claimed. */
export interface CodeOfGrant {
  readonly grantId: string;
  readonly source: CodeSource | null;
  readonly slug: string;
  readonly codePrefix: string | null;
  readonly listedId: string | null;
  readonly sealed: Buffer | null;
}

/** Shows the code of a grant: only to its member, and to staff who are noted for it. */
@Injectable()
export class MemberCodes {
  constructor(private readonly keys: Keys) {}

  /**
   * One that is made, `HALCYON-7K3M9QXA`, is derived from the grant: the same whenever it is shown, and stored nowhere; the shop has
   * to be told of it by other means, or is Stripe and is told. One of a list is what the shop has made.
   */
  codeOf({ grantId, source, slug, codePrefix, listedId, sealed }: CodeOfGrant): string | null {
    if (source === 'made' || source === 'stripe') return `${(codePrefix ?? slug).toUpperCase()}-${codeFrom(this.keys.hmac('discount', grantId)).toUpperCase()}`;
    return listedId && sealed ? this.keys.unseal(SEALED_CODE, listedId, sealed).toString() : null;
  }

  /** @param reader who makes it, also before anybody has it; or staff, once the member has it or it is theirs to make */
  async ofGrant(tx: Tx, programId: string, grantId: string, reader: 'maker' | 'staff'): Promise<string | null> {
    const [row] = (await tx.query(`${CODE_PARTS} AND g.id = $2 AND ($3 = 'maker' OR ${SEEN_BY_STAFF})`, [programId, grantId, reader])) as CodeOfGrant[];
    return row ? this.codeOf(row) : null;
  }
}

/**
 * Gives the grant the first free code; of gift cards the one that lapses first, and none that has. One is there for everybody who was
 * promised one, and a code that somebody else is just taking is passed over.
 * @throws DomainError `reward.none_left` in the minute after a gift card has lapsed
 */
export async function takeCode(tx: Tx, programId: string, rewardId: string, grantId: string, at: Date): Promise<void> {
  const [taken] = (await tx.query(
    `UPDATE reward_codes SET grant_id = $3 WHERE program_id = $1 AND id = (
       SELECT id FROM reward_codes WHERE program_id = $1 AND reward_id = $2 AND grant_id IS NULL AND lapsed_at IS NULL
         AND (last_day IS NULL OR last_day >= (SELECT ($4::timestamptz AT TIME ZONE p.time_zone)::date FROM programs p WHERE p.id = $1))
       ORDER BY last_day NULLS LAST, id LIMIT 1 FOR UPDATE SKIP LOCKED) RETURNING id`,
    [programId, rewardId, grantId, at])) as [unknown[], number];
  if (taken.length !== 1) throw new DomainError('reward.none_left');
}
