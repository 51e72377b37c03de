import { Injectable } from '@nestjs/common';
import { DomainError, LIMITS } from '@fanfare/contracts';
import { Clock } from '../clock.js';
import { Transactions, type Tx } from '../database/transactions.js';
import { newId } from '../ids.js';
import { sha256 } from '../keys.js';
import { type EncodedPicture, encodePicture } from './picture-encoder.js';
import { PictureUses } from './picture-uses.js';

export interface StoredPicture {
  readonly id: string;
  readonly width: number;
  readonly height: number;
}

/** Pictures that staff have chosen for what members and visitors see. */
@Injectable()
export class Pictures {
  constructor(
    private readonly transactions: Transactions,
    private readonly clock: Clock,
    private readonly uses: PictureUses,
  ) {}

  /**
   * Keeps a picture; the same one again is the one that is there.
   * @throws DomainError `picture.unreadable`, `picture.quota_reached`
   */
  async keep(programId: string, file: Buffer): Promise<StoredPicture> {
    const picture = await encodePicture(file);
    return this.transactions.inProgram(programId, async (tx) => {
      await tx.query('SELECT 1 FROM programs WHERE id = $1 FOR NO KEY UPDATE', [programId]); // one upload counts after the other
      return (await same(tx, programId, picture)) ?? (await this.insert(tx, programId, picture));
    });
  }

  /** @returns null where there is none */
  async read(programId: string, id: string): Promise<{ bytes: Buffer } | null> {
    const rows = await this.transactions.readProgram(programId, (tx): Promise<{ bytes: Buffer }[]> =>
      tx.query('SELECT bytes FROM pictures WHERE program_id = $1 AND id = $2', [programId, id]));
    return rows[0] ?? null;
  }

  /** Forgets what was uploaded before `at` and is named nowhere. The foreign keys would stop a mistake here. */
  async forgetUnused(programId: string, uploadedBefore: Date): Promise<void> {
    const named = this.uses.all().map(({ table, column }) => `AND NOT EXISTS (SELECT 1 FROM ${table} u WHERE u.${table === 'programs' ? 'id' : 'program_id'} = $1 AND u.${column} = p.id)`);
    await this.transactions.inProgram(programId, (tx) => tx.query(`DELETE FROM pictures p WHERE p.program_id = $1 AND p.created_at < $2 ${named.join(' ')}`, [programId, uploadedBefore]));
  }

  private async insert(tx: Tx, programId: string, { bytes, width, height }: EncodedPicture): Promise<StoredPicture> {
    const [kept] = (await tx.query('SELECT coalesce(sum(octet_length(bytes)), 0)::int AS bytes FROM pictures WHERE program_id = $1', [programId])) as [{ bytes: number }];
    if (kept.bytes + bytes.length > LIMITS.picturesBytes) throw new DomainError('picture.quota_reached', { maxBytes: LIMITS.picturesBytes });
    const id = newId();
    await tx.query('INSERT INTO pictures (program_id, id, hash, bytes, width, height, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7)',
      [programId, id, sha256(bytes), bytes, width, height, this.clock.now()]);
    return { id, width, height };
  }
}

async function same(tx: Tx, programId: string, { bytes }: EncodedPicture): Promise<StoredPicture | null> {
  const rows = (await tx.query('SELECT id, width, height FROM pictures WHERE program_id = $1 AND hash = $2', [programId, sha256(bytes)])) as StoredPicture[];
  return rows[0] ?? null;
}

/** A picture with all that a page needs to make room for it. */
export interface ShownPicture extends StoredPicture {
  readonly url: string;
}

/** Those of `ids` that there are, by id; in a transaction that has entered the program. */
export async function readPictures(tx: Tx, programId: string, ids: readonly (string | null)[]): Promise<Map<string, ShownPicture>> {
  const named = ids.filter((id) => id !== null);
  if (named.length === 0) return new Map();
  const rows = (await tx.query('SELECT id, width, height FROM pictures WHERE program_id = $1 AND id = ANY($2)', [programId, named])) as StoredPicture[];
  return new Map(rows.map((row) => [row.id, { ...row, url: pictureUrl(programId, row.id) }]));
}

/** The foreign key keeps it from then on. @param field of the request that names it. @throws DomainError `picture.not_found` */
export async function assertPictureExists(tx: Tx, programId: string, pictureId: string | null, field = 'pictureId'): Promise<void> {
  if (pictureId === null) return;
  const rows = (await tx.query('SELECT 1 FROM pictures WHERE program_id = $1 AND id = $2', [programId, pictureId])) as unknown[];
  if (rows.length === 0) throw new DomainError('picture.not_found', {}, [{ field, code: 'unknown', message: 'is no picture of this program' }]);
}

/** Where a picture is served: for everybody who has the address, and for ever the same. */
export function pictureUrl(programId: string, pictureId: string): string {
  return `/files/${programId}/${pictureId}.webp`;
}

/** The same for mail programs, of which many know no WebP. */
export function mailPictureUrl(programId: string, pictureId: string): string {
  return `/files/${programId}/${pictureId}.png`;
}

/** Of a picture that may not be chosen. */
export function pictureUrlOrNull(programId: string, pictureId: string | null): string | null {
  return pictureId && pictureUrl(programId, pictureId);
}
