import { Injectable } from '@nestjs/common';
import type { Id } from '@fanfare/domain';
import { z } from 'zod';
import { Transactions, type Tx } from '../../platform/database/transactions.js';
import { GENESIS } from '../chain.js';
import { checkpointHash, MerkleTree } from './merkle.js';
import type { CheckpointView } from './checkpoint-head.js';
import { Checkpoints } from './checkpoints.service.js';

const hash = z.string().regex(/^[0-9a-f]{64}$/);
const CheckpointFile = z.object({
  format: z.literal('fanfare.checkpoint.v1'), program: z.object({ id: z.uuid(), slug: z.string() }), day: z.iso.date(), books: z.int().min(0),
  root: hash, prevHash: hash, hash, leaves: z.array(z.tuple([z.uuid(), z.int().min(0).max(2 ** 32 - 1), hash])),
});
type CheckpointFile = z.infer<typeof CheckpointFile>;

const PAGE = 1000;

/** Holds today's books against a checkpoint that somebody kept: they must go on from where it says they were. */
@Injectable()
export class CheckpointCheck {
  constructor(
    private readonly transactions: Transactions,
    private readonly checkpoints: Checkpoints,
  ) {}

  /** @returns what is wrong, in words; empty: every book of that day is there and only grew. @throws ZodError for another file */
  async problems(content: unknown): Promise<{ day: string; slug: string; books: number; problems: string[] }> {
    const file = CheckpointFile.parse(content);
    const programId = file.program.id;
    const problems = [...inItself(file), ...(await this.transactions.readProgram(programId, (tx) => this.stored(tx, file)))];
    for (let from = 0; from < file.leaves.length; from += PAGE) {
      const leaves = file.leaves.slice(from, from + PAGE);
      problems.push(...(await this.transactions.readProgram(programId, (tx) => brokenChains(tx, programId, leaves))));
    }
    return { day: file.day, slug: file.program.slug, books: file.leaves.length, problems };
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

/** The file says the same in its leaves, its root and its hash. */
function inItself({ program, day, books, root, prevHash, hash, leaves }: CheckpointFile): string[] {
  const tree = new MerkleTree();
  for (const [memberId, entries, head] of leaves) tree.add({ memberId, entries, head: Buffer.from(head, 'hex') });
  const hashed = checkpointHash(Buffer.from(prevHash, 'hex'), { programId: program.id, day, books }, Buffer.from(root, 'hex')).toString('hex');
  return [
    ...(tree.root().toString('hex') === root && leaves.length === books ? [] : ['the file contradicts itself: its leaves do not make its root']),
    ...(hashed === hash ? [] : ['the file contradicts itself: its hash is another one']),
  ];
}

async function brokenChains(tx: Tx, programId: Id, leaves: CheckpointFile['leaves']): Promise<string[]> {
  const rows = (await tx.query(
    `SELECT l.member_id AS "memberId", l.entries, s.member_id IS NOT NULL AS known, encode(e.hash, 'hex') AS hash
     FROM unnest($2::uuid[], $3::bigint[]) AS l (member_id, entries)
     LEFT JOIN standings s ON s.program_id = $1 AND s.member_id = l.member_id
     LEFT JOIN ledger_entries e ON e.program_id = $1 AND e.member_id = l.member_id AND e.seq = l.entries`,
    [programId, leaves.map(([id]) => id), leaves.map(([, entries]) => entries)])) as { memberId: Id; entries: string; known: boolean; hash: string | null }[];
  const expected = new Map(leaves.map(([id, , head]) => [id, head]));
  return rows.flatMap(({ memberId, entries, known, hash }) => {
    if (!known) return [`member ${memberId}: the book is gone`];
    const is = Number(entries) === 0 ? GENESIS.toString('hex') : hash;
    if (is === null) return [`member ${memberId}: the book was cut short before entry ${entries}`];
    return is === expected.get(memberId) ? [] : [`member ${memberId}: entry ${entries} is another one`];
  });
}
