import { randomBytes } from 'node:crypto';
import { DataSource } from 'typeorm';
import { tenFriends, type Rulebook, type Signals, type Touch } from '@fanfare/domain';
import { createTestDatabase, type TestDatabase } from '@fanfare/testing';
import { BookOpener } from '../ledger/book-opener.js';
import { Merging } from '../ledger/merge/merging.js';
import { BookVisitor, type ConfirmedInput, EffectWriters, Ledger, Verifier } from '../ledger/index.js';
import { migrate } from '../platform/database/migrate.js';
import { Transactions } from '../platform/database/transactions.js';
import { newId } from '../platform/ids.js';
import { Rulebooks } from '../programs/index.js';

/** The ledger on a real database, without HTTP: one program, members on demand. */
export class TestBooks {
  readonly programId = newId();
  readonly effects = new EffectWriters();
  readonly rulebooks = new Rulebooks();
  private readonly opener = new BookOpener(this.rulebooks);
  readonly ledger = new Ledger(this.rulebooks, this.effects, this.opener);
  readonly merging = new Merging(this.rulebooks, this.opener, this.ledger, this.effects);
  readonly transactions: Transactions;
  readonly visitor: BookVisitor;
  readonly verifier: Verifier;

  private constructor(
    readonly source: DataSource,
    readonly database: TestDatabase,
  ) {
    this.transactions = new Transactions(source);
    this.visitor = new BookVisitor(this.transactions, this.rulebooks, this.ledger);
    this.verifier = new Verifier(this.transactions, this.rulebooks, this.effects);
  }

  static async start(rules: Partial<Rulebook> = {}, at = new Date('2026-03-01T09:00:00Z')): Promise<TestBooks> {
    const database = await createTestDatabase(migrate);
    const source = await new DataSource({ type: 'postgres', url: database.appUrl, poolSize: 10 }).initialize();
    return new TestBooks(source, database).found('test', rules, at);
  }

  /** Another program on the same database, with nothing in it; whoever closes one closes all. */
  another(rules: Partial<Rulebook>, at: Date): Promise<TestBooks> {
    return new TestBooks(this.source, this.database).found(`test-${randomBytes(6).toString('hex')}`, rules, at);
  }

  private async found(slug: string, rules: Partial<Rulebook>, at: Date): Promise<this> {
    await this.rows(
      `INSERT INTO programs (id, slug, name, status, default_locale, locales, time_zone, brand_color, sender_name, postal_address, landing, allowed_hosts, created_at)
       VALUES ($1, $2, 'Test', 'active', 'en', '{en}', 'Europe/Berlin', '#1f6f50', 'Test', 'Street 1', '{}', '{}', $3)`,
      [this.programId, slug, at]);
    await this.publish(rules, at);
    return this;
  }

  /** Publishes the template with `rules` over it as the next version. */
  async publish(rules: Partial<Rulebook>, effectiveAt: Date, mode: 'from_now' | 'recount' = 'from_now', keepTiers = true): Promise<Rulebook> {
    return this.transactions.inProgram(this.programId, async (tx) => {
      const [{ next }] = (await tx.query('SELECT coalesce(max(version), 0) + 1 AS next FROM rulebooks WHERE program_id = $1', [this.programId])) as [{ next: number }];
      const { version: _, ...body } = { ...tenFriends(TEN_FRIENDS_IDS), ...rules };
      await tx.query(
        `INSERT INTO rulebooks (program_id, version, body, mode, keep_tiers, effective_at, published_at) VALUES ($1, $2, $3, $4, $5, $6, $6)`,
        [this.programId, next, JSON.stringify(body), mode, keepTiers, effectiveAt]);
      return { ...body, version: next };
    });
  }

  /** New members with open books. */
  async members(count: number, at = new Date('2026-03-01T09:00:00Z')): Promise<string[]> {
    const ids = Array.from({ length: count }, () => newId());
    await this.transactions.inProgram(this.programId, async (tx) => {
      await tx.query('INSERT INTO members (program_id, id, account_id, joined_at) SELECT $1, id, gen_random_uuid(), $3 FROM unnest($2::uuid[]) AS m (id)', [this.programId, ids, at]);
      await this.ledger.openBooks(tx, this.programId, ids, at);
    });
    return ids;
  }

  async cohorts(...keys: string[]): Promise<void> {
    await this.rows(`INSERT INTO cohorts (program_id, key, name, open_for_signup, created_at, updated_at) SELECT $1, key, jsonb_build_object('en', key), false, now(), now() FROM unnest($2::text[]) AS k (key) RETURNING key`, [this.programId, keys]);
  }

  /** A confirmed friend of `referrer` (null: came alone); a new identity unless one is given. */
  friendOf(referrer: string | null, over: { refereeId?: string; identityHash?: Buffer; signals?: Signals; at?: Date; referralId?: string; via?: Touch['via'] } = {}): ConfirmedInput {
    const referralId = over.referralId ?? newId();
    const at = over.at ?? new Date('2026-03-02T10:00:00Z');
    return {
      kind: 'confirmed',
      key: `confirm:${referralId}`,
      referralId,
      refereeId: over.refereeId ?? newId(),
      identityHash: over.identityHash ?? randomBytes(32),
      touches: referrer ? [{ memberId: referrer, linkId: newId(), via: over.via ?? 'click', at: at.getTime() - 60_000 }] : [],
      signals: { localDay: '2026-03-02', domain: null, disposable: false, ...over.signals },
    };
  }

  async apply(inputs: Parameters<Ledger['apply']>[2], at = new Date('2026-03-02T10:00:00Z')): ReturnType<Ledger['apply']> {
    return this.transactions.inProgram(this.programId, (tx) => this.ledger.apply(tx, this.programId, inputs, at));
  }

  /** Makes two members one, or parts them again. */
  async pair(kind: 'merged' | 'unmerged', memberId: string, otherId: string, at = new Date('2026-03-02T12:00:00Z'), id = newId()): ReturnType<Merging['act']> {
    return this.transactions.inProgram(this.programId, (tx) => this.merging.act(tx, this.programId, { id, kind, memberId, otherId, by: newId() }, at));
  }

  /** Reads rows of this program. */
  async rows<R = Record<string, unknown>>(sql: string, params: unknown[] = []): Promise<R[]> {
    return this.transactions.inProgram(this.programId, (tx) => tx.query(sql, params) as Promise<R[]>);
  }

  async close(): Promise<void> {
    await this.source.destroy();
    await this.database.drop();
  }
}

/** Fixed ids, so that a test can name a tier or a milestone. */
export const TEN_FRIENDS_IDS = {
  tiers: { ambassador: newId(), gold: newId(), platinum: newId() },
  milestones: { stickers: newId(), discountCode: newId(), welcomeBox: newId(), listeningSession: newId() },
  rewards: { stickers: newId(), discountCode: newId(), welcomeBox: newId(), listeningSession: newId() },
};
