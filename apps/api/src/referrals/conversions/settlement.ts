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
}

/** The referral of whoever converted, and the book that it stands in. */
export interface Credit {
  readonly referralId: string;
  readonly memberId: string;
}

export interface Settlement {
  readonly inputs: readonly FactInput[];
  /** Rows whose referral has only now become known. */
  readonly credited: readonly { readonly id: string; readonly referralId: string }[];
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
  const credits = [...following, ...bought].flatMap((row) => {
    const credit = followsOrder(row.type) ? buyer?.credit : creditOf(row);
    return credit ? [{ row, credit }] : [];
  });
  return {
    // What follows comes first: a purchase that is refunded already never counts, not even for a moment.
    inputs: credits.filter(({ row }) => isDue(row)).map(({ row, credit }) => toInput(row, credit, given)),
    credited: credits.filter(({ row }) => row.referralId === null).map(({ row, credit }) => ({ id: row.id, referralId: credit.referralId })),
  };
}

/** What is credited has its fact. Of a refund that is not sure: it may have been credited while only a whole one made a fact. */
function isDue(row: ReportedRow): boolean {
  return row.type === 'refund' || row.referralId === null;
}

/** How much of an order; without `amountMinor`, all of it. */
type GivenBack = { readonly amountMinor?: number };

/** Parts add up. A refund without an amount, or in other money, is of the whole. */
function givenBack(purchase: ReportedRow, refunds: readonly ReportedRow[]): GivenBack {
  if (purchase.amountMinor === null || refunds.some((r) => r.amountMinor === null || r.currency !== purchase.currency)) return {};
  const amountMinor = refunds.reduce((sum, refund) => sum + refund.amountMinor!, 0);
  return amountMinor < purchase.amountMinor ? { amountMinor } : {};
}

function toInput(row: ReportedRow, { referralId, memberId }: Credit, given: GivenBack): FactInput {
  return { kind: 'fact', key: `conv:${row.source}:${row.externalId}`, memberId, body: bodyOf(row, referralId, given) };
}

function bodyOf(row: ReportedRow, referralId: string, given: GivenBack): FactBody {
  const order = `${row.source}:${row.orderId}`; // two shops may count alike
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
