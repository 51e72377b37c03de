import { type CodeList, lengthProblem, type Line, listOf, readLines, type Refusal } from '../codes/code-list.js';

/** A gift card as its issuer has made it. */
export interface ListedCard {
  readonly code: string;
  readonly pin: string | null;
  /** The last day on which it works: `2027-12-31`. */
  readonly lastDay: string | null;
}
type Column = keyof ListedCard;

const PIN_CHARS = 32;
const HEADINGS: Readonly<Record<Column, RegExp>> = {
  code: /^((gift[ _-]?)?card|voucher|gutschein|karten)?[ _-]?(codes?|numbers?|no\.?|nummer|nr\.?)$|^((gift[ _-]?)?cards?|vouchers?|gutscheine?)$/i,
  pin: /^(card[ _-]?)?pin([ _-]?code)?$/i,
  lastDay: /^(last[ _-]?day|expir(es?|y|ation)([ _-]?(on|at|date))?|valid[ _-]?(until|to)|(gültig|gueltig)[ _-]?bis|ablauf(datum)?|letzter[ _-]?tag)$/i,
};
const IN_ORDER: Readonly<Record<Column, number>> = { code: 0, pin: 1, lastDay: 2 };
/** What a spreadsheet makes of a long number: its last digits are lost. */
const ROUNDED = /^\d([.,]\d+)?E\+\d+$/i;

/** How two cards are compared: they are printed in groups, or not. */
export function foldedCard(code: string): string {
  return code.toUpperCase().replaceAll(/[\s-]/gu, '');
}

/**
 * Reads a table of cards: code, PIN and last day (`2027-12-31` or `31.12.2027`), in this order or as its headings say; the last two may be missing.
 * @param today a card whose last day was before it is refused @throws DomainError `request.malformed` where quotes do not close
 */
export function readCardList(file: Buffer, today: string): CodeList<ListedCard> {
  const lines = readLines(file);
  const headed = columnsIn(lines[0]);
  if (headed) lines.shift();
  return listOf(lines, (line) => cardOf(line, headed ?? IN_ORDER, today), foldedCard, (card) => card);
}

function columnsIn(first: Line | undefined): Record<Column, number> | null {
  const place = (column: Column) => first?.cells.findIndex((cell) => HEADINGS[column].test(cell)) ?? -1;
  return place('code') < 0 ? null : { code: place('code'), pin: place('pin'), lastDay: place('lastDay') };
}

function cardOf({ cells }: Line, columns: Readonly<Record<Column, number>>, today: string): ListedCard | Refusal {
  const [code, pin, day] = [columns.code, columns.pin, columns.lastDay].map((place) => cells[place] ?? '') as [string, string, string];
  if (ROUNDED.test(code)) return 'rounded';
  const wrong = lengthProblem(foldedCard(code));
  if (wrong) return wrong;
  if (code.length > 2 * foldedCard(code).length || !/^[\p{L}\p{N}\p{P}\p{S} ]+$/u.test(code)) return 'not_printable';
  if (pin.length > PIN_CHARS || ROUNDED.test(pin) || !/^[\p{L}\p{N}\p{P}\p{S} ]*$/u.test(pin)) return 'bad_pin';
  const lastDay = dayOf(day);
  if (day !== '' && lastDay === null) return 'bad_day';
  return lastDay !== null && lastDay < today ? 'lapsed' : { code, pin: pin || null, lastDay };
}

/** Only what cannot be read in two ways. */
function dayOf(text: string): string | null {
  const [, year, month, day] = /^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(text) ?? [null, ...(/^(\d{1,2})\.(\d{1,2})\.(\d{4})$/.exec(text)?.slice(1).toReversed() ?? [])];
  if (!year || !month || !day) return null;
  const iso = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  const date = new Date(`${iso}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(iso) ? iso : null;
}
