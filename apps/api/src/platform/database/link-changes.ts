import type { Tx } from './transactions.js';

/** The channel on which processes tell each other that something behind a redirect has changed. */
export const LINKS_CHANGED = 'links_changed';

/**
 * To be called in the transaction that changes a link, or a program's slug, destination or allowed hosts. Every
 * process drops what it has cached of it once the transaction has committed. A hint: no right answer rests on it for good.
 */
export async function announceLinkChange(tx: Tx, change: { readonly code: string } | { readonly programId: string }): Promise<void> {
  const payload = 'code' in change ? `code:${change.code}` : `program:${change.programId}`;
  await tx.query('SELECT pg_notify($1, $2)', [LINKS_CHANGED, payload]);
}
