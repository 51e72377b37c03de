import type { ErasureReceipt } from '../api/generated';

/** What the file says beside what stays: already in the reader's language. */
export interface ReceiptWords {
  readonly heading: string;
  readonly when: string;
  readonly number: string;
  readonly stays: string;
}

/** A receipt as a text that anything can open: it is all that is left in the member's hands. */
export function receiptText(receipt: ErasureReceipt, words: ReceiptWords): string {
  const kept = receipt.kept.flatMap(({ what, why }) => [`- ${what}`, `  ${why}`]);
  return [words.heading, '', words.when, words.number, '', words.stays, '', ...kept, ''].join('\r\n');
}
