import { Inject, Injectable } from '@nestjs/common';
import { API_SCOPES, type ApiScope, DomainError, type KeyKind, PUBLISHABLE_SCOPES } from '@fanfare/contracts';
import { audit } from '../../platform/audit.js';
import { keyHint, newKey } from '../../platform/auth/api-key.js';
import { Clock } from '../../platform/clock.js';
import { CONFIG, type Config } from '../../platform/config/config.js';
import { Transactions, type Tx } from '../../platform/database/transactions.js';
import { newId } from '../../platform/ids.js';

/** A key without what opens anything. */
export interface ApiKeyView {
  readonly id: string;
  readonly kind: KeyKind;
  readonly name: string;
  readonly scopes: readonly ApiScope[];
  readonly hint: string;
  readonly createdAt: Date;
  readonly expiresAt: Date | null;
  readonly revokedAt: Date | null;
  readonly usedAt: Date | null;
}
interface KeyWish {
  readonly kind: KeyKind;
  readonly name: string;
  readonly scopes?: readonly ApiScope[] | undefined;
  readonly expiresAt: Date | null;
}
interface MadeKey {
  /** For the only time. */
  readonly text: string;
  readonly view: ApiKeyView;
}

const COLUMNS = `id, kind, name, scopes, created_at AS "createdAt", expires_at AS "expiresAt", revoked_at AS "revokedAt", used_at AS "usedAt"`;
const KEPT_DAYS = 90; // that a key was revoked is worth knowing for a while
const HOUR_MS = 3_600_000;

/** Keys of the brand's own systems: made, replaced, taken back. The directory's transaction carries the audit row too. */
@Injectable()
export class ApiKeys {
  private readonly environment: 'live' | 'demo';

  constructor(
    private readonly transactions: Transactions,
    private readonly clock: Clock,
    @Inject(CONFIG) config: Config,
  ) {
    this.environment = config.demo ? 'demo' : 'live';
  }

  /** Newest first; those that ended long ago are left out. */
  async list(programId: string): Promise<ApiKeyView[]> {
    const since = new Date(this.clock.now().getTime() - KEPT_DAYS * 24 * HOUR_MS);
    const rows = await this.transactions.inDirectory((tx): Promise<Omit<ApiKeyView, 'hint'>[]> => tx.query(
      `SELECT ${COLUMNS} FROM api_keys WHERE program_id = $1 AND coalesce(least(revoked_at, expires_at), $2) >= $2 ORDER BY created_at DESC, id DESC`, [programId, since]));
    return rows.map((row) => this.withHint(row));
  }

  async create(programId: string, actorId: string | null, wish: KeyWish): Promise<MadeKey> {
    return this.transactions.inProgram(programId, (tx) => this.make(tx, programId, actorId, wish, 'api_key.created'));
  }

  /**
   * Makes a key like this one, for as long a time as this one was made for; the old one works on for the overlap, so that a system can change over without a gap.
   * @throws DomainError `api_key.not_found` also for one that works no longer
   */
  async rotate(programId: string, actorId: string, id: string, overlapHours: number): Promise<MadeKey> {
    const now = this.clock.now();
    return this.transactions.inProgram(programId, async (tx) => {
      const [rows] = (await tx.query(
        `UPDATE api_keys k SET expires_at = least(k.expires_at, $4::timestamptz)
         FROM (SELECT id, $3::timestamptz + (expires_at - created_at) AS "expiresAt" FROM api_keys WHERE program_id = $1 AND id = $2 FOR UPDATE) AS before
         WHERE k.program_id = $1 AND k.id = before.id AND k.revoked_at IS NULL AND (k.expires_at IS NULL OR k.expires_at > $3) RETURNING k.kind, k.name, k.scopes, before."expiresAt"`,
        [programId, id, now, new Date(now.getTime() + overlapHours * HOUR_MS)])) as [Pick<ApiKeyView, 'kind' | 'name' | 'scopes' | 'expiresAt'>[], number];
      if (!rows[0]) throw new DomainError('api_key.not_found');
      return this.make(tx, programId, actorId, rows[0], 'api_key.rotated', id);
    });
  }

  /** From the next request on it opens nothing. @throws DomainError `api_key.not_found` */
  async revoke(programId: string, actorId: string, id: string): Promise<void> {
    const now = this.clock.now();
    await this.transactions.inProgram(programId, async (tx) => {
      const [, count] = (await tx.query('UPDATE api_keys SET revoked_at = $3 WHERE program_id = $1 AND id = $2 AND revoked_at IS NULL', [programId, id, now])) as [unknown, number];
      if (count === 0) throw new DomainError('api_key.not_found');
      await audit(tx, programId, { actorId, action: 'api_key.revoked', subjectId: id, detail: {} }, now);
    });
  }

  private async make(tx: Tx, programId: string, actorId: string | null, wish: KeyWish, action: string, replaces?: string): Promise<MadeKey> {
    const createdAt = this.clock.now();
    const { id, text, hash } = newKey(wish.kind, this.environment, newId(createdAt));
    const scopes = wish.kind === 'publishable' ? PUBLISHABLE_SCOPES : (wish.scopes ?? API_SCOPES);
    await tx.query(
      `INSERT INTO api_keys (id, program_id, kind, name, scopes, hash, created_by, created_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
      [id, programId, wish.kind, wish.name, scopes, hash, actorId, createdAt, wish.expiresAt]);
    await audit(tx, programId, { actorId, action, subjectId: id, detail: { kind: wish.kind, name: wish.name, scopes, ...(replaces && { replaces }) } }, createdAt);
    return { text, view: this.withHint({ id, kind: wish.kind, name: wish.name, scopes, createdAt, expiresAt: wish.expiresAt, revokedAt: null, usedAt: null }) };
  }

  private withHint(row: Omit<ApiKeyView, 'hint'>): ApiKeyView {
    return { ...row, hint: keyHint(row.kind, this.environment, row.id) };
  }
}
