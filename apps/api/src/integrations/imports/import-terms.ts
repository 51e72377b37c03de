/** What a column can be; `lastName` is put behind `name`. */
export const IMPORT_FIELDS = ['email', 'name', 'lastName', 'language', 'joined', 'count', 'points', 'tags', 'cohort', 'code', 'consentAt', 'consentSource'] as const;
export type ImportField = (typeof IMPORT_FIELDS)[number];
/** Which column is what; one that is left out is not used. */
export type Mapping = { [F in ImportField]?: number | undefined };

export const IMPORT_KINDS = ['members', 'customers'] as const;
/** customers: they only never count as somebody's friend, and nothing but a keyed hash is kept of them. */
export type ImportKind = (typeof IMPORT_KINDS)[number];
export const IMPORT_STATUSES = ['draft', 'checking', 'checked', 'running', 'done', 'cancelled'] as const;
export type ImportStatus = (typeof IMPORT_STATUSES)[number];
export const ROW_OUTCOMES = ['new', 'here', 'refused'] as const;
export type RowOutcome = (typeof ROW_OUTCOMES)[number];
/** Why a line is refused. */
export const ROW_PROBLEMS = ['email_missing', 'email_invalid', 'duplicate', 'left', 'name_invalid', 'joined_invalid', 'count_invalid', 'points_invalid', 'tags_invalid', 'cohort_unknown', 'consent_at_invalid'] as const;
export type RowProblem = (typeof ROW_PROBLEMS)[number];
/** What is brought in otherwise than the file says. */
export const ROW_WARNINGS = ['language_default', 'code_new'] as const;
export type RowWarning = (typeof ROW_WARNINGS)[number];

export const DATE_ORDERS = ['dmy', 'mdy'] as const;
export interface ImportOptions {
  /** Of dates that do not begin with the year. */
  readonly dateOrder: (typeof DATE_ORDERS)[number];
  /** Where these people agreed to get mail, in the operator's words; a column of the file goes before it. */
  readonly consentSource: string;
}

export interface ImportTotals {
  readonly new: number;
  readonly here: number;
  readonly refused: number;
  readonly newCodes: number;
  readonly tiers: Readonly<Record<string, number>>;
}
