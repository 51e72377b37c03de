import { timingSafeEqual } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { ApiScope, KeyKind } from '@fanfare/contracts';
import { DataSource } from 'typeorm';
import { Clock } from '../clock.js';
import { sha256 } from '../keys.js';
import type { Machine } from './access.js';
import { idInKey } from './api-key.js';

interface KeyRow {
  readonly programId: string;
  readonly kind: KeyKind;
  readonly scopes: ApiScope[];
  readonly hash: Buffer;
  readonly usedAt: Date | null;
}

const USED_EVERY_MS = 60_000;

/** What the guard asks of the directory for a request with a key. */
@Injectable()
export class ApiKeyReader {
  constructor(
    @InjectDataSource() private readonly source: DataSource,
    private readonly clock: Clock,
  ) {}

  /** The key's program and rights, unless it is unknown, revoked or has expired. Found by its id, then compared in constant time. */
  async find(text: string): Promise<Machine | null> {
    const id = idInKey(text);
    if (!id) return null;
    const now = this.clock.now();
    const [row] = (await this.source.query(
      `SELECT program_id AS "programId", kind, scopes, hash, used_at AS "usedAt" FROM api_keys
       WHERE id = $1 AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > $2)`, [id, now])) as KeyRow[];
    if (!row || !timingSafeEqual(row.hash, sha256(text))) return null;
    await this.noteUse(id, row.usedAt, now);
    return { keyId: id, programId: row.programId, kind: row.kind, scopes: row.scopes };
  }

  private async noteUse(id: string, usedAt: Date | null, now: Date): Promise<void> {
    const before = new Date(now.getTime() - USED_EVERY_MS);
    if (usedAt && usedAt > before) return;
    await this.source.query('UPDATE api_keys SET used_at = $2 WHERE id = $1 AND (used_at IS NULL OR used_at <= $3)', [id, now, before]);
  }
}
