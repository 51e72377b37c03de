import type { Id } from '@fanfare/domain';

export interface CheckpointView {
  readonly day: string;
  readonly at: Date;
  readonly books: number;
  readonly root: Buffer;
  readonly prevHash: Buffer;
  readonly hash: Buffer;
}

const hex = (bytes: Buffer) => bytes.toString('hex');

/** What a checkpoint's file begins with. */
export function headOf(programId: Id, slug: string, { day, at, books, root, prevHash, hash }: CheckpointView): object {
  return { format: 'fanfare.checkpoint.v1', program: { id: programId, slug }, day, at: at.toISOString(), books, root: hex(root), prevHash: hex(prevHash), hash: hex(hash) };
}
