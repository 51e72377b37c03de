import type { FactBody } from '@fanfare/domain';
import type { FactInput } from '../../ledger/index.js';
import { followsOrder } from './conversion.js';

/** A reported conversion as settling reads it. */
export interface ReportedRow {
  readonly id: string;
  readonly source: string;
  readonly externalId: string;
  readonly type: string;
  readonly orderId: string;
  readonly emailHash: Buffer | null;
  readonly amountMinor: number | null;
  readonly currency: string | null;
  readonly occurredAt: Date;
  readonly receivedAt: Date;
  readonly referralId: string | null;
  readonly turn: number;
}

/** The referral of whoever converted, and the book that it stands in. */
export interface Credit {
  readonly referralId: string;
  readonly memberId: string;
}

/** A row whose referral has only now become known, in which turn of its order. */
export interface Credited {
  readonly row: ReportedRow;
  readonly referralId: string;
  readonly turn: number;
}

export interface Settlement {
  readonly inputs: readonly FactInput[];
  readonly credited: readonly Credited[];
}

/**
 * What the reports of one order, known so far and in any order, mean for books. Asking again with more of them adds
 * facts and never another for the same report, so that the end does not depend on who was faster.
 * @param rows of one order @param creditOf the referral of a row that is no refund; null while nobody knows it
 */
export function settleOrder(rows: readonly ReportedRow[], creditOf: (row: ReportedRow) => Credit | null): Settlement {
  const bought = rows.filter((row) => !followsOrder(row.type)).toSorted(earliestFirst);
  const following = rows.filter((row) => followsOrder(row.type)).toSorted(earliestFirst);
  const buyer = bought.map((row) => ({ row, credit: creditOf(row) })).find(({ credit }) => credit !== null);
  const given = buyer ? givenBack(buyer.row, following.filter((row) => row.type === 'refund')) : {};
  const turn = turnOf(rows);
  const credits = [...following, ...bought].flatMap((row) => {
    const credit = followsOrder(row.type) ? buyer?.credit : creditOf(row);
    return credit ? [{ row, credit }] : [];
  });
  return {
    // What follows comes first: a purchase that is refunded already never counts, not even for a moment.
    inputs: credits.filter(({ row }) => isDue(row)).map(({ row, credit }) => toInput(row, turn, credit, given)),
    credited: credits.filter(({ row }) => row.referralId === null).map(({ row, credit }) => ({ row, referralId: credit.referralId, turn })),
  };
}

/**
 * Takes an order out of every book that it was credited in: it turned out to be somebody else's. Credited anew, it has another name
 * there, and so do its facts.
 */
export function takeOut(rows: readonly ReportedRow[], bookOf: ReadonlyMap<string, Credit>): FactInput[] {
  const turn = turnOf(rows);
  const orders = [...new Set(rows.flatMap((row) => row.referralId ?? []))].map((referralId): FactInput => ({
    kind: 'fact', key: `misplaced:${referralId}:${orderName(rows[0]!, turn)}`, memberId: bookOf.get(referralId)!.memberId,
    body: { kind: 'misplaced', referralId, order: orderName(rows[0]!, turn) },
  }));
  return [...orders, ...rows.flatMap((row) => (row.type === 'cancellation' && row.referralId !== null ? [neverLeft(row, row.referralId, bookOf.get(row.referralId)!.memberId)] : []))];
}

function neverLeft(row: ReportedRow, referralId: string, memberId: string): FactInput {
  const at = row.occurredAt.getTime();
  return { kind: 'fact', key: `misplaced:${referralId}:${sourceIn(row.source, row.turn)}:${row.externalId}`, memberId, body: { kind: 'returned', referralId, from: 'unsubscribed', leftAt: at, occurredAt: at } };
}

/** A report that came after its order was taken out has not been taken out itself. */
function turnOf(rows: readonly ReportedRow[]): number {
  return Math.max(...rows.map((row) => row.turn));
}

/** Two shops may count alike. No source has a `#`. */
function orderName({ source, orderId }: ReportedRow, turn: number): string {
  return `${sourceIn(source, turn)}:${orderId}`;
}

function sourceIn(source: string, turn: number): string {
  return turn === 0 ? source : `${source}#${turn + 1}`;
}

/** What is credited has its fact. Of a refund that is not sure: it may have been credited while only a whole one made a fact. */
function isDue(row: ReportedRow): boolean {
  return row.type === 'refund' || row.referralId === null;
}

/** How much of an order; without `amountMinor`, all of it. */
type GivenBack = { readonly amountMinor?: number };

/** Parts add up. A refund without an amount, or in other money, is of the whole; one that names no currency is in the order's. */
function givenBack(purchase: ReportedRow, refunds: readonly ReportedRow[]): GivenBack {
  const currencies = new Set([purchase, ...refunds].flatMap(({ currency }) => currency ?? []));
  if (purchase.amountMinor === null || currencies.size > 1 || refunds.some((refund) => refund.amountMinor === null)) return {};
  const amountMinor = refunds.reduce((sum, refund) => sum + refund.amountMinor!, 0);
  return amountMinor < purchase.amountMinor ? { amountMinor } : {};
}

function toInput(row: ReportedRow, turn: number, { referralId, memberId }: Credit, given: GivenBack): FactInput {
  return { kind: 'fact', key: `conv:${sourceIn(row.source, turn)}:${row.externalId}`, memberId, body: bodyOf(row, orderName(row, turn), referralId, given) };
}

function bodyOf(row: ReportedRow, order: string, referralId: string, given: GivenBack): FactBody {
  if (row.type === 'refund') return { kind: 'refunded', referralId, order, ...given };
  if (row.type === 'cancellation') return { kind: 'unsubscribed', referralId, occurredAt: row.occurredAt.getTime() };
  return {
    kind: 'converted', referralId, type: row.type, order, occurredAt: row.occurredAt.getTime(),
    ...(row.amountMinor !== null && { amountMinor: row.amountMinor }), ...(row.currency !== null && { currency: row.currency }),
  };
}

function earliestFirst(a: ReportedRow, b: ReportedRow): number {
  return a.receivedAt.getTime() - b.receivedAt.getTime() || (a.externalId < b.externalId ? -1 : 1);
}
