import { Injectable } from '@nestjs/common';
import type { Id } from '@fanfare/domain';
import { z } from 'zod';
import { Transactions, type Tx } from '../../platform/database/transactions.js';
import { GENESIS } from '../chain.js';
import { checkpointHash, type Leaf, MerkleTree } from './merkle.js';
import type { CheckpointView } from './checkpoint-head.js';
import { Checkpoints } from './checkpoints.service.js';

const hash = z.string().regex(/^[0-9a-f]{64}$/);
const CheckpointFile = z.object({
  format: z.literal('fanfare.checkpoint.v1'), program: z.object({ id: z.uuid(), slug: z.string() }), day: z.iso.date(), books: z.int().min(0),
  root: hash, prevHash: hash, hash, leaves: z.array(z.tuple([z.uuid(), z.int().min(0).max(2 ** 32 - 1), hash])).optional(),
});
type CheckpointFile = z.infer<typeof CheckpointFile>;

const PAGE = 1000;

export interface Checked {
  readonly day: string;
  readonly slug: string;
  readonly books: number;
  /** Those that were held against where they ended then: none where the file does not say it and nobody knows it any more. */
  readonly compared: number;
  readonly problems: readonly string[];
}

/**
 * Holds today's books against a checkpoint that somebody kept: they must go on from where it says they were. The small files of
 * `DATA_DIR/checkpoints` hold no chains' ends: their root vouches for those that are stored, for as long as they are.
 */
@Injectable()
export class CheckpointCheck {
  constructor(
    private readonly transactions: Transactions,
    private readonly checkpoints: Checkpoints,
  ) {}

  /** @returns what is wrong, in words; no problem: every book of that day is there and only grew. Null: this is no checkpoint's file */
  async check(content: string): Promise<Checked | null> {
    const file = read(content);
    if (!file) return null;
    const programId = file.program.id;
    const problems = [...hashed(file), ...(await this.transactions.readProgram(programId, (tx) => this.stored(tx, file)))];
    const tree = new MerkleTree();
    let compared = 0;
    for await (const leaves of this.pages(file)) {
      for (const leaf of leaves) tree.add(leaf);
      compared += leaves.length;
      problems.push(...(await this.transactions.readProgram(programId, (tx) => brokenChains(tx, programId, leaves))));
    }
    const isWhole = tree.root().toString('hex') === file.root && compared === file.books;
    if (!isWhole && (file.leaves || compared > 0)) problems.unshift(file.leaves ? 'the file contradicts itself: its leaves do not make its root' : `the ends of the chains that are stored for ${file.day} do not make the root of the file`);
    return { day: file.day, slug: file.program.slug, books: file.books, compared, problems };
  }

  private async *pages({ program, day, leaves }: CheckpointFile): AsyncGenerator<Leaf[]> {
    if (!leaves) return yield* this.checkpoints.leaves(program.id, day);
    for (let from = 0; from < leaves.length; from += PAGE) yield leaves.slice(from, from + PAGE).map(([memberId, entries, head]) => ({ memberId, entries, head: Buffer.from(head, 'hex') }));
  }

  /** The stored checkpoints, from that day to the newest, contain each other. */
  private async stored(tx: Tx, file: CheckpointFile): Promise<string[]> {
    const chain = await this.checkpoints.since(tx, file.program.id, file.day);
    const first = chain[0];
    if (first?.day !== file.day) return [`the checkpoint of ${file.day} is no longer stored`];
    const altered = first.hash.toString('hex') === file.hash ? [] : [`the checkpoint of ${file.day} is stored with another hash`];
    return [...altered, ...chain.flatMap((checkpoint, n) => broken(file.program.id, checkpoint, chain[n - 1]))];
  }
}

function broken(programId: Id, { day, books, root, prevHash, hash }: CheckpointView, before: CheckpointView | undefined): string[] {
  const follows = !before || prevHash.equals(before.hash);
  return follows && hash.equals(checkpointHash(prevHash, { programId, day, books }, root)) ? [] : [`the checkpoint of ${day} does not follow from the one before`];
}

function hashed({ program, day, books, root, prevHash, hash }: CheckpointFile): string[] {
  const is = checkpointHash(Buffer.from(prevHash, 'hex'), { programId: program.id, day, books }, Buffer.from(root, 'hex')).toString('hex');
  return is === hash ? [] : ['the file contradicts itself: its hash is another one'];
}

function read(content: string): CheckpointFile | null {
  try {
    return CheckpointFile.parse(JSON.parse(content));
  } catch {
    return null;
  }
}

async function brokenChains(tx: Tx, programId: Id, leaves: readonly Leaf[]): Promise<string[]> {
  const rows = (await tx.query(
    `SELECT l.member_id AS "memberId", l.entries, s.member_id IS NOT NULL AS known, encode(e.hash, 'hex') AS hash
     FROM unnest($2::uuid[], $3::bigint[]) AS l (member_id, entries)
     LEFT JOIN standings s ON s.program_id = $1 AND s.member_id = l.member_id
     LEFT JOIN ledger_entries e ON e.program_id = $1 AND e.member_id = l.member_id AND e.seq = l.entries`,
    [programId, leaves.map((leaf) => leaf.memberId), leaves.map((leaf) => leaf.entries)])) as { memberId: Id; entries: string; known: boolean; hash: string | null }[];
  const expected = new Map(leaves.map(({ memberId, head }) => [memberId, head.toString('hex')]));
  return rows.flatMap(({ memberId, entries, known, hash }) => {
    if (!known) return [`member ${memberId}: the book is gone`];
    const is = Number(entries) === 0 ? GENESIS.toString('hex') : hash;
    if (is === null) return [`member ${memberId}: the book was cut short before entry ${entries}`];
    return is === expected.get(memberId) ? [] : [`member ${memberId}: entry ${entries} is another one`];
  });
}
