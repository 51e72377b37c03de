import { Injectable } from '@nestjs/common';
import type { Rulebook } from '@fanfare/domain';
import { LRUCache } from 'lru-cache';
import type { Tx } from '../platform/database/transactions.js';

/** A rulebook and how books move to it. */
export interface PublishedRulebook {
  readonly rulebook: Rulebook;
  readonly mode: 'from_now' | 'recount';
  readonly keepTiers: boolean;
  readonly effectiveAt: Date;
}

interface VersionRow {
  readonly version: number;
  readonly body: Omit<Rulebook, 'version'>;
  readonly mode: 'from_now' | 'recount';
  readonly keep_tiers: boolean;
  readonly effective_at: Date;
}

/** Reads rulebooks; a published one never changes, so each is loaded once per process. */
@Injectable()
export class Rulebooks {
  private readonly cache = new LRUCache<string, PublishedRulebook>({ max: 500 });

  /** The highest published version whose time has come. @throws Error for a program without rules, which creation rules out */
  async inForce(tx: Tx, programId: string, at: Date): Promise<Rulebook> {
    const [row] = (await tx.query('SELECT max(version) AS version FROM rulebooks WHERE program_id = $1 AND effective_at <= $2', [programId, at])) as [{ version: number | null }];
    if (row.version === null) throw new Error(`program ${programId} has no rulebook in force`);
    return this.byVersion(tx, programId, row.version);
  }

  async byVersion(tx: Tx, programId: string, version: number): Promise<Rulebook> {
    return (await this.published(tx, programId, version)).rulebook;
  }

  /** The version with its mode of publication. */
  async published(tx: Tx, programId: string, version: number): Promise<PublishedRulebook> {
    const key = `${programId}:${version}`;
    const known = this.cache.get(key);
    if (known) return known;
    const [row] = (await tx.query('SELECT version, body, mode, keep_tiers, effective_at FROM rulebooks WHERE program_id = $1 AND version = $2', [programId, version])) as VersionRow[];
    if (!row) throw new Error(`program ${programId} has no rulebook ${version}`);
    const published = { rulebook: { ...row.body, version: row.version }, mode: row.mode, keepTiers: row.keep_tiers, effectiveAt: row.effective_at };
    this.cache.set(key, published);
    return published;
  }
}
