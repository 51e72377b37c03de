import { Readable } from 'node:stream';
import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { DomainError } from '@fanfare/contracts';
import type { Id } from '@fanfare/domain';
import { Transactions, type Tx } from '../../platform/database/transactions.js';
import { DAY_MS, Maintenance } from '../../platform/jobs/maintenance.js';
import { Programs } from '../../programs/index.js';
import type { Discrepancy } from '../effects.js';
import { GENESIS } from '../chain.js';
import { CheckpointFiles } from './checkpoint-files.js';
import { type CheckpointView, headOf } from './checkpoint-head.js';
import { checkpointHash, type Leaf, LEAF_BYTES, MerkleTree, packLeaf, unpackLeaf } from './merkle.js';

const PAGE = 10_000;
const LEAVES_KEPT_DAYS = 35;
const VIEW = `to_char(day, 'YYYY-MM-DD') AS day, at, books, root, prev_hash AS "prevHash", hash`;
const FIRST = '00000000-0000-0000-0000-000000000000';

/** One that is of no member's book alone. */
export type ProgramMismatch = Omit<Discrepancy, 'memberId'> & { readonly memberId: null };

/**
 * Once a day, where every chain of a program ends, in one hash that contains the day before. Whoever keeps the file can show later that
 * no book was cut short, replaced or left out since; we keep one outside the database ourselves.
 */
@Injectable()
export class Checkpoints implements OnModuleInit {
  private readonly logger = new Logger('Checkpoints');

  constructor(
    private readonly transactions: Transactions,
    private readonly maintenance: Maintenance,
    private readonly programs: Programs,
    private readonly files: CheckpointFiles,
  ) {}

  onModuleInit(): void {
    this.maintenance.register({ name: 'ledger_checkpoints', everyMs: DAY_MS, run: (at) => this.makeAll(at) });
  }

  /** Makes the checkpoint of that instant's day (UTC), unless there is one. */
  async make(programId: Id, at: Date): Promise<void> {
    const day = at.toISOString().slice(0, 10);
    await this.transactions.inProgram(programId, async (tx) => {
      if ((await readCheckpoints(tx, programId, 'day = $2', [day])).length > 0) return;
      const tree = new MerkleTree();
      const parts: Buffer[] = [];
      let books = 0;
      for await (const page of chainEnds(tx, programId)) {
        for (const leaf of page) tree.add(leaf);
        parts.push(Buffer.concat(page.map(packLeaf)));
        books += page.length;
      }
      const [last] = await readCheckpoints(tx, programId, 'day < $2 ORDER BY day DESC LIMIT 1', [day]);
      const previous = last?.hash ?? GENESIS;
      const [made] = (await tx.query(
        `INSERT INTO ledger_checkpoints (program_id, day, at, books, root, prev_hash, hash) VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING RETURNING day`,
        [programId, day, at, books, tree.root(), previous, checkpointHash(previous, { programId, day, books }, tree.root())])) as unknown[];
      if (made) await tx.query('INSERT INTO checkpoint_leaves (program_id, day, part, leaves) SELECT $1, $2, n, leaves FROM unnest($3::bytea[]) WITH ORDINALITY AS p (leaves, n)', [programId, day, parts]);
    });
  }

  /** Newest first, a year at most. */
  async list(programId: Id): Promise<(CheckpointView & { whole: boolean })[]> {
    return this.transactions.readProgram(programId, async (tx) => {
      const days = (await tx.query(`SELECT DISTINCT to_char(day, 'YYYY-MM-DD') AS day FROM checkpoint_leaves WHERE program_id = $1`, [programId])) as { day: string }[];
      const whole = new Set(days.map((row) => row.day));
      return (await readCheckpoints(tx, programId, 'true ORDER BY day DESC LIMIT 366', [])).map((view) => ({ ...view, whole: whole.has(view.day) || view.books === 0 }));
    });
  }

  /** From the day on, oldest first. */
  async since(tx: Tx, programId: Id, day: string): Promise<CheckpointView[]> {
    return readCheckpoints(tx, programId, 'day >= $2 ORDER BY day', [day]);
  }

  /** The checkpoint as a file of JSON, a part at a time. @throws DomainError `checkpoint.not_found` also when its leaves are gone */
  async file(programId: Id, day: string): Promise<Readable> {
    const { view, slug, known } = await this.transactions.readProgram(programId, async (tx) => {
      const [view] = await readCheckpoints(tx, programId, 'day = $2', [day]);
      const [program] = (await tx.query('SELECT slug FROM programs WHERE id = $1', [programId])) as [{ slug: string }];
      const known = ((await tx.query('SELECT 1 FROM checkpoint_leaves WHERE program_id = $1 AND day = $2 LIMIT 1', [programId, day])) as unknown[]).length > 0;
      return { view, slug: program.slug, known };
    });
    if (!view || (!known && view.books > 0)) throw new DomainError('checkpoint.not_found');
    return Readable.from(this.lines(programId, slug, view));
  }

  private async *lines(programId: Id, slug: string, view: CheckpointView): AsyncGenerator<string> {
    yield `${JSON.stringify(headOf(programId, slug, view)).slice(0, -1)},"leaves":[`;
    let between = '';
    for await (const leaves of this.leaves(programId, view.day)) {
      yield `${between}\n${leaves.map((leaf) => JSON.stringify([leaf.memberId, leaf.entries, leaf.head.toString('hex')])).join(',\n')}`;
      between = ',';
    }
    yield '\n]}\n';
  }

  /** Days whose file, outside the database, says another hash than the database; also where that has no such day any more. */
  async altered(programId: Id): Promise<ProgramMismatch[]> {
    const kept = await this.files.hashes(programId);
    const rows = await this.transactions.readProgram(programId, (tx) => readCheckpoints(tx, programId, 'day = ANY($2)', [kept.map(({ day }) => day)]));
    const stored = new Map(rows.map((row) => [row.day, row.hash.toString('hex')]));
    return kept.filter(({ day, hash }) => stored.get(day) !== hash).map(({ day, hash }) => ({ memberId: null, what: `checkpoint ${day}`, stored: stored.get(day) ?? '-', expected: hash || '-' }));
  }

  /** Where the chains ended on that day, a part at a time; nothing once that is forgotten. */
  async *leaves(programId: Id, day: string): AsyncGenerator<Leaf[]> {
    const parts = (await this.transactions.readProgram(programId, (tx) => tx.query('SELECT part FROM checkpoint_leaves WHERE program_id = $1 AND day = $2 ORDER BY part', [programId, day]))) as { part: number }[];
    for (const { part } of parts) yield await this.transactions.readProgram(programId, (tx) => readLeaves(tx, programId, day, part));
  }

  /** Those of the last weeks, each in its file. A disk that cannot be written to stops nothing else. */
  private async keep(programId: Id, since: string): Promise<void> {
    const { slug, views } = await this.transactions.readProgram(programId, async (tx) => {
      const [program] = (await tx.query('SELECT slug FROM programs WHERE id = $1', [programId])) as [{ slug: string }];
      return { slug: program.slug, views: await this.since(tx, programId, since) };
    });
    try {
      for (const view of views) await this.files.keep(programId, slug, view);
    } catch (error) {
      this.logger.warn({ err: error, programId }, 'Checkpoints could not be written to their files');
    }
  }

  private async makeAll(at: Date): Promise<void> {
    const before = new Date(at.getTime() - LEAVES_KEPT_DAYS * DAY_MS).toISOString().slice(0, 10);
    for (const programId of await this.programs.list()) {
      await this.make(programId, at);
      await this.keep(programId, before);
      await this.transactions.inProgram(programId, (tx) => tx.query('DELETE FROM checkpoint_leaves WHERE program_id = $1 AND day < $2', [programId, before]));
    }
  }
}

/** Each row of `standings` is one moment of its chain: pages need no common snapshot. */
async function* chainEnds(tx: Tx, programId: Id): AsyncGenerator<Leaf[]> {
  for (let after = FIRST; ;) {
    const rows = (await tx.query(
      `SELECT member_id AS "memberId", last_entry_seq AS entries, head_hash AS head FROM standings WHERE program_id = $1 AND member_id > $2 ORDER BY member_id LIMIT ${PAGE}`,
      [programId, after])) as Leaf[];
    const last = rows.at(-1);
    if (!last) return;
    yield rows;
    after = last.memberId;
  }
}

async function readCheckpoints(tx: Tx, programId: Id, where: string, params: readonly unknown[]): Promise<CheckpointView[]> {
  return (await tx.query(`SELECT ${VIEW} FROM ledger_checkpoints WHERE program_id = $1 AND ${where}`, [programId, ...params])) as CheckpointView[];
}

async function readLeaves(tx: Tx, programId: Id, day: string, part: number): Promise<Leaf[]> {
  const [row] = (await tx.query('SELECT leaves FROM checkpoint_leaves WHERE program_id = $1 AND day = $2 AND part = $3', [programId, day, part])) as { leaves: Buffer }[];
  const { leaves } = row ?? { leaves: Buffer.alloc(0) };
  return Array.from({ length: leaves.length / LEAF_BYTES }, (_, n) => unpackLeaf(leaves.subarray(n * LEAF_BYTES, (n + 1) * LEAF_BYTES)));
}
