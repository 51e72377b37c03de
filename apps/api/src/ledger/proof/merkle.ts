import { createHash } from 'node:crypto';

/** Where a book's chain ends: member, number of entries, newest hash. */
export interface Leaf {
  readonly memberId: string;
  readonly entries: number;
  readonly head: Buffer;
}

export const LEAF_BYTES = 52;
const LEAF = Buffer.of(0);
const NODE = Buffer.of(1);

export function packLeaf({ memberId, entries, head }: Leaf): Buffer {
  const packed = Buffer.alloc(LEAF_BYTES);
  packed.write(memberId.replaceAll('-', ''), 0, 16, 'hex');
  packed.writeUInt32BE(entries, 16);
  head.copy(packed, 20);
  return packed;
}

export function unpackLeaf(packed: Buffer): Leaf {
  const hex = packed.toString('hex', 0, 16);
  return { memberId: hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5'), entries: packed.readUInt32BE(16), head: packed.subarray(20, LEAF_BYTES) };
}

/**
 * The root over leaves in the order in which they are added: pairs are hashed from the left, one left over goes up as it is; leaves and
 * nodes are marked, so that neither passes for the other. Keeps one hash a level.
 */
export class MerkleTree {
  private readonly levels: (Buffer | null)[] = [];

  add(leaf: Leaf): void {
    let hash = sha256(LEAF, packLeaf(leaf));
    let level = 0;
    for (let left = this.levels[level]; left; left = this.levels[level]) {
      hash = sha256(NODE, left, hash);
      this.levels[level++] = null;
    }
    this.levels[level] = hash;
  }

  root(): Buffer {
    const left = this.levels.filter((hash) => hash !== null);
    return left.length === 0 ? sha256() : left.reduce((right, hash) => sha256(NODE, hash, right));
  }
}

/** What a checkpoint comes to: the one before, whose and of which day it is, and its root. */
export function checkpointHash(previous: Buffer, about: { readonly programId: string; readonly day: string; readonly books: number }, root: Buffer): Buffer {
  return sha256(previous, Buffer.from(`${about.programId} ${about.day} ${about.books}`), root);
}

function sha256(...parts: readonly Buffer[]): Buffer {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest();
}
