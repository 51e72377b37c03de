import { Injectable } from '@nestjs/common';
import { codeFrom, foldCode, isVanity } from '@fanfare/domain';
import { Clock } from '../../platform/clock.js';
import { announceLinkChange } from '../../platform/database/link-changes.js';
import { Transactions, type Tx } from '../../platform/database/transactions.js';
import { derivedId } from '../../platform/ids.js';
import { Keys } from '../../platform/keys.js';

/** The link that everybody has from the start. */
const FIRST_CHANNEL = 'default';
const MAX_DRAWS = 8;

export interface FirstLinkWish {
  readonly memberId: string;
  /** The code they had elsewhere; null: any. */
  readonly wish: string | null;
}
export interface FirstLink {
  readonly memberId: string;
  readonly id: string;
  readonly code: string;
}

/** First links for people who come many at once. Everything about a link follows from the member, so trying again finds the same ones. */
@Injectable()
export class FirstLinks {
  constructor(
    private readonly transactions: Transactions,
    private readonly keys: Keys,
    private readonly clock: Clock,
  ) {}

  /** Which of these codes may be chosen and are nobody's yet. A hint for a preview: `reserve` decides. */
  async free(codes: readonly string[]): Promise<Set<string>> {
    const wanted = [...new Set(codes.map(foldCode).filter(isVanity))];
    const rows = await this.transactions.inDirectory((tx): Promise<{ code: string }[]> => tx.query('SELECT code FROM link_codes WHERE code = ANY($1)', [wanted]));
    const taken = new Set(rows.map((row) => row.code));
    return new Set(wanted.filter((code) => !taken.has(code)));
  }

  /** Reserves a code for each, the one they wish where it is free; in the directory, before the links are written. */
  async reserve(programId: string, wishes: readonly FirstLinkWish[]): Promise<FirstLink[]> {
    const links: FirstLink[] = [];
    let open = wishes.map(({ memberId, wish }) => ({ memberId, id: derivedId('first-link', programId, memberId), wish: wish === null ? null : foldCode(wish) }));
    for (let draw = 0; open.length > 0; draw++) {
      if (draw > MAX_DRAWS) throw new Error(`${MAX_DRAWS} codes in a row were taken`); // about 30^-8 each
      const tries = open.map(({ memberId, id, wish }) => ({ memberId, id, code: draw === 0 && wish !== null && isVanity(wish) ? wish : this.drawn(id, draw) }));
      const owners = await this.take(programId, tries);
      links.push(...tries.filter(({ id, code }) => owners.get(code) === id));
      open = open.filter((_, n) => owners.get(tries[n]!.code) !== tries[n]!.id);
    }
    return links;
  }

  /** Writes reserved links; who has a first link keeps it. */
  async write(tx: Tx, programId: string, links: readonly FirstLink[], at: Date): Promise<void> {
    const sorted = links.toSorted((a, b) => (a.memberId < b.memberId ? -1 : 1));
    await tx.query(
      `INSERT INTO links (program_id, id, member_id, code, channel, created_at)
       SELECT $1, id, member_id, code, $5, $6 FROM unnest($2::uuid[], $3::uuid[], $4::text[]) AS l (id, member_id, code) ON CONFLICT DO NOTHING`,
      [programId, sorted.map((l) => l.id), sorted.map((l) => l.memberId), sorted.map((l) => l.code), FIRST_CHANNEL, at]);
    for (const { code } of sorted) await announceLinkChange(tx, { code }); // somebody may have come by it while it led nowhere
  }

  private drawn(id: string, draw: number): string {
    return codeFrom(this.keys.hmac('first-link', `${id}:${draw}`));
  }

  /** @returns which link each code now belongs to */
  private async take(programId: string, tries: readonly { id: string; code: string }[]): Promise<Map<string, string>> {
    const sorted = tries.toSorted((a, b) => (a.code < b.code ? -1 : a.code > b.code ? 1 : 0));
    return this.transactions.inDirectory(async (tx) => {
      await tx.query(
        `INSERT INTO link_codes (code, program_id, link_id, created_at) SELECT code, $1, id, $4 FROM unnest($2::text[], $3::uuid[]) AS c (code, id) ON CONFLICT DO NOTHING`,
        [programId, sorted.map((t) => t.code), sorted.map((t) => t.id), this.clock.now()]);
      const rows = (await tx.query('SELECT code, link_id AS id FROM link_codes WHERE code = ANY($1)', [sorted.map((t) => t.code)])) as { code: string; id: string }[];
      return new Map(rows.map((row) => [row.code, row.id]));
    });
  }
}
