import { Injectable } from '@nestjs/common';
import { type AwardKey, type Id, parseAwardKey, type Rulebook } from '@fanfare/domain';
import { Transactions } from '../../platform/database/transactions.js';
import { nextCursor, readCursor } from '../../platform/paging.js';
import { Rulebooks } from '../../programs/index.js';
import { BookRuns } from '../runs/book-runs.service.js';
import type { Change } from './change.js';
import type { WhatIfInput, WhatIfResult } from './what-if-runner.js';
import type { WhatIfPeopleQuery, WhatIfPeopleResponse } from './what-ifs.dto.js';

interface Row { memberId: Id; cohort: string | null; name: string | null; email: string | null; reviews: number; change: Change }
type Person = WhatIfPeopleResponse['items'][number];

const WHERE = { gains: 'w.gains', loses: 'w.loses', reviews: 'w.reviews > 0', any: 'true' } as const;

/** Who is touched by a draft, and how; in the order in which they joined. */
@Injectable()
export class WhatIfPeople {
  constructor(
    private readonly runs: BookRuns,
    private readonly rulebooks: Rulebooks,
    private readonly transactions: Transactions,
  ) {}

  /** @throws DomainError `run.not_found` */
  async list(programId: Id, runId: Id, query: WhatIfPeopleQuery): Promise<WhatIfPeopleResponse> {
    const { input } = await this.runs.get<WhatIfInput, WhatIfResult>(programId, 'what_if', runId);
    const after = readCursor(query.cursor);
    return this.transactions.readProgram(programId, async (tx) => {
      const rows = (await tx.query(
        `SELECT w.member_id AS "memberId", s.cohort, p.name, i.email, w.reviews, w.change FROM what_if_people w
         LEFT JOIN standings s ON s.program_id = $1 AND s.member_id = w.member_id
         LEFT JOIN profiles p ON p.program_id = $1 AND p.member_id = w.member_id
         LEFT JOIN LATERAL (SELECT email FROM identities WHERE program_id = $1 AND member_id = w.member_id ORDER BY created_at, id LIMIT 1) i ON true
         WHERE w.program_id = $1 AND w.run_id = $2 AND w.view = $3 AND ${WHERE[query.effect]} AND ($4::uuid IS NULL OR w.member_id > $4)
         ORDER BY w.member_id LIMIT $5`, [programId, runId, query.view, after?.id ?? null, query.limit + 1])) as Row[];
      const before = await this.rulebooks.byVersion(tx, programId, input.basedOn);
      return {
        items: rows.slice(0, query.limit).map((row) => toPerson(row, input.rules, before)),
        nextCursor: nextCursor(rows, query.limit, (row) => ({ at: new Date(0), id: row.memberId })),
      };
    });
  }
}

/** @param before names what the draft dropped */
function toPerson({ memberId, cohort, name, email, reviews, change }: Row, draft: WhatIfInput['rules'], before: Rulebook): Person {
  const tiers = [...draft.tiers, ...before.tiers];
  const tier = (id: Id | null) => (id === null ? null : { id, name: tiers.find((t) => t.id === id)?.name ?? '' });
  const award = (key: AwardKey): Person['gained'][number] => {
    const { subjectId, ordinal, side } = parseAwardKey(key);
    return { milestoneId: subjectId, ordinal, side, name: [...draft.milestones, ...before.milestones].find((m) => m.id === subjectId)?.name ?? '' };
  };
  const sides = <A, B>([a, b]: readonly [A, A], read: (value: A) => B) => ({ before: read(a), after: read(b) });
  return {
    memberId, name: name ?? masked(email), cohort, reviews, reviewIds: [...change.reviews],
    qualified: sides(change.qualified, Number), points: sides(change.points, Number), tier: sides(change.tier, tier),
    tierEndsAt: change.tierEndsAt === null ? null : new Date(change.tierEndsAt).toISOString(),
    gained: change.gained.map(award), lost: change.lost.map(award),
  };
}

/** `ewa@gmail.com` → `e••@gmail.com` */
function masked(email: string | null): string | null {
  return email && `${[...email][0]}••${email.slice(email.lastIndexOf('@'))}`;
}
