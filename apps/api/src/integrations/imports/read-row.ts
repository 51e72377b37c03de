import { LIMITS } from '@fanfare/contracts';
import { canonicalEmail, codeIn, type CohortKey, foldCode, foldTag, isTag, isVanity } from '@fanfare/domain';
import type { ImportField, ImportOptions, Mapping, RowProblem, RowWarning } from './import-terms.js';

/** What a line says of a person, checked. Instants as ISO text. */
export interface FoundPerson {
  readonly email: string;
  /** For comparison only. */
  readonly canonical: string;
  readonly name: string | null;
  readonly locale: string;
  readonly joinedAt: string | null;
  readonly count: number;
  readonly points: number;
  readonly tags: readonly string[];
  /** Key of the one they come into. */
  readonly cohort: CohortKey | null;
  /** Folded, and one that may be chosen. */
  readonly code: string | null;
  readonly consentAt: string | null;
  readonly consentSource: string | null;
}
export type ReadRow =
  | { readonly found: FoundPerson; readonly warnings: readonly RowWarning[] }
  | { readonly problem: RowProblem; readonly field: ImportField };

export interface Reading {
  readonly mapping: Mapping;
  readonly dateOrder: ImportOptions['dateOrder'];
  /** Languages of the program; the first is taken where a line says none of them. */
  readonly locales: readonly string[];
  /** Those of the program, by key and by every name, folded. */
  readonly cohorts: ReadonlyMap<string, CohortKey>;
  readonly now: Date;
}

const MOST = 100_000;
const OLDEST = Date.UTC(1990, 0, 1);

class Refused extends Error {
  constructor(readonly problem: RowProblem, readonly field: ImportField) {
    super(problem);
  }
}

/** Reads one line. The first thing wrong with it is what it is refused for. */
export function readRow(cells: readonly string[], reading: Reading): ReadRow {
  const cell = (field: ImportField) => { const at = reading.mapping[field]; return at === undefined ? '' : (cells[at] ?? '').trim(); };
  try {
    const address = emailIn(cell('email'));
    const locale = localeIn(cell('language'), reading.locales);
    const code = wishIn(cell('code'));
    const found: FoundPerson = {
      email: address.display, canonical: address.canonical, name: nameIn(`${cell('name')} ${cell('lastName')}`), locale: locale ?? reading.locales[0]!,
      joinedAt: dayIn(cell('joined'), reading, 'joined_invalid', 'joined'), count: numberIn(cell('count'), 'count_invalid', 'count'), points: numberIn(cell('points'), 'points_invalid', 'points'),
      tags: tagsIn(cell('tags')), cohort: cohortIn(cell('cohort'), reading.cohorts), code, consentAt: dayIn(cell('consentAt'), reading, 'consent_at_invalid', 'consentAt'), consentSource: cell('consentSource').slice(0, 200) || null,
    };
    return { found, warnings: [...(locale === null && cell('language') ? ['language_default' as const] : []), ...(code === null && cell('code') ? ['code_new' as const] : [])] };
  } catch (error) {
    if (error instanceof Refused) return { problem: error.problem, field: error.field };
    throw error;
  }
}

function emailIn(text: string) {
  if (text === '') throw new Refused('email_missing', 'email');
  const address = canonicalEmail(text);
  if (!address) throw new Refused('email_invalid', 'email');
  return address;
}

function nameIn(text: string): string | null {
  const name = text.replace(/\s+/gu, ' ').trim();
  if ([...name].length > LIMITS.nameChars || /[\p{Cc}\p{Cs}\u202a-\u202e\u2066-\u2069]/u.test(name)) throw new Refused('name_invalid', 'name');
  return name || null;
}

function numberIn(text: string, problem: RowProblem, field: ImportField): number {
  if (text === '') return 0;
  const digits = text.replace(/[.,]0+$/, '');
  if (!/^\d{1,6}$/.test(digits) || Number(digits) > MOST) throw new Refused(problem, field);
  return Number(digits);
}

function tagsIn(text: string): string[] {
  const tags = [...new Set(text.split(/[,;|]/).map(foldTag).filter(Boolean))];
  if (tags.length > LIMITS.tagsPerMember || !tags.every(isTag)) throw new Refused('tags_invalid', 'tags');
  return tags;
}

/** A mistyped one is refused: whoever it is of would have other thresholds than they were promised. */
function cohortIn(text: string, cohorts: Reading['cohorts']): CohortKey | null {
  if (text === '') return null;
  const key = cohorts.get(foldTag(text));
  if (key === undefined) throw new Refused('cohort_unknown', 'cohort');
  return key;
}

/** `de`, `de-AT` or `German`, where the program speaks it. */
function localeIn(text: string, locales: readonly string[]): string | null {
  const wanted = text.toLowerCase().split(/[-_]/)[0]!;
  return locales.find((locale) => locale === wanted || namesOf(locale).includes(text.toLowerCase())) ?? null;
}

function namesOf(locale: string): string[] {
  return [locale, 'en'].flatMap((reader) => new Intl.DisplayNames([reader], { type: 'language' }).of(locale)?.toLowerCase() ?? []);
}

/** What another tool's link calls its code. */
const TOLD = /(?:^|[?&])[\w-]*(?:ref|code|via|invite|share)[\w-]*=([^&#]+)/i;

/**
 * The code in a cell: itself, or in a link. Of another tool's it is what a parameter calls so, else where the path ends. What else
 * stands behind it, such as `?cohort=…`, is for those who come by the link, and not for whose it is.
 */
function wishIn(text: string): string | null {
  const code = codeIn(text) ?? foldCode(TOLD.exec(text)?.[1] ?? text.split(/[?#]/, 1)[0]!.split('/').findLast(Boolean) ?? '');
  return isVanity(code) ? code : null;
}

/** A day, or a day and a time. A day alone is its noon in UTC: the same day nearly everywhere. */
function dayIn(text: string, { dateOrder, now }: Reading, problem: RowProblem, field: ImportField): string | null {
  if (text === '') return null;
  const at = isoDay(text) ?? otherDay(text, dateOrder);
  if (at === null || Number.isNaN(at) || at < OLDEST || at > now.getTime()) throw new Refused(problem, field);
  return new Date(at).toISOString();
}

function isoDay(text: string): number | null {
  const parts = /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ](\d{1,2}:\d{2}(?::\d{2})?)(?:\.\d+)?\s*(Z|[+-]\d{2}:?\d{2}|UTC)?)?$/.exec(text);
  if (!parts) return null;
  const noon = calendarDay(Number(parts[1]), Number(parts[2]), Number(parts[3]));
  if (noon === null || !parts[4]) return noon;
  const [, y, m, d, time, zone = 'Z'] = parts;
  return Date.parse(`${y}-${m!.padStart(2, '0')}-${d!.padStart(2, '0')}T${time!.padStart(5, '0')}${zone === 'UTC' ? 'Z' : zone.replace(/(\d{2}):?(\d{2})$/, '$1:$2')}`);
}

function otherDay(text: string, order: ImportOptions['dateOrder']): number | null {
  const parts = /^(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})(?:[ ,]+\d{1,2}:\d{2}(?::\d{2})?)?$/.exec(text);
  if (!parts) return null;
  const [first, second, year] = [Number(parts[1]), Number(parts[2]), Number(parts[3])];
  return order === 'dmy' ? calendarDay(year, second, first) : calendarDay(year, first, second);
}

/** 31 April is no day. */
function calendarDay(year: number, month: number, day: number): number | null {
  const at = Date.UTC(year, month - 1, day, 12);
  const date = new Date(at);
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day ? at : null;
}
