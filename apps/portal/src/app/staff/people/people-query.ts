import type { ParamMap, Params } from '@angular/router';
import type { PeopleFilter, PeopleView } from '../../api/generated';

export type PeopleSort = PeopleView['sort'];

const SORTS: readonly PeopleSort[] = ['joined.desc', 'joined.asc', 'qualified.desc', 'qualified.asc', 'name.asc', 'name.desc'];
const DEFAULT: PeopleSort = 'joined.desc';
const KEYS = ['search', 'tier', 'cohort', 'standing', 'tag', 'joinedFrom', 'joinedTo', 'friends', 'locale'] as const;

/** What the list shows: all of it is in the address, so that a list can be sent to a colleague. */
export interface PeopleQuery {
  readonly filter: PeopleFilter;
  readonly sort: PeopleSort;
  /** The saved view that it began with; null: none. */
  readonly view: string | null;
}

export function readQuery(params: ParamMap): PeopleQuery {
  const filter = Object.fromEntries(KEYS.flatMap((key) => (params.get(key) ? [[key, params.get(key)]] : []))) as PeopleFilter;
  const sort = SORTS.find((name) => name === params.get('sort')) ?? DEFAULT;
  return { filter, sort, view: params.get('view') };
}

/** The address of a query: what is as it always is, is left out. */
export function writeQuery({ filter, sort, view }: PeopleQuery): Params {
  return { ...filter, ...(sort !== DEFAULT && { sort }), ...(view && { view }) };
}

export function isSame(a: Pick<PeopleQuery, 'filter' | 'sort'>, b: Pick<PeopleQuery, 'filter' | 'sort'>): boolean {
  return a.sort === b.sort && KEYS.every((key) => (a.filter[key] ?? '') === (b.filter[key] ?? ''));
}

export function isEmpty(filter: PeopleFilter): boolean {
  return KEYS.every((key) => !filter[key]);
}

/** The next order when a column's head is pressed: its usual one first, then the other way. */
export function nextSort(sort: PeopleSort, column: 'joined' | 'qualified' | 'name'): PeopleSort {
  const usual: PeopleSort = column === 'name' ? 'name.asc' : `${column}.desc`;
  const other: PeopleSort = column === 'name' ? 'name.desc' : `${column}.asc`;
  return sort === usual ? other : usual;
}
