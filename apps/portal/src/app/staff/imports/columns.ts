import type { ImportCheckRequest, PeopleImport } from '../../api/generated';

export type ImportField = keyof ImportCheckRequest['mapping'];

/** What each column is, from which column each field is; empty: not used. */
export function fieldsOf({ columns, mapping }: Pick<PeopleImport, 'columns' | 'mapping'>): (ImportField | '')[] {
  const entries = Object.entries(mapping) as [ImportField, number][];
  return columns.map((_, n) => entries.find(([, column]) => column === n)?.[0] ?? '');
}

export function mappingOf(fields: readonly (ImportField | '')[]): ImportCheckRequest['mapping'] {
  return Object.fromEntries(fields.flatMap((field, n) => (field === '' ? [] : [[field, n]])));
}
