import { createHash, randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type Leaf, MerkleTree, packLeaf, unpackLeaf } from './merkle.js';

const sha = (...parts: Buffer[]) => createHash('sha256').update(Buffer.concat(parts)).digest();
/** As the definition says it, level by level. */
function naive(hashes: Buffer[]): Buffer {
  if (hashes.length === 0) return sha();
  if (hashes.length === 1) return hashes[0]!;
  const split = 2 ** Math.floor(Math.log2(hashes.length - 1));
  return sha(Buffer.of(1), naive(hashes.slice(0, split)), naive(hashes.slice(split)));
}
const leaf = fc.record({ memberId: fc.uuid(), entries: fc.nat(2 ** 31), head: fc.uint8Array({ minLength: 32, maxLength: 32 }).map((bytes) => Buffer.from(bytes)) });
const rootOf = (leaves: readonly Leaf[]) => {
  const tree = new MerkleTree();
  for (const one of leaves) tree.add(one);
  return tree.root();
};

describe('the Merkle root', () => {
  it('is that of the definition for any number of leaves', () => fc.assert(fc.property(fc.array(leaf, { maxLength: 40 }), (leaves) => {
    expect(rootOf(leaves)).toEqual(naive(leaves.map((one) => sha(Buffer.of(0), packLeaf(one)))));
  })));

  it('differs when a leaf is left out, altered or moved', () => {
    const leaves = Array.from({ length: 9 }, (_, n): Leaf => ({ memberId: `00000000-0000-7000-8000-00000000000${n}`, entries: n, head: randomBytes(32) }));
    const others = [leaves.slice(0, -1), leaves.with(4, { ...leaves[4]!, entries: 99 }), [leaves[1]!, leaves[0]!, ...leaves.slice(2)]];
    expect(new Set([leaves, ...others].map((all) => rootOf(all).toString('hex'))).size).toBe(4);
  });

  it('leaves are read as they were written', () => fc.assert(fc.property(leaf, (one) => expect(unpackLeaf(packLeaf(one))).toEqual(one))));
});
