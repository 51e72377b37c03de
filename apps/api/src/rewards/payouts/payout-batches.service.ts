import { Injectable } from '@nestjs/common';
import { DomainError } from '@fanfare/contracts';
import { audit } from '../../platform/audit.js';
import { Clock } from '../../platform/clock.js';
import { toCsv } from '../../platform/csv.js';
import { Transactions, type Tx } from '../../platform/database/transactions.js';
import { newId } from '../../platform/ids.js';
import { DAY_MS } from '../../platform/jobs/maintenance.js';
import { nextCursor, readCursor } from '../../platform/paging.js';
import { SealedBanks } from '../bank-details.js';
import { moveGrant } from '../deliveries/step-outcomes.js';
import { PointsBack } from '../shop/points-back.js';
import type { BankDetails, PageQuery } from '../rewards.dto.js';
import { type Debtor, sepaFile } from './sepa-file.js';

export interface PayoutBatchView {
  readonly id: string;
  readonly number: number;
  readonly currency: string;
  readonly openedAt: Date;
  readonly openedBy: string | null;
  readonly lines: number;
  readonly paid: number;
  readonly amountMinor: number;
}
export interface PayoutLine {
  readonly grantId: string;
  readonly place: number;
  readonly memberId: string;
  readonly memberName: string | null;
  readonly title: string;
  readonly amountMinor: number;
  readonly status: 'waiting' | 'done';
  readonly bank: BankDetails | null;
}

const MOST = 500;
const BATCHES = `
  SELECT b.id, b.number, b.currency, b.opened_at AS "openedAt", a.name AS "openedBy", count(s.grant_id)::int AS lines, count(*) FILTER (WHERE s.status = 'done')::int AS paid,
    coalesce(sum((s.terms->>'amountMinor')::bigint), 0)::int AS "amountMinor"
  FROM payout_batches b LEFT JOIN accounts a ON a.id = b.opened_by LEFT JOIN reward_steps s ON s.program_id = $1 AND s.batch_id = b.id
  WHERE b.program_id = $1`;

/** Money that staff send by hand: taken together, written to a file for the bank, and noted as paid. */
@Injectable()
export class PayoutBatches {
  constructor(
    private readonly transactions: Transactions,
    private readonly banks: SealedBanks,
    private readonly back: PointsBack,
    private readonly clock: Clock,
  ) {}

  /** Newest first, with how many payments wait for a batch, by currency. */
  async list(programId: string, query: PageQuery): Promise<{ batches: PayoutBatchView[]; nextCursor: string | null; waiting: { currency: string; count: number }[] }> {
    const after = readCursor(query.cursor);
    return this.transactions.readProgram(programId, async (tx) => {
      const batches = (await tx.query(
        `${BATCHES} AND ($2::timestamptz IS NULL OR (b.opened_at, b.id) < ($2, $3::uuid)) GROUP BY b.program_id, b.id, a.name ORDER BY b.opened_at DESC, b.id DESC LIMIT $4`,
        [programId, after?.at ?? null, after?.id ?? null, query.limit + 1])) as PayoutBatchView[];
      const waiting = (await tx.query(`SELECT s.terms->>'currency' AS currency, count(*)::int AS count ${PAYABLE} GROUP BY 1 ORDER BY 1`, [programId])) as { currency: string; count: number }[];
      return { batches: batches.slice(0, query.limit), nextCursor: nextCursor(batches, query.limit, (batch) => ({ at: batch.openedAt, id: batch.id })), waiting };
    });
  }

  /** @throws DomainError `payout_batch.not_found` */
  async show(programId: string, batchId: string): Promise<{ batch: PayoutBatchView; lines: PayoutLine[] }> {
    return this.transactions.readProgram(programId, (tx) => this.read(tx, programId, batchId));
  }

  /**
   * Takes what waits and has a bank account, in the order of the claims. From then on it is on its way: nobody stops it.
   * @throws DomainError `payout_batch.nothing`
   */
  async open(programId: string, actorId: string, currency: string): Promise<{ batch: PayoutBatchView; lines: PayoutLine[] }> {
    const at = this.clock.now();
    const batchId = newId();
    return this.transactions.inProgram(programId, async (tx) => {
      await tx.query('SELECT 1 FROM programs WHERE id = $1 FOR NO KEY UPDATE', [programId]); // one number after the other
      const taken = (await tx.query(`SELECT g.id ${PAYABLE} AND s.terms->>'currency' = $2 ORDER BY g.claimed_at, g.id LIMIT ${MOST} FOR UPDATE OF g`, [programId, currency])) as { id: string }[];
      if (taken.length === 0) throw new DomainError('payout_batch.nothing');
      await tx.query(
        `INSERT INTO payout_batches (program_id, id, number, currency, opened_by, opened_at) SELECT $1, $2, coalesce(max(number), 0) + 1, $3, $4, $5 FROM payout_batches WHERE program_id = $1`,
        [programId, batchId, currency, actorId, at]);
      const grantIds = taken.map(({ id }) => id);
      await tx.query(
        `UPDATE reward_steps s SET batch_id = $2, batch_place = m.place, updated_at = $4 FROM unnest($3::uuid[]) WITH ORDINALITY AS m (id, place)
         WHERE s.program_id = $1 AND s.grant_id = m.id AND s.step = 'transfer'`, [programId, batchId, grantIds, at]);
      await tx.query(`UPDATE grants SET status = 'sending', updated_at = $3 WHERE program_id = $1 AND id = ANY($2)`, [programId, grantIds, at]);
      await audit(tx, programId, { actorId, action: 'payout_batch.opened', subjectId: batchId, detail: { grantIds } }, at);
      return this.read(tx, programId, batchId);
    });
  }

  /** What is not paid yet, as banks take it in: SEPA for euros, or a table. Noted, because it shows where people have their accounts. @throws as `show`, `payout_batch.not_sepa`, `payout_batch.nothing` */
  async file(programId: string, actorId: string, batchId: string, wanted: { format: 'sepa'; debtor: Debtor } | { format: 'csv' }): Promise<{ name: string; text: string }> {
    const at = this.clock.now();
    return this.transactions.inProgram(programId, async (tx) => {
      const { batch, lines } = await this.read(tx, programId, batchId);
      if (wanted.format === 'sepa' && batch.currency !== 'EUR') throw new DomainError('payout_batch.not_sepa');
      const [{ slug }] = (await tx.query('SELECT slug FROM programs WHERE id = $1', [programId])) as [{ slug: string }];
      const id = `${slug.toUpperCase().slice(0, 18)}-${batch.number}`;
      const unpaid = lines.filter((line): line is PayoutLine & { bank: BankDetails } => line.status === 'waiting' && line.bank !== null);
      if (unpaid.length === 0) throw new DomainError('payout_batch.nothing'); // no bank takes a file of no payments
      await audit(tx, programId, { actorId, action: 'payout_batch.exported', subjectId: batchId, detail: { format: wanted.format, lines: unpaid.length } }, at);
      const text = wanted.format === 'sepa'
        ? sepaFile(`${id}-${at.getTime().toString(36)}`, wanted.debtor, unpaid.map((line) => ({ ...line.bank, id: `${id}-${line.place}`, amountMinor: line.amountMinor, text: line.title })), at, new Date(at.getTime() + DAY_MS).toISOString().slice(0, 10))
        : toCsv(['payment', 'holder', 'iban', 'amount', 'currency', 'text'], unpaid.map((line) => [`${id}-${line.place}`, line.bank.holder, line.bank.iban, (line.amountMinor / 100).toFixed(2), batch.currency, line.title]));
      return { name: `${id.toLowerCase()}.${wanted.format === 'sepa' ? 'xml' : 'csv'}`, text };
    });
  }

  /** @param grantIds null: all that are left @returns how many @throws as `show` */
  async paid(programId: string, actorId: string, batchId: string, grantIds: readonly string[] | null): Promise<number> {
    const at = this.clock.now();
    return this.transactions.inProgram(programId, async (tx) => {
      const { batch } = await this.read(tx, programId, batchId);
      await lockLines(tx, programId, batchId);
      const [paid] = (await tx.query(
        `UPDATE reward_steps s SET status = 'done', waits_for = NULL, reference = $5 || s.batch_place, updated_at = $4 FROM grants g
         WHERE s.program_id = $1 AND s.batch_id = $2 AND s.status = 'waiting' AND ($3::uuid[] IS NULL OR s.grant_id = ANY($3)) AND g.program_id = $1 AND g.id = s.grant_id
         RETURNING s.grant_id AS "grantId", g.beneficiary_id AS "memberId", s.step`, [programId, batchId, grantIds, at, `${batch.number}-`])) as [{ grantId: string; memberId: string; step: string }[], number];
      for (const line of paid) await moveGrant(tx, this.back, { programId, ...line }, { status: 'done', waitsFor: null }, at);
      await audit(tx, programId, { actorId, action: 'payout_batch.paid', subjectId: batchId, detail: { grantIds: paid.map(({ grantId }) => grantId) } }, at);
      return paid.length;
    });
  }

  /** The bank sent it back, at once or days later: it leaves the batch and a person decides. @throws as `show`, `reward_step.wrong_state` */
  async returned(programId: string, actorId: string, batchId: string, grantId: string): Promise<void> {
    const at = this.clock.now();
    await this.transactions.inProgram(programId, async (tx) => {
      await this.read(tx, programId, batchId);
      await lockLines(tx, programId, batchId);
      const [, count] = (await tx.query(
        `UPDATE reward_steps SET status = 'failed', waits_for = NULL, problem = 'bank_returned', reference = NULL, batch_id = NULL, batch_place = NULL, updated_at = $4
         WHERE program_id = $1 AND batch_id = $2 AND grant_id = $3 AND status IN ('waiting', 'done')`, [programId, batchId, grantId, at])) as [unknown, number];
      if (count === 0) throw new DomainError('reward_step.wrong_state');
      await tx.query(`UPDATE grants SET status = 'sending', updated_at = $3 WHERE program_id = $1 AND id = $2 AND status = 'fulfilled'`, [programId, grantId, at]);
      await moveGrant(tx, this.back, { programId, grantId, memberId: '', step: 'transfer' }, { status: 'failed', waitsFor: null }, at);
      await audit(tx, programId, { actorId, action: 'payout_batch.returned', subjectId: grantId, detail: { batchId } }, at);
    });
  }

  private async read(tx: Tx, programId: string, batchId: string): Promise<{ batch: PayoutBatchView; lines: PayoutLine[] }> {
    const [batch] = (await tx.query(`${BATCHES} AND b.id = $2 GROUP BY b.program_id, b.id, a.name`, [programId, batchId])) as PayoutBatchView[];
    if (!batch) throw new DomainError('payout_batch.not_found');
    const lines = (await tx.query(
      `SELECT s.grant_id AS "grantId", s.batch_place AS place, g.beneficiary_id AS "memberId", f.name AS "memberName", s.terms->>'title' AS title, (s.terms->>'amountMinor')::int AS "amountMinor", s.status, c.bank
       FROM reward_steps s JOIN grants g ON g.program_id = $1 AND g.id = s.grant_id LEFT JOIN profiles f ON f.program_id = $1 AND f.member_id = g.beneficiary_id
         LEFT JOIN claim_details c ON c.program_id = $1 AND c.grant_id = g.id
       WHERE s.program_id = $1 AND s.batch_id = $2 ORDER BY s.batch_place`, [programId, batchId])) as (Omit<PayoutLine, 'bank'> & { bank: Buffer | null })[];
    return { batch, lines: lines.map((line) => ({ ...line, bank: this.banks.open(line.grantId, line.bank) })) };
  }
}

/** What waits for a batch: sent by hand, not stopped, and its member has said where to. */
const PAYABLE = `
  FROM grants g JOIN reward_steps s ON s.program_id = $1 AND s.grant_id = g.id JOIN claim_details c ON c.program_id = $1 AND c.grant_id = g.id
  WHERE g.program_id = $1 AND g.status = 'claimed' AND s.step = 'transfer' AND s.provider = 'manual' AND s.status = 'waiting' AND s.waits_for = 'staff' AND s.batch_id IS NULL AND c.bank IS NOT NULL`;

/** Grants before their steps, as everywhere. */
async function lockLines(tx: Tx, programId: string, batchId: string): Promise<void> {
  await tx.query(
    `SELECT 1 FROM grants WHERE program_id = $1 AND id IN (SELECT grant_id FROM reward_steps WHERE program_id = $1 AND batch_id = $2) ORDER BY id FOR UPDATE`, [programId, batchId]);
}
