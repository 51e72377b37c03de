import { Injectable } from '@nestjs/common';
import { DomainError, LIMITS } from '@fanfare/contracts';
import { audit } from '../../platform/audit.js';
import { Clock } from '../../platform/clock.js';
import { Transactions, type Tx } from '../../platform/database/transactions.js';

export interface TagCount {
  readonly tag: string;
  readonly members: number;
}

/** Words that the team sorts members by, twenty at most for each. Tags come folded. */
@Injectable()
export class MemberTags {
  constructor(
    private readonly transactions: Transactions,
    private readonly clock: Clock,
  ) {}

  /** Every tag in use, by name. */
  async list(programId: string): Promise<TagCount[]> {
    return this.transactions.readProgram(programId, (tx) => tx.query(
      'SELECT tag, count(*)::int AS members FROM member_tags WHERE program_id = $1 GROUP BY tag ORDER BY tag COLLATE "und-x-icu"', [programId]) as Promise<TagCount[]>);
  }

  /** These and no others. @throws DomainError `member.not_found` */
  async set(programId: string, actorId: string, memberId: string, tags: readonly string[]): Promise<string[]> {
    const at = this.clock.now();
    return this.transactions.inProgram(programId, async (tx) => {
      if ((await lockPeople(tx, programId, [memberId])).length === 0) throw new DomainError('member.not_found');
      const [gone] = (await tx.query('DELETE FROM member_tags WHERE program_id = $1 AND member_id = $2 AND tag <> ALL($3) RETURNING tag', [programId, memberId, tags])) as [{ tag: string }[], number];
      const added = (await tx.query(
        `INSERT INTO member_tags (program_id, member_id, tag, tagged_at) SELECT $1, $2, tag, $4 FROM unnest($3::text[]) AS t (tag) ON CONFLICT DO NOTHING RETURNING tag`,
        [programId, memberId, tags, at])) as { tag: string }[];
      if (gone.length + added.length > 0) await audit(tx, programId, { actorId, action: 'member.tags_set', subjectId: memberId, detail: { added: added.length, removed: gone.length } }, at);
      return [...new Set(tags)].toSorted();
    });
  }

  /** Tags many. `full`: how many have as many tags as they can, and not this one. */
  async add(tx: Tx, programId: string, memberIds: readonly string[], tag: string, at: Date): Promise<{ changed: number; full: number }> {
    const known = await lockPeople(tx, programId, memberIds);
    const added = (await tx.query(
      `INSERT INTO member_tags (program_id, member_id, tag, tagged_at)
       SELECT $1, member_id, $3, $4 FROM unnest($2::uuid[]) AS m (member_id)
       WHERE (SELECT count(*) FROM member_tags t WHERE t.program_id = $1 AND t.member_id = m.member_id) < ${LIMITS.tagsPerMember}
       ON CONFLICT DO NOTHING RETURNING member_id`, [programId, known, tag, at])) as unknown[];
    const [{ tagged }] = (await tx.query('SELECT count(*)::int AS tagged FROM member_tags WHERE program_id = $1 AND tag = $3 AND member_id = ANY($2)', [programId, known, tag])) as [{ tagged: number }];
    return { changed: added.length, full: known.length - tagged };
  }

  /** @returns how many had it */
  async remove(tx: Tx, programId: string, memberIds: readonly string[], tag: string): Promise<number> {
    const [gone] = (await tx.query('DELETE FROM member_tags WHERE program_id = $1 AND tag = $3 AND member_id = ANY($2) RETURNING member_id', [programId, memberIds, tag])) as [unknown[], number];
    return gone.length;
  }
}

/**
 * Makes taggings of the same people wait for each other, so that each counts the tags of the one before, and for an erasure.
 * @returns those who are still there
 */
async function lockPeople(tx: Tx, programId: string, memberIds: readonly string[]): Promise<string[]> {
  const rows = (await tx.query(
    'SELECT member_id AS id FROM profiles WHERE program_id = $1 AND member_id = ANY($2) ORDER BY member_id FOR NO KEY UPDATE', [programId, memberIds])) as { id: string }[];
  return rows.map((row) => row.id);
}
