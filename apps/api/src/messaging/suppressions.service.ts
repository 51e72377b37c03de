import { Injectable } from '@nestjs/common';
import { Clock } from '../platform/clock.js';
import { Transactions, type Tx } from '../platform/database/transactions.js';
import { Keys, sha256 } from '../platform/keys.js';
import { writeOutbox } from '../platform/outbox/outbox.js';
import type { AddressMove } from '../platform/personal-data.js';

/** Whose mails a token stops: a member's, or those about a sign-up that is not confirmed. */
export interface UnsubscribeTarget {
  readonly programId: string;
  readonly subjectId: string;
}

const BY_WISH = ['one_click', 'page', 'preferences'] as const;
/** Where somebody asked not to be written to: in their mail program, on our page, in their own settings. */
export type SuppressionSource = (typeof BY_WISH)[number];

/** Who must not be written to, and the lock that makes it hold from the moment it is answered. */
@Injectable()
export class Suppressions {
  constructor(
    private readonly tx: Transactions,
    private readonly keys: Keys,
    private readonly clock: Clock,
  ) {}

  /** The token's row, so that the link in a mail works; made again without harm. */
  async ensureToken(programId: string, subjectId: string): Promise<void> {
    await this.tx.inDirectory((tx) => tx.query(
      `INSERT INTO tokens (hash, program_id, kind, subject_id, created_at) VALUES ($1, $2, 'unsubscribe', $3, $4) ON CONFLICT DO NOTHING`,
      [sha256(this.keys.token('unsubscribe', subjectId)), programId, subjectId, this.clock.now()]));
  }

  async target(token: string): Promise<UnsubscribeTarget | null> {
    const [row] = await this.tx.inDirectory((tx): Promise<{ program_id: string; subject_id: string }[]> =>
      tx.query(`SELECT program_id, subject_id FROM tokens WHERE hash = $1 AND kind = 'unsubscribe'`, [sha256(token)]));
    return row ? { programId: row.program_id, subjectId: row.subject_id } : null;
  }

  /**
   * No mail of class `once` is handed over after this resolves: it waits for a hand-over to one of the addresses that
   * is under way, and whoever begins after it finds the row. Doing it again changes nothing.
   * @param source where it was asked for
   */
  async suppress({ programId, subjectId }: UnsubscribeTarget, source: SuppressionSource): Promise<void> {
    await this.tx.inProgram(programId, (tx) => this.suppressWithin(tx, { programId, subjectId }, source));
  }

  /** As `suppress`, in a transaction that does more; it holds once that commits. */
  async suppressWithin(tx: Tx, { programId, subjectId }: UnsubscribeTarget, source: SuppressionSource): Promise<void> {
    const at = this.clock.now();
    const hashes = await addressesOf(tx, programId, subjectId);
    const added = (await tx.query(
      `INSERT INTO suppressions (program_id, email_hash, source, at) SELECT $1, hash, $3, $4 FROM unnest($2::bytea[]) AS h (hash)
       ON CONFLICT DO NOTHING RETURNING 1`, [programId, hashes, source, at])) as unknown[];
    await tx.query(
      `UPDATE deliveries SET status = 'suppressed', updated_at = $3
       WHERE program_id = $1 AND recipient_hash = ANY($2::bytea[]) AND class = 'once' AND status = 'queued'`, [programId, hashes, at]);
    if (added.length > 0) await writeOutbox(tx, programId, [{ topic: 'mail.unsubscribed', payload: { subjectId, since: at.toISOString() } }], at);
  }

  /** The person wants mail again; only a wish is taken back. @returns whether there was one */
  async releaseWithin(tx: Tx, programId: string, memberId: string): Promise<boolean> {
    const [released] = (await tx.query(
      'DELETE FROM suppressions WHERE program_id = $1 AND email_hash = ANY($2::bytea[]) AND source = ANY($3) RETURNING at',
      [programId, await addressesOf(tx, programId, memberId), BY_WISH])) as [{ at: Date }[], number];
    const since = [...new Set(released.map(({ at }) => at.toISOString()))]; // one wish of several addresses is one
    await writeOutbox(tx, programId, since.map((each) => ({ topic: 'mail.wanted', payload: { subjectId: memberId, since: each } })), this.clock.now());
    return released.length > 0;
  }

  /** Since when an address of the member is to be left alone; null: none is. */
  async suppressedSince(tx: Tx, programId: string, memberId: string): Promise<Date | null> {
    const [row] = (await tx.query('SELECT min(at) AS since FROM suppressions WHERE program_id = $1 AND email_hash = ANY($2::bytea[])', [programId, await addressesOf(tx, programId, memberId)])) as [{ since: Date | null }];
    return row.since;
  }

  /**
   * Runs `handOver` unless the address is suppressed. The key is the lock: the row is put in and taken out again in this
   * transaction, so an unsubscribe, whose row has the same key, waits for it, and this waits for an unsubscribe.
   * @returns whether it ran
   */
  async unlessSuppressed(tx: Tx, programId: string, emailHash: Buffer, handOver: () => Promise<void>): Promise<boolean> {
    const mine = (await tx.query(
      `INSERT INTO suppressions (program_id, email_hash, source, at) VALUES ($1, $2, 'handover', $3) ON CONFLICT DO NOTHING RETURNING 1`,
      [programId, emailHash, this.clock.now()])) as unknown[];
    if (mine.length === 0) return false;
    await handOver();
    await tx.query(`DELETE FROM suppressions WHERE program_id = $1 AND email_hash = $2`, [programId, emailHash]);
    return true;
  }
}

/**
 * Who wants no mail wants none at another address either; what a mail server has said of the old one stays with it. Whoever comes back to an
 * address brings along what they wish now: what they wished when they left it went with them. Where an old address takes its account
 * back, both hold: its own word, which nobody else can have taken back, and any other for peace.
 */
export async function carryWish(tx: Tx, { programId, from, to, leftAt }: AddressMove): Promise<void> {
  if (leftAt) await tx.query('DELETE FROM suppressions WHERE program_id = $1 AND email_hash = $2 AND source = ANY($3) AND at <= $4', [programId, to.hash, BY_WISH, leftAt]);
  await tx.query(
    `INSERT INTO suppressions (program_id, email_hash, source, at)
     SELECT program_id, $3, source, at FROM suppressions WHERE program_id = $1 AND email_hash = $2 AND source = ANY($4) ON CONFLICT DO NOTHING`,
    [programId, from, to.hash, BY_WISH]);
}

/** Hashes in one order, so that two unsubscribes cannot wait for each other. */
async function addressesOf(tx: Tx, programId: string, subjectId: string): Promise<Buffer[]> {
  const rows = (await tx.query(
    `SELECT email_hash FROM identities WHERE program_id = $1 AND member_id = $2
     UNION SELECT email_hash FROM submissions WHERE program_id = $1 AND id = $2 ORDER BY email_hash`, [programId, subjectId])) as { email_hash: Buffer }[];
  return rows.map((row) => row.email_hash);
}
