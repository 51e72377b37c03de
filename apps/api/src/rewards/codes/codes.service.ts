import { Injectable } from '@nestjs/common';
import { DomainError } from '@fanfare/contracts';
import { audit } from '../../platform/audit.js';
import { Clock } from '../../platform/clock.js';
import { Transactions, type Tx } from '../../platform/database/transactions.js';
import { newId } from '../../platform/ids.js';
import { Keys } from '../../platform/keys.js';
import { announceServed, serveQueues } from '../pool-queue.js';
import { lockShelf, setUnits } from '../variants/shelf.js';
import { foldedCode, readCodeList } from './code-list.js';
import { SEALED_CODE } from './member-codes.js';

const SHOWN = 20;

/** Codes that a shop has made: how many there are, never which. */
@Injectable()
export class Codes {
  constructor(
    private readonly transactions: Transactions,
    private readonly clock: Clock,
    private readonly keys: Keys,
  ) {}

  /**
   * Adds the codes of a list that the program has not had before; whoever waits is served from them, in order. The same list
   * again changes nothing. @throws DomainError `reward.not_found`, `reward.no_code_list`, `request.malformed`
   */
  async add(programId: string, actorId: string, rewardId: string, file: Buffer): Promise<AddedCodes> {
    const list = readCodeList(file);
    const at = this.clock.now();
    return this.transactions.inProgram(programId, async (tx) => {
      const { poolId, unitsLeft } = await lockList(tx, programId, rewardId);
      const added = await this.insert(tx, programId, rewardId, list.codes, at);
      await setUnits(tx, programId, poolId, unitsLeft + added);
      const served = await serveQueues(tx, programId, [rewardId], at);
      await announceServed(tx, programId, served, at);
      await audit(tx, programId, { actorId, action: 'reward.codes_added', subjectId: rewardId, detail: { added, served: served.length } }, at);
      return {
        added, known: list.codes.length - added + list.repeated, refused: list.refused.slice(0, SHOWN), refusedCount: list.refused.length,
        served: served.length, unitsLeft: unitsLeft + added - served.length,
      };
    });
  }

  /** Takes back the codes that nobody has and nobody was promised: of a wrong list. @throws DomainError `reward.not_found`, `reward.no_code_list` */
  async withdraw(programId: string, actorId: string, rewardId: string): Promise<number> {
    const at = this.clock.now();
    return this.transactions.inProgram(programId, async (tx) => {
      const { poolId, unitsLeft } = await lockList(tx, programId, rewardId);
      const [gone] = (await tx.query(
        `DELETE FROM reward_codes WHERE program_id = $1 AND id IN (
           SELECT id FROM reward_codes WHERE program_id = $1 AND reward_id = $2 AND grant_id IS NULL ORDER BY id DESC LIMIT $3 FOR UPDATE SKIP LOCKED) RETURNING id`,
        [programId, rewardId, unitsLeft])) as [unknown[], number];
      await setUnits(tx, programId, poolId, unitsLeft - gone.length);
      await audit(tx, programId, { actorId, action: 'reward.codes_withdrawn', subjectId: rewardId, detail: { withdrawn: gone.length } }, at);
      return gone.length;
    });
  }

  private async insert(tx: Tx, programId: string, rewardId: string, codes: readonly string[], at: Date): Promise<number> {
    const rows = codes.map((code) => ({ id: newId(), code }));
    const added = (await tx.query(
      `INSERT INTO reward_codes (program_id, id, reward_id, code_hash, sealed, added_at)
       SELECT $1, c.id, $2, c.code_hash, c.sealed, $6 FROM unnest($3::uuid[], $4::bytea[], $5::bytea[]) AS c (id, code_hash, sealed)
       ON CONFLICT (program_id, code_hash) DO NOTHING RETURNING id`,
      [programId, rewardId, rows.map(({ id }) => id), rows.map(({ code }) => this.keys.hmac('reward_code', `${programId} ${foldedCode(code)}`)),
        rows.map(({ id, code }) => this.keys.seal(SEALED_CODE, id, Buffer.from(code))), at])) as unknown[];
    return added.length;
  }
}

export interface AddedCodes {
  readonly added: number;
  readonly known: number;
  readonly refused: { readonly line: number; readonly why: 'too_short' | 'too_long' | 'not_printable' }[];
  readonly refusedCount: number;
  readonly served: number;
  readonly unitsLeft: number;
}

/** @throws DomainError `reward.not_found`, `reward.no_code_list` */
async function lockList(tx: Tx, programId: string, rewardId: string): Promise<{ poolId: string; unitsLeft: number }> {
  const { poolId, unitsLeft } = await lockShelf(tx, programId, rewardId);
  const listed = (await tx.query(`SELECT 1 FROM rewards WHERE program_id = $1 AND id = $2 AND code_source = 'listed'`, [programId, rewardId])) as unknown[];
  if (listed.length === 0 || poolId === null || unitsLeft === null) throw new DomainError('reward.no_code_list');
  return { poolId, unitsLeft };
}
