import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DomainError, LIMITS } from '@fanfare/contracts';
import { fileTypeFromBuffer } from 'file-type';
import { Clock } from '../../platform/clock.js';
import { Transactions } from '../../platform/database/transactions.js';
import { newId } from '../../platform/ids.js';
import { DAY_MS, Maintenance } from '../../platform/jobs/maintenance.js';
import { Programs } from '../../programs/index.js';

/** What a file is called after, by what it is. */
const ENDINGS: Readonly<Record<string, readonly string[]>> = {
  'application/pdf': ['.pdf'], 'application/zip': ['.zip'], 'image/png': ['.png'], 'image/jpeg': ['.jpg', '.jpeg'], 'image/webp': ['.webp'],
};
const NAME_CHARS = 120;

export interface FileInfo {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly bytes: number;
}
export interface FileContent {
  readonly name: string;
  readonly type: string;
  readonly content: Buffer;
}

/** Files that staff have uploaded for those who win them. They lie in the database, behind the same walls as everything of a program. */
@Injectable()
export class UnlockFiles implements OnModuleInit {
  constructor(
    private readonly transactions: Transactions,
    private readonly programs: Programs,
    private readonly maintenance: Maintenance,
    private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.maintenance.register({ name: 'unused_unlock_files', everyMs: DAY_MS, run: (at) => this.forgetUnused(at) });
  }

  /**
   * Keeps a file as it is. What it claims to be is not believed: its first bytes have to say the same.
   * @throws DomainError `unlock.file_unreadable`, `unlock.quota_reached`
   */
  async keep(programId: string, name: string, claimed: string, content: Buffer): Promise<FileInfo> {
    const type = (await fileTypeFromBuffer(content))?.mime;
    if (type === undefined || type !== claimed || !(type in ENDINGS)) throw new DomainError('unlock.file_unreadable', { found: type ?? null });
    const id = newId();
    const called = fileName(name, type);
    await this.transactions.inProgram(programId, async (tx) => {
      await tx.query('SELECT 1 FROM programs WHERE id = $1 FOR NO KEY UPDATE', [programId]); // one upload counts after the other
      const [kept] = (await tx.query('SELECT coalesce(sum(octet_length(bytes)), 0)::float8 AS bytes FROM unlock_files WHERE program_id = $1', [programId])) as [{ bytes: number }];
      if (kept.bytes + content.length > LIMITS.unlockFilesBytes) throw new DomainError('unlock.quota_reached', { maxBytes: LIMITS.unlockFilesBytes });
      await tx.query('INSERT INTO unlock_files (program_id, id, name, type, bytes, created_at) VALUES ($1, $2, $3, $4, $5, $6)', [programId, id, called, type, content, this.clock.now()]);
    });
    return { id, name: called, type, bytes: content.length };
  }

  /** @throws DomainError `unlock.file_not_found` */
  async read(programId: string, id: string): Promise<FileContent> {
    const [file] = await this.transactions.readProgram(programId, async (tx) => (await tx.query('SELECT name, type, bytes AS content FROM unlock_files WHERE program_id = $1 AND id = $2', [programId, id])) as FileContent[]);
    if (!file) throw new DomainError('unlock.file_not_found');
    return file;
  }

  /** What no reward names, a day after it was uploaded. The foreign key would stop a mistake here. */
  private async forgetUnused(at: Date): Promise<void> {
    for (const programId of await this.programs.list()) {
      await this.transactions.inProgram(programId, (tx) => tx.query(
        `DELETE FROM unlock_files f WHERE f.program_id = $1 AND f.created_at < $2 AND NOT EXISTS (SELECT 1 FROM reward_unlocks u WHERE u.program_id = $1 AND u.file_id = f.id)`,
        [programId, new Date(at.getTime() - DAY_MS)]));
    }
  }
}

/** As it was called, without folders and signs that nobody sees; it ends as what it is. */
export function fileName(name: string, type: string): string {
  const plain = name.normalize('NFC').replaceAll(/[\p{Cc}\p{Cf}\p{Cs}]/gu, '').split(/[/\\]/).at(-1)!.replace(/^[\s.]+|[\s.]+$/gu, '') || 'file';
  const ending = ENDINGS[type]!.find((each) => plain.toLowerCase().endsWith(each)) ?? ENDINGS[type]![0]!;
  const stem = plain.toLowerCase().endsWith(ending) ? plain.slice(0, -ending.length) : plain;
  return `${[...stem].slice(0, NAME_CHARS / 2).join('') || 'file'}${ending}`;
}

/** What a file of the uploader's is sent with: kept by nobody, saved and not shown, and nothing in it runs. */
export function fileHeaders({ name, type }: Pick<FileContent, 'name' | 'type'>): Record<string, string> {
  return {
    'content-type': type,
    // RFC 6266: the second for who knows more than ASCII.
    'content-disposition': `attachment; filename="${name.replaceAll(/[^\x20-\x7e]|["\\%]/g, '_')}"; filename*=UTF-8''${encodeURIComponent(name).replaceAll(/['()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`)}`,
    'cache-control': 'no-store',
    'content-security-policy': "sandbox; default-src 'none'; frame-ancestors 'none'",
    'cross-origin-resource-policy': 'same-origin',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    'x-robots-tag': 'noindex',
  };
}
