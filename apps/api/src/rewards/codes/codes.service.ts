import { Injectable } from '@nestjs/common';
import { DomainError } from '@fanfare/contracts';
import { audit } from '../../platform/audit.js';
import { Clock } from '../../platform/clock.js';
import { Transactions, type Tx } from '../../platform/database/transactions.js';
import { newId } from '../../platform/ids.js';
import { Keys } from '../../platform/keys.js';
import { foldedCard, type ListedCard, readCardList } from '../cards/card-list.js';
import { SEALED_CARD } from '../cards/gift-cards.js';
import { announceServed, serveQueues } from '../pool-queue.js';
import type { RewardKind } from '../reward.entity.js';
import { lockShelf, setUnits } from '../variants/shelf.js';
import { type CodeList, foldedCode, readCodeList, type Refusal } from './code-list.js';
import { SEALED_CODE } from './member-codes.js';

const SHOWN = 20;

/** Codes and gift cards that somebody else has made: how many there are, never which. */
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
    const at = this.clock.now();
    return this.transactions.inProgram(programId, async (tx) => {
      const { poolId, unitsLeft, kind } = await lockList(tx, programId, rewardId);
      const list = await this.read(tx, programId, kind, file, at);
      const added = await this.insert(tx, programId, rewardId, list.codes, at);
      await setUnits(tx, programId, poolId, unitsLeft + added);
      const served = await serveQueues(tx, programId, [rewardId], at);
      await announceServed(tx, programId, served, at);
      await audit(tx, programId, { actorId, action: 'reward.codes_added', subjectId: rewardId, detail: { added, served: served.length } }, at);
      return {
        ...whatIs(list, added), served: served.length, unitsLeft: unitsLeft + added - served.length,
      };
    });
  }

  /** What `add` would take of the list, and what not: nothing is changed. @throws as `add` */
  async tryOut(programId: string, rewardId: string, file: Buffer): Promise<AddedCodes> {
    const at = this.clock.now();
    return this.transactions.inProgram(programId, async (tx) => {
      const { unitsLeft, kind } = await lockList(tx, programId, rewardId);
      const list = await this.read(tx, programId, kind, file, at);
      const [{ known }] = (await tx.query('SELECT count(*)::int AS known FROM reward_codes WHERE program_id = $1 AND code_hash = ANY($2)', [programId, list.codes.map((entry) => entry.hash)])) as [{ known: number }];
      return { ...whatIs(list, list.codes.length - known), served: 0, unitsLeft };
    });
  }

  /** Takes back the codes that nobody has and nobody was promised: of a wrong list. @throws DomainError `reward.not_found`, `reward.no_code_list` */
  async withdraw(programId: string, actorId: string, rewardId: string): Promise<number> {
    const at = this.clock.now();
    return this.transactions.inProgram(programId, async (tx) => {
      const { poolId, unitsLeft } = await lockList(tx, programId, rewardId);
      const [gone] = (await tx.query(
        `DELETE FROM reward_codes WHERE program_id = $1 AND id IN (
           SELECT id FROM reward_codes WHERE program_id = $1 AND reward_id = $2 AND grant_id IS NULL AND lapsed_at IS NULL ORDER BY id DESC LIMIT $3 FOR UPDATE SKIP LOCKED) RETURNING id`,
        [programId, rewardId, unitsLeft])) as [unknown[], number];
      await setUnits(tx, programId, poolId, unitsLeft - gone.length);
      await audit(tx, programId, { actorId, action: 'reward.codes_withdrawn', subjectId: rewardId, detail: { withdrawn: gone.length } }, at);
      return gone.length;
    });
  }

  /** Of gift cards those of a day that has passed are refused. */
  private async read(tx: Tx, programId: string, kind: RewardKind, file: Buffer, at: Date): Promise<CodeList<Entry>> {
    if (kind !== 'gift_card') {
      const list = readCodeList(file);
      return { ...list, codes: list.codes.map((code) => ({ hash: this.keys.hmac('reward_code', `${programId} ${foldedCode(code)}`), purpose: SEALED_CODE, secret: code, lastDay: null })) };
    }
    const [{ today }] = (await tx.query(`SELECT to_char($2::timestamptz AT TIME ZONE time_zone, 'YYYY-MM-DD') AS today FROM programs WHERE id = $1`, [programId, at])) as [{ today: string }];
    const list = readCardList(file, today);
    return { ...list, codes: list.codes.map((card) => this.entryOf(programId, card)) };
  }

  private entryOf(programId: string, { code, pin, lastDay }: ListedCard): Entry {
    return { hash: this.keys.hmac('gift_card', `${programId} ${foldedCard(code)}`), purpose: SEALED_CARD, secret: JSON.stringify({ code, pin }), lastDay };
  }

  private async insert(tx: Tx, programId: string, rewardId: string, codes: readonly Entry[], at: Date): Promise<number> {
    const rows = codes.map((entry) => ({ id: newId(), ...entry }));
    const added = (await tx.query(
      `INSERT INTO reward_codes (program_id, id, reward_id, code_hash, sealed, last_day, added_at)
       SELECT $1, c.id, $2, c.code_hash, c.sealed, c.last_day, $7 FROM unnest($3::uuid[], $4::bytea[], $5::bytea[], $6::date[]) AS c (id, code_hash, sealed, last_day)
       ON CONFLICT (program_id, code_hash) DO NOTHING RETURNING id`,
      [programId, rewardId, rows.map(({ id }) => id), rows.map(({ hash }) => hash),
        rows.map(({ id, purpose, secret }) => this.keys.seal(purpose, id, Buffer.from(secret))), rows.map(({ lastDay }) => lastDay), at])) as unknown[];
    return added.length;
  }
}

/** What is kept of a line. */
interface Entry {
  readonly hash: Buffer;
  readonly purpose: string;
  readonly secret: string;
  readonly lastDay: string | null;
}

function whatIs(list: CodeList<Entry>, added: number): Pick<AddedCodes, 'added' | 'known' | 'refused' | 'refusedCount'> {
  return { added, known: list.codes.length - added + list.repeated, refused: list.refused.slice(0, SHOWN), refusedCount: list.refused.length };
}

export interface AddedCodes {
  readonly added: number;
  readonly known: number;
  readonly refused: { readonly line: number; readonly why: Refusal }[];
  readonly refusedCount: number;
  readonly served: number;
  readonly unitsLeft: number;
}

/** @throws DomainError `reward.not_found`, `reward.no_code_list` */
async function lockList(tx: Tx, programId: string, rewardId: string): Promise<{ poolId: string; unitsLeft: number; kind: RewardKind }> {
  const { poolId, unitsLeft, kind } = await lockShelf(tx, programId, rewardId);
  const listed = (await tx.query(`SELECT 1 FROM rewards WHERE program_id = $1 AND id = $2 AND (code_source = 'listed' OR kind = 'gift_card')`, [programId, rewardId])) as unknown[];
  if (listed.length === 0 || poolId === null || unitsLeft === null) throw new DomainError('reward.no_code_list');
  return { poolId, unitsLeft, kind };
}
