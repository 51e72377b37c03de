import { Injectable } from '@nestjs/common';
import { DomainError } from '@fanfare/contracts';
import { Accounts } from '../../identity/index.js';
import { Clock } from '../../platform/clock.js';
import { Transactions, type Tx } from '../../platform/database/transactions.js';
import { newId } from '../../platform/ids.js';
import type { DraftRequest, DraftsResponse } from './rulebook-drafts.dto.js';

interface Row {
  readonly authorId: string;
  readonly basedOn: number;
  readonly revision: string;
  readonly updatedAt: Date;
  readonly rules: DraftsResponse['items'][number]['rules'];
}

/** Rules on their way to the next version: one draft for each of the team. Only their shape is checked; they may still contradict themselves. */
@Injectable()
export class RulebookDrafts {
  constructor(
    private readonly transactions: Transactions,
    private readonly accounts: Accounts,
    private readonly clock: Clock,
  ) {}

  /** Everybody's, the latest first. */
  async list(programId: string, readerId: string): Promise<DraftsResponse> {
    const rows = await this.transactions.readProgram(programId, (tx): Promise<Row[]> => tx.query(
      `SELECT author_id AS "authorId", based_on AS "basedOn", revision, updated_at AS "updatedAt", rules FROM rulebook_drafts
       WHERE program_id = $1 ORDER BY updated_at DESC, author_id`, [programId]));
    const names = await this.accounts.namesOf(rows.map((row) => row.authorId));
    return {
      items: rows.map(({ authorId, updatedAt, ...row }) => ({ ...row, updatedAt: updatedAt.toISOString(), isMine: authorId === readerId, author: { id: authorId, name: names.get(authorId) ?? null } })),
    };
  }

  /**
   * Writes the author's draft over the one that they saw. Of two tabs the second is refused: it has not seen what the first wrote.
   * @returns its revision
   * @throws DomainError `rulebook.draft_changed`; `request.invalid` for a version that there is not
   */
  async save(programId: string, authorId: string, { basedOn, revision, rules }: DraftRequest): Promise<string> {
    const next = newId();
    return this.transactions.inProgram(programId, async (tx) => {
      await assertPublished(tx, programId, basedOn);
      const values = [programId, authorId, basedOn, next, JSON.stringify(rules), this.clock.now()];
      const written = revision === null ? await insert(tx, values) : await update(tx, values, revision);
      if (!written) throw new DomainError('rulebook.draft_changed');
      return next;
    });
  }

  /** Throws the author's draft away, as whoever saw it last left it. Doing it again changes nothing. */
  async discard(programId: string, authorId: string): Promise<void> {
    await this.transactions.inProgram(programId, (tx) => tx.query('DELETE FROM rulebook_drafts WHERE program_id = $1 AND author_id = $2', [programId, authorId]));
  }
}

/** Versions are only ever added, so what was read holds. */
async function assertPublished(tx: Tx, programId: string, version: number): Promise<void> {
  const found = (await tx.query('SELECT 1 FROM rulebooks WHERE program_id = $1 AND version = $2', [programId, version])) as unknown[];
  if (found.length === 0) throw new DomainError('request.invalid', {}, [{ field: 'basedOn', code: 'unknown', message: 'is no version of these rules' }]);
}

/** A draft of an older version gives way: rules have been published since, and it was not gone on with. */
async function insert(tx: Tx, values: readonly unknown[]): Promise<boolean> {
  const rows = (await tx.query(
    `INSERT INTO rulebook_drafts AS d (program_id, author_id, based_on, revision, rules, updated_at) VALUES ($1, $2, $3, $4, $5, $6)
     ON CONFLICT (program_id, author_id) DO UPDATE SET based_on = EXCLUDED.based_on, revision = EXCLUDED.revision, rules = EXCLUDED.rules, updated_at = EXCLUDED.updated_at
       WHERE d.based_on < EXCLUDED.based_on
     RETURNING 1`, [...values])) as unknown[];
  return rows.length > 0;
}

async function update(tx: Tx, values: readonly unknown[], seen: string): Promise<boolean> {
  const [, written] = (await tx.query(
    'UPDATE rulebook_drafts SET based_on = $3, revision = $4, rules = $5, updated_at = $6 WHERE program_id = $1 AND author_id = $2 AND revision = $7', [...values, seen])) as [unknown, number];
  return written > 0;
}
