import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { DomainError } from '@fanfare/contracts';
import { Ledger } from '../../ledger/index.js';
import { Batcher } from '../../platform/batcher.js';
import { Clock } from '../../platform/clock.js';
import { Transactions, type Tx } from '../../platform/database/transactions.js';
import { derivedId } from '../../platform/ids.js';
import { Keys } from '../../platform/keys.js';
import { oneByOneIfNeeded } from '../../platform/one-by-one.js';
import type { ProgramView } from '../../programs/index.js';
import { collectTouches } from '../signup/touches.js';
import { type Conversion, type ConversionOutcome, followsOrder } from './conversion.js';
import {
  booksAbout, creditsByEmail, creditsById, insertRows, isBought, markCredited, type NewRow, type OrderName, readMisplaced, readOrders, readRows, readWaiting, release, type TakenRow, writeAnswers,
} from './conversion-rows.js';
import { ReportedSignUps } from './reported-sign-ups.js';
import { type Credit, type ReportedRow, settleOrder, takeOut } from './settlement.js';

type Taken = { readonly row: TakenRow; readonly repeated: ConversionOutcome['repeated'] };

const BATCH = 200;

/**
 * Takes what a brand's own systems report. Each report is stored first, under the name its sender gave it, and then
 * settled: where the person's referral is known it becomes a fact in the referrer's book, else it waits for the sign-up.
 */
@Injectable()
export class Conversions implements OnApplicationShutdown {
  private readonly batchers = new Map<string, Batcher<NewRow, Taken | Error>>();

  constructor(
    private readonly transactions: Transactions,
    private readonly ledger: Ledger,
    private readonly signUps: ReportedSignUps,
    private readonly keys: Keys,
    private readonly clock: Clock,
  ) {}

  /**
   * Reported twice is once, and answered alike.
   * @throws DomainError `conversion.payload_differs`; for a sign-up `program.paused`
   */
  async report(program: ProgramView, conversion: Conversion): Promise<ConversionOutcome> {
    if (conversion.type === 'signup' && program.status === 'paused') throw new DomainError('program.paused');
    const taken = await this.batcher(program.id).add(this.newRow(program.id, conversion));
    if (taken instanceof Error) throw taken;
    const answer = taken.row.answer ?? (await this.signUps.perform(program, taken.row.id, conversion));
    if (conversion.type === 'signup' && conversion.email) await this.settleWaiting(program.id, [this.keys.emailHash(conversion.email.canonical)]);
    return { answer, repeated: taken.repeated };
  }

  /** Settles what was reported of these people before their referral was known. */
  async settleWaiting(programId: string, emailHashes: readonly Buffer[]): Promise<void> {
    await this.transactions.inProgram(programId, async (tx) => {
      await this.settle(tx, programId, await readWaiting(tx, programId, emailHashes), this.clock.now());
    });
  }

  /** Settles anew what was credited to one of two members as long as they were one, and was the other's. */
  async part(programId: string, memberId: string): Promise<void> {
    await this.transactions.inProgram(programId, (tx) => this.putRight(tx, programId, memberId, this.clock.now()));
  }

  /** Whether a purchase was reported under that order, whoever made it. */
  async knowsOrder(programId: string, order: OrderName): Promise<boolean> {
    return this.transactions.readProgram(programId, (tx) => isBought(tx, programId, order));
  }

  async onApplicationShutdown(): Promise<void> {
    await Promise.all([...this.batchers.values()].map((batcher) => batcher.idle()));
  }

  private batcher(programId: string): Batcher<NewRow, Taken | Error> {
    let batcher = this.batchers.get(programId);
    if (!batcher) {
      batcher = new Batcher((rows) => oneByOneIfNeeded(rows, (some) => this.take(programId, some)), BATCH);
      this.batchers.set(programId, batcher);
    }
    return batcher;
  }

  private newRow(programId: string, c: Conversion): NewRow {
    return {
      id: derivedId('conversion', programId, c.source, c.externalId),
      conversion: c,
      payloadHash: this.keys.hmac('conversion', JSON.stringify([
        c.type, c.order, c.email?.canonical ?? null, c.code, c.clickId, c.amountMinor, c.currency, c.occurredAt, c.signUp && [c.signUp.name, c.signUp.locale, ...(c.signUp.cohort === null ? [] : [c.signUp.cohort])], // none: as before there were any
        ...(c.firstClickId === null ? [] : [c.firstClickId]), // likewise
      ])),
      emailHash: c.email && !followsOrder(c.type) ? this.keys.emailHash(c.email.canonical) : null,
      touches: [],
    };
  }

  /**
   * In two transactions: who confirms between them finds the stored report, and who confirmed before is found by the second.
   * In one, a sign-up and its purchase that arrive together could each miss the other.
   */
  private async take(programId: string, rows: readonly NewRow[]): Promise<(Taken | Error)[]> {
    const at = this.clock.now();
    const fresh = await this.transactions.inProgram(programId, async (tx) => insertRows(tx, programId, await this.withTouches(tx, programId, rows, at), at));
    const stored = await this.transactions.inProgram(programId, async (tx) => {
      const before = await readRows(tx, programId, rows.map((row) => row.id));
      const open = [...before.values()].filter((row) => row.answer === null && row.type !== 'signup');
      if (open.length === 0) return before;
      await this.settle(tx, programId, open, at);
      await writeAnswers(tx, programId, open.map((row) => row.id));
      return readRows(tx, programId, rows.map((row) => row.id));
    });
    return rows.map((row, index) => outcomeOf(row, stored.get(row.id)!, fresh.has(row.id) && rows.findIndex((other) => other.id === row.id) === index));
  }

  /** Measured now: later the click may be forgotten. A sign-up measures its own. */
  private async withTouches(tx: Tx, programId: string, rows: readonly NewRow[], at: Date): Promise<NewRow[]> {
    const measured: NewRow[] = [];
    for (const row of rows) {
      const { code, clickId, firstClickId, type } = row.conversion;
      const tells = row.emailHash !== null && type !== 'signup' && (code !== null || clickId !== null || firstClickId !== null);
      measured.push(tells ? { ...row, touches: (await collectTouches(tx, programId, { code, clickId, firstClickId, cookie: [], visitor: null, emailHash: row.emailHash, country: null }, at)).touches } : row);
    }
    return measured;
  }

  private async settle(tx: Tx, programId: string, orders: readonly OrderName[], at: Date): Promise<void> {
    if (orders.length === 0) return;
    const rows = await readOrders(tx, programId, orders);
    const byId = await creditsById(tx, programId, rows.flatMap((row) => row.referralId ?? []));
    const byEmail = await creditsByEmail(tx, programId, rows.flatMap((row) => (row.referralId === null && row.emailHash ? [row.emailHash] : [])));
    const buyerOf = (row: ReportedRow) => byEmail.get(row.emailHash?.toString('hex') ?? '');
    const creditOf = (row: ReportedRow): Credit | null => (row.referralId === null ? buyerOf(row) : byId.get(row.referralId)) ?? null;
    const settled = ordersOf(rows).map((order) => settleOrder(order, creditOf));
    const inputs = settled.flatMap((order) => order.inputs);
    if (inputs.length > 0) await this.ledger.apply(tx, programId, inputs, at);
    const credited = settled.flatMap((order) => order.credited).map((each) => ({ ...each, buyerId: buyerOf(each.row)?.buyerId ?? null }));
    if (!(await markCredited(tx, programId, credited))) return this.settle(tx, programId, orders, at);
    // Parted while this was on its way: whoever parts them has looked before it was there.
    for (const { buyerId, isKin } of byEmail.values()) if (isKin) await this.putRight(tx, programId, buyerId, at);
  }

  /** Books first: a report that is being settled is credited by the time they are locked, or settled again. */
  private async putRight(tx: Tx, programId: string, memberId: string, at: Date): Promise<void> {
    await this.ledger.lockBooks(tx, programId, await booksAbout(tx, programId, memberId));
    const orders = await readMisplaced(tx, programId, memberId);
    if (orders.length === 0) return;
    const rows = await readOrders(tx, programId, orders);
    const bookOf = await creditsById(tx, programId, rows.flatMap((row) => row.referralId ?? []));
    await this.ledger.apply(tx, programId, ordersOf(rows).flatMap((order) => takeOut(order, bookOf)), at);
    await release(tx, programId, orders);
    await this.settle(tx, programId, orders, at);
  }
}

function ordersOf<R extends ReportedRow>(rows: readonly R[]): R[][] {
  return [...Map.groupBy(rows, (row) => `${row.source}:${row.orderId}`).values()];
}

function outcomeOf(row: NewRow, stored: TakenRow, isFirst: boolean): Taken | Error {
  if (!stored.payloadHash.equals(row.payloadHash)) return new DomainError('conversion.payload_differs');
  return { row: stored, repeated: isFirst ? 'first' : 'again' };
}
