import { createHash } from 'node:crypto';
import { canonical, type Entry, type Fact } from '@fanfare/domain';

/** Where every book's chain begins. */
export const GENESIS = Buffer.alloc(32);
const NO_FACT = Buffer.alloc(32);

/** An entry with its place in the book; `recordedAt` is left out of the hash, it is not part of what was decided. */
export interface PlacedEntry extends Entry {
  readonly memberId: string;
  readonly seq: number;
  /** Null: a timer decided it. */
  readonly factSeq: number | null;
  readonly version: number;
}

/** `sha256(canonical(fact))`: 32 bytes. */
export function hashFact(fact: Fact): Buffer {
  return createHash('sha256').update(canonical(fact)).digest();
}

/** `sha256(prev ‖ canonical(entry) ‖ sha256(fact))`; a timer's entry has 32 zero bytes in the fact's place. */
export function hashEntry(previous: Buffer, entry: PlacedEntry, factHash: Buffer | null): Buffer {
  return createHash('sha256').update(previous).update(canonical(entry)).update(factHash ?? NO_FACT).digest();
}
