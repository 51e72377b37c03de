import { Injectable } from '@nestjs/common';
import { DomainError, LIMITS } from '@fanfare/contracts';
import { audit } from '../../platform/audit.js';
import { Clock } from '../../platform/clock.js';
import { constraintOf, Transactions, type Tx } from '../../platform/database/transactions.js';
import { newId } from '../../platform/ids.js';
import { MemberList } from '../list/member-list.service.js';
import type { PeopleFilter } from '../list/people-filter.dto.js';
import type { PeopleSort } from '../list/people-sort.js';
import { isNamedIn, type NamedPerson } from '../notes/named-in.js';

export interface ViewContent {
  readonly name: string;
  readonly filter: PeopleFilter;
  readonly sort: PeopleSort;
}
export type View = ViewContent & { readonly id: string };

/** Filters with a name, shared by the team. */
@Injectable()
export class PeopleViews {
  constructor(
    private readonly transactions: Transactions,
    private readonly members: MemberList,
    private readonly clock: Clock,
  ) {}

  /** All of them, by name; there are at most `LIMITS.viewsPerProgram`. */
  async list(programId: string): Promise<View[]> {
    return this.transactions.readProgram(programId, (tx) => tx.query('SELECT id, name, filter, sort FROM people_views WHERE program_id = $1 ORDER BY lower(name)', [programId]) as Promise<View[]>);
  }

  /** @throws DomainError `view.name_taken`, `view.limit_reached` */
  async create(programId: string, actorId: string, content: ViewContent): Promise<View> {
    const at = this.clock.now();
    return this.transactions.inProgram(programId, async (tx) => {
      const id = await this.insert(tx, programId, actorId, content, at);
      await audit(tx, programId, { actorId, action: 'view.saved', subjectId: id, detail: {} }, at);
      return { id, ...content };
    });
  }

  /** @throws DomainError `view.not_found`, `view.name_taken` */
  async change(programId: string, actorId: string, id: string, content: ViewContent): Promise<View> {
    const at = this.clock.now();
    return this.transactions.inProgram(programId, async (tx) => {
      const [, changed] = await named(() => tx.query('UPDATE people_views SET name = $3, filter = $4, sort = $5, updated_at = $6 WHERE program_id = $1 AND id = $2',
        [programId, id, content.name, JSON.stringify(content.filter), content.sort, at]) as Promise<[unknown, number]>);
      if (changed === 0) throw new DomainError('view.not_found');
      await audit(tx, programId, { actorId, action: 'view.saved', subjectId: id, detail: {} }, at);
      return { id, ...content };
    });
  }

  /** Takes the view away, never the people in it. @throws DomainError `view.not_found` */
  async remove(programId: string, actorId: string, id: string): Promise<void> {
    await this.transactions.inProgram(programId, async (tx) => {
      const [, gone] = (await tx.query('DELETE FROM people_views WHERE program_id = $1 AND id = $2', [programId, id])) as [unknown, number];
      if (gone === 0) throw new DomainError('view.not_found');
      await audit(tx, programId, { actorId, action: 'view.removed', subjectId: id, detail: {} }, this.clock.now());
    });
  }

  /** With a person who has just been erased go the views that name them, or that were a search for them and for nobody else. @returns how many */
  async forget(tx: Tx, programId: string, person: NamedPerson): Promise<number> {
    const views = (await tx.query('SELECT id, name, filter FROM people_views WHERE program_id = $1 ORDER BY id FOR UPDATE', [programId])) as Pick<View, 'id' | 'name' | 'filter'>[];
    const theirs = [];
    for (const { id, name, filter: { tag = '', search = '' } } of views) {
      const isNamed = isNamedIn([name, tag, search].join('\n'), person);
      if (isNamed || (isPartOf(search, person) && (await this.members.ids(tx, programId, { search }, 1)).length === 0)) theirs.push(id);
    }
    await tx.query('DELETE FROM people_views WHERE program_id = $1 AND id = ANY($2)', [programId, theirs]);
    return theirs.length;
  }

  /** The view of exactly those with a tag. */
  async ofTag(tx: Tx, programId: string, tag: string): Promise<string | null> {
    const [view] = (await tx.query('SELECT id FROM people_views WHERE program_id = $1 AND filter = $2::jsonb ORDER BY created_at, id LIMIT 1', [programId, JSON.stringify({ tag })])) as { id: string }[];
    return view?.id ?? null;
  }

  async insert(tx: Tx, programId: string, actorId: string, { name, filter, sort }: ViewContent, at: Date): Promise<string> {
    await tx.query('SELECT 1 FROM programs WHERE id = $1 FOR NO KEY UPDATE', [programId]); // one at a time, or both would be the last that fits
    const [{ kept }] = (await tx.query('SELECT count(*)::int AS kept FROM people_views WHERE program_id = $1', [programId])) as [{ kept: number }];
    if (kept >= LIMITS.viewsPerProgram) throw new DomainError('view.limit_reached', { limit: LIMITS.viewsPerProgram });
    const id = newId(at);
    await named(() => tx.query('INSERT INTO people_views (program_id, id, name, filter, sort, created_by, created_at, updated_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $7)',
      [programId, id, name, JSON.stringify(filter), sort, actorId, at]) as Promise<unknown>);
    return id;
  }
}

async function named<T>(write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    if (constraintOf(error) === 'uq_people_views_name') throw new DomainError('view.name_taken');
    throw error;
  }
}

/** Whether a search would have found the person. */
function isPartOf(search: string, { names, addresses }: NamedPerson): boolean {
  return search !== '' && [...names, ...addresses].some((text) => text.toLowerCase().includes(search.toLowerCase()));
}
