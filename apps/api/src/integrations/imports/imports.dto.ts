import { z } from 'zod';
import { pageQuery } from '../../platform/paging.js';
import { DATE_ORDERS, IMPORT_FIELDS, IMPORT_KINDS, IMPORT_STATUSES, ROW_OUTCOMES, ROW_PROBLEMS, ROW_WARNINGS } from './import-terms.js';
import { line } from '../../platform/text.js';

const column = z.int().min(0).max(99);
const mapping = z.partialRecord(z.enum(IMPORT_FIELDS), column);

export const NewImportQuery = z.strictObject({
  kind: z.enum(IMPORT_KINDS).meta({ description: 'customers: they never count as anybody’s friend, and nothing but a keyed hash is kept of them' }),
  fileName: line(200),
});
export type NewImportQuery = z.infer<typeof NewImportQuery>;

export const ImportCheckRequest = z.strictObject({
  mapping: mapping.refine((value) => value.email !== undefined, 'needs the column of the address').refine((value) => new Set(Object.values(value)).size === Object.keys(value).length, 'uses a column twice')
    .meta({ description: 'Which column is what, from 0' }),
  dateOrder: z.enum(DATE_ORDERS).meta({ description: 'Of dates that do not begin with the year' }),
  consentSource: z.string().trim().min(3).max(200).meta({ description: 'Where these people agreed to get mail' }),
}).meta({ id: 'ImportCheckRequest' });
export type ImportCheckRequest = z.infer<typeof ImportCheckRequest>;

export const ImportResponse = z.object({
  id: z.uuid(), kind: z.enum(IMPORT_KINDS), fileName: z.string(), status: z.enum(IMPORT_STATUSES),
  columns: z.array(z.object({ name: z.string(), samples: z.array(z.string()) })).meta({ description: 'With what the first lines hold, as long as those are kept' }),
  mapping: z.partialRecord(z.enum(IMPORT_FIELDS), z.int()), dateOrder: z.enum(DATE_ORDERS).nullable(), consentSource: z.string().nullable(),
  rows: z.int(), progress: z.number().min(0).max(1).meta({ description: 'Of the check, or of bringing people in' }),
  totals: z.object({
    new: z.int(), here: z.int(), refused: z.int(), newCodes: z.int().meta({ description: 'Get another code than the file wishes' }),
    tiers: z.array(z.object({ id: z.uuid(), name: z.string(), count: z.int() })).meta({ description: 'Reached by opening balances, without a mail or a reward' }),
  }),
  createdAt: z.iso.datetime(), updatedAt: z.iso.datetime(),
}).meta({ id: 'PeopleImport' });
export type ImportResponse = z.infer<typeof ImportResponse>;
export const ImportsResponse = z.object({ items: z.array(ImportResponse), nextCursor: z.string().nullable() }).meta({ id: 'PeopleImports' });
export type ImportsResponse = z.infer<typeof ImportsResponse>;
export const ImportsQuery = z.strictObject(pageQuery);
export type ImportsQuery = z.infer<typeof ImportsQuery>;

export const ImportRowsQuery = z.strictObject({ outcome: z.enum(ROW_OUTCOMES).optional(), after: z.coerce.number().int().min(0).default(0), limit: pageQuery.limit });
export type ImportRowsQuery = z.infer<typeof ImportRowsQuery>;
export const ImportRowsResponse = z.object({
  items: z.array(z.object({
    line: z.int(), outcome: z.enum(ROW_OUTCOMES).nullable(), problem: z.enum(ROW_PROBLEMS).nullable(),
    column: z.string().nullable().meta({ description: 'The head of the column at fault' }), warnings: z.array(z.enum(ROW_WARNINGS)),
    email: z.string().nullable(), name: z.string().nullable(), count: z.int().nullable(), tierId: z.uuid().nullable(),
  })),
  nextCursor: z.string().nullable().meta({ description: 'To be sent as `after`' }),
}).meta({ id: 'PeopleImportRows' });
export type ImportRowsResponse = z.infer<typeof ImportRowsResponse>;
