import { Injectable } from '@nestjs/common';
import { DomainError } from '@fanfare/contracts';
import { audit } from '../../platform/audit.js';
import { Clock } from '../../platform/clock.js';
import { Transactions, type Tx } from '../../platform/database/transactions.js';
import { newId } from '../../platform/ids.js';
import { nextCursor, readCursor } from '../../platform/paging.js';
import { Rulebooks } from '../../programs/index.js';
import { guessMapping } from './guess-mapping.js';
import { ImportQueue } from './import-queue.js';
import type { ImportKind, ImportStatus } from './import-terms.js';
import { type ImportRow, insertRows, readImport, SAMPLES, totalsOf } from './import-rows.js';
import type { ImportCheckRequest, ImportResponse, ImportRowsQuery, ImportRowsResponse, ImportsResponse } from './imports.dto.js';
import { readTable } from './read-table.js';

interface Upload {
  readonly kind: ImportKind;
  readonly fileName: string;
  readonly bytes: Buffer;
}

/**
 * People who come from elsewhere: a file is kept, its columns are named, every line is checked, and only then is anybody
 * brought in. Nobody is mailed.
 */
@Injectable()
export class Imports {
  constructor(
    private readonly transactions: Transactions,
    private readonly rulebooks: Rulebooks,
    private readonly queue: ImportQueue,
    private readonly clock: Clock,
  ) {}

  /** Newest first. */
  async list(programId: string, query: { cursor?: string | undefined; limit: number }): Promise<ImportsResponse> {
    const after = readCursor(query.cursor);
    return this.transactions.readProgram(programId, async (tx) => {
      const rows = (await tx.query(
        `SELECT id, created_at AS at FROM people_imports WHERE program_id = $1 AND ($2::timestamptz IS NULL OR (created_at, id) < ($2, $3::uuid)) ORDER BY created_at DESC, id DESC LIMIT $4`,
        [programId, after?.at ?? null, after?.id ?? null, query.limit + 1])) as { id: string; at: Date }[];
      const items: ImportResponse[] = [];
      for (const { id } of rows.slice(0, query.limit)) items.push(await this.view(tx, programId, id));
      return { items, nextCursor: nextCursor(rows, query.limit, (row) => row) };
    });
  }

  /** @throws DomainError `import.not_found` */
  async show(programId: string, id: string): Promise<ImportResponse> {
    return this.transactions.readProgram(programId, (tx) => this.view(tx, programId, id));
  }

  /** Keeps the file's lines, and guesses its columns. @throws DomainError `import.unreadable` */
  async create(programId: string, actorId: string, { kind, fileName, bytes }: Upload): Promise<ImportResponse> {
    const table = readTable(bytes);
    const at = this.clock.now();
    const id = newId(at);
    return this.transactions.inProgram(programId, async (tx) => {
      await tx.query(
        `INSERT INTO people_imports (program_id, id, kind, file_name, status, columns, mapping, row_count, done_line, last_line, created_by, created_at, updated_at)
         VALUES ($1, $2, $3, $4, 'draft', $5, $6, $7, 0, $8, $9, $10, $10)`,
        [programId, id, kind, fileName, table.columns, JSON.stringify(guessMapping(table)), table.rows.length, table.rows.at(-1)!.line, actorId, at]);
      await insertRows(tx, programId, id, table.rows);
      await audit(tx, programId, { actorId, action: 'import.uploaded', subjectId: id, detail: { kind, rows: table.rows.length } }, at);
      return this.view(tx, programId, id);
    });
  }

  /** Says which column is what, and has every line checked. @throws DomainError `import.not_found`, `import.wrong_state`, `request.invalid` for a column that is not there */
  async check(programId: string, id: string, { mapping, ...options }: ImportCheckRequest): Promise<ImportResponse> {
    const result = await this.move(programId, id, ['draft', 'checked'], 'checking', async (tx, known) => {
      const beyond = Object.entries(mapping).find(([, column]) => column >= known.columns.length);
      if (beyond) throw new DomainError('request.invalid', {}, [{ field: `mapping.${beyond[0]}`, code: 'invalid', message: 'there is no such column' }]);
      await tx.query('UPDATE people_imports SET mapping = $3, options = $4 WHERE program_id = $1 AND id = $2', [programId, id, JSON.stringify(mapping), JSON.stringify(options)]);
      await tx.query(
        `UPDATE people_import_rows SET outcome = NULL, problem = NULL, field = NULL, warnings = '{}', found = NULL, email_hash = NULL, tier_id = NULL WHERE program_id = $1 AND import_id = $2`, [programId, id]);
    });
    await this.queue.go(programId, id);
    return result;
  }

  /** Brings in whoever the check found new. @throws DomainError `import.not_found`, `import.wrong_state` */
  async start(programId: string, actorId: string, id: string): Promise<ImportResponse> {
    const result = await this.move(programId, id, ['checked'], 'running', async (tx, known) => {
      await audit(tx, programId, { actorId, action: 'import.started', subjectId: id, detail: { kind: known.kind, rows: known.rowCount } }, this.clock.now());
    });
    await this.queue.go(programId, id);
    return result;
  }

  /** Whoever is in already stays in. What the file says of the others is forgotten. @throws as `start` */
  async cancel(programId: string, actorId: string, id: string): Promise<ImportResponse> {
    return this.move(programId, id, ['draft', 'checking', 'checked', 'running'], 'cancelled', async (tx) => {
      const totals = await totalsOf(tx, programId, id);
      await tx.query('UPDATE people_import_rows SET cells = NULL, found = NULL WHERE program_id = $1 AND import_id = $2 AND (cells IS NOT NULL OR found IS NOT NULL)', [programId, id]);
      await tx.query('UPDATE people_imports SET totals = $3 WHERE program_id = $1 AND id = $2', [programId, id, JSON.stringify(totals)]);
      await audit(tx, programId, { actorId, action: 'import.cancelled', subjectId: id, detail: {} }, this.clock.now());
    });
  }

  /** In the order of the file. @throws DomainError `import.not_found` */
  async rows(programId: string, id: string, { outcome, after, limit }: ImportRowsQuery): Promise<ImportRowsResponse> {
    return this.transactions.readProgram(programId, async (tx) => {
      const known = await readImport(tx, programId, id);
      const rows = (await tx.query(
        `SELECT line, outcome, problem, field, warnings, found->>'email' AS email, found->>'name' AS name, (found->>'count')::int AS count, tier_id AS "tierId", cells FROM people_import_rows
         WHERE program_id = $1 AND import_id = $2 AND line > $3 AND ($4::text IS NULL OR outcome = $4) ORDER BY line LIMIT $5`, [programId, id, after, outcome ?? null, limit + 1])) as ImportRow[];
      const items = rows.slice(0, limit).map(({ cells, field, ...row }) => ({
        ...row, column: field === null ? null : (known.columns[known.mapping[field] ?? -1] ?? null), email: row.email ?? cells?.[known.mapping.email ?? -1] ?? null,
      }));
      return { items, nextCursor: rows.length > limit ? String(items.at(-1)!.line) : null };
    });
  }

  private async move(programId: string, id: string, from: readonly ImportStatus[], to: ImportStatus, work: (tx: Tx, known: Awaited<ReturnType<typeof readImport>>) => Promise<void>): Promise<ImportResponse> {
    return this.transactions.inProgram(programId, async (tx) => {
      const known = await readImport(tx, programId, id, 'FOR UPDATE');
      if (!from.includes(known.status)) throw new DomainError('import.wrong_state', { state: known.status });
      await work(tx, known);
      await tx.query('UPDATE people_imports SET status = $3, done_line = 0, updated_at = $4 WHERE program_id = $1 AND id = $2', [programId, id, to, this.clock.now()]);
      return this.view(tx, programId, id);
    });
  }

  private async view(tx: Tx, programId: string, id: string): Promise<ImportResponse> {
    const known = await readImport(tx, programId, id);
    const samples = (await tx.query('SELECT cells FROM people_import_rows WHERE program_id = $1 AND import_id = $2 AND cells IS NOT NULL ORDER BY line LIMIT $3', [programId, id, SAMPLES])) as { cells: string[] }[];
    const { tiers } = await this.rulebooks.inForce(tx, programId, this.clock.now());
    const totals = known.totals ?? (await totalsOf(tx, programId, id));
    return {
      id, kind: known.kind, fileName: known.fileName, status: known.status, mapping: known.mapping, rows: known.rowCount,
      columns: known.columns.map((name, n) => ({ name, samples: samples.map(({ cells }) => cells[n] ?? '').filter(Boolean) })),
      dateOrder: known.options?.dateOrder ?? null, consentSource: known.options?.consentSource ?? null,
      progress: known.status === 'done' || known.status === 'checked' ? 1 : Math.min(1, known.doneLine / known.lastLine),
      totals: { ...totals, tiers: tiers.flatMap((tier) => (totals.tiers[tier.id] ? [{ id: tier.id, name: tier.name ?? '', count: totals.tiers[tier.id]! }] : [])) },
      createdAt: known.createdAt.toISOString(), updatedAt: known.updatedAt.toISOString(),
    };
  }
}
