import { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import { stringify } from 'csv-stringify';
import { audit } from '../../platform/audit.js';
import { Clock } from '../../platform/clock.js';
import { Transactions } from '../../platform/database/transactions.js';
import { MemberList } from './member-list.service.js';
import type { MemberWithTier } from './member-rows.js';
import type { ExportRequest } from './members.dto.js';
import { withoutWords } from './selected.js';

const PAGE = 500;
/** Named as the import knows them, so that a file can go back in. */
const COLUMNS = ['name', 'email', 'language', 'tier', 'count', 'points', 'waiting', 'held', 'rejected', 'reversed', 'joined', 'standing', 'tags', 'cohort', 'code'] as const;

/** Members as a file, read page by page while it is sent: no matter how many, it needs the memory of one page. */
@Injectable()
export class CsvExport {
  constructor(
    private readonly transactions: Transactions,
    private readonly members: MemberList,
    private readonly clock: Clock,
  ) {}

  /** That somebody took it is noted before the first line leaves. */
  async of(programId: string, actorId: string, request: ExportRequest): Promise<Readable> {
    await this.transactions.inProgram(programId, (tx) =>
      audit(tx, programId, { actorId, action: 'members.exported', subjectId: null, detail: withoutWords(request.select) }, this.clock.now()));
    const lines = stringify({ header: true, columns: [...COLUMNS], escape_formulas: true, record_delimiter: 'windows', bom: request.encoding === 'utf8_bom' });
    const rows = Readable.from(this.rows(programId, request));
    rows.on('error', (error) => lines.destroy(error)); // a file that ends early must not look whole
    return rows.pipe(lines);
  }

  private async *rows(programId: string, { select: { ids, filter }, sort }: ExportRequest): AsyncGenerator<Record<(typeof COLUMNS)[number], string | number>> {
    let cursor: string | undefined;
    do {
      const page = await this.members.list(programId, { ...filter, ...(ids && { ids }) }, { sort, cursor, limit: PAGE });
      for (const member of page.items) yield toLine(member);
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined);
  }
}

function toLine(m: MemberWithTier): Record<(typeof COLUMNS)[number], string | number> {
  return {
    name: m.name ?? '', email: m.email ?? '', language: m.locale ?? '', tier: m.tier?.name ?? '', count: m.qualified, points: m.points,
    waiting: m.pending, held: m.held, rejected: m.rejected, reversed: m.reversed, joined: m.joinedAt.toISOString().slice(0, 10), standing: m.standing,
    tags: m.tags.join('; '), cohort: m.cohort ?? '', code: m.code ?? '',
  };
}
