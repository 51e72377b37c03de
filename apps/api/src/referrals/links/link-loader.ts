import { Inject, Injectable } from '@nestjs/common';
import { Transactions } from '../../platform/database/transactions.js';
import { type Target, targetOf } from '../clicks/destination.js';

/** Everything a redirect needs to know of a link. */
export interface LiveLink {
  readonly programId: string;
  readonly linkId: string;
  readonly memberId: string;
  readonly code: string;
  readonly slug: string;
  readonly target: Target;
}

/** What the cache asks on a miss. */
export abstract class LinkSource {
  /** @param code folded. @returns null for a code without a link */
  abstract load(code: string): Promise<LiveLink | null>;
}

interface LinkRow {
  readonly id: string;
  readonly member_id: string;
  readonly destination: string | null;
  readonly slug: string;
  readonly program_destination: string | null;
  readonly allowed_hosts: string[];
}

/** Reads a link in two steps, because its program is not known before: the directory, then the program's own tables. */
@Injectable()
export class LinkLoader extends LinkSource {
  constructor(@Inject(Transactions) private readonly transactions: Transactions) {
    super();
  }

  async load(code: string): Promise<LiveLink | null> {
    const [known] = await this.transactions.inDirectory(
      async (tx) => (await tx.query('SELECT program_id, link_id FROM link_codes WHERE code = $1', [code])) as { program_id: string; link_id: string }[],
    );
    return known ? this.loadFrom(known.program_id, known.link_id, code) : null;
  }

  private async loadFrom(programId: string, linkId: string, code: string): Promise<LiveLink | null> {
    const [row] = await this.transactions.readProgram(programId, async (tx) => (await tx.query(
      `SELECT l.id, l.member_id, l.destination, p.slug, p.destination AS program_destination, p.allowed_hosts
       FROM links l JOIN programs p ON p.id = l.program_id WHERE l.program_id = $1 AND l.id = $2 AND p.id = $1`,
      [programId, linkId])) as LinkRow[]);
    if (!row) return null; // reserved at sign-up, not confirmed yet
    const landing = { slug: row.slug, destination: row.program_destination, allowedHosts: row.allowed_hosts };
    return { programId, linkId, memberId: row.member_id, code, slug: row.slug, target: targetOf(code, row.destination, landing) };
  }
}
