import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { guessMapping } from './guess-mapping.js';
import { type Reading, readRow } from './read-row.js';
import { readTable } from './read-table.js';

const reading = (over: Partial<Reading> = {}): Reading => ({
  mapping: { email: 0, name: 1, language: 2, joined: 3, count: 4, tags: 5, code: 6 }, dateOrder: 'dmy', locales: ['en', 'de'], cohorts: new Map([['campus', 'campus'], ['campus köln', 'campus']]), now: new Date('2026-03-02T09:00:00Z'), ...over,
});
const read = (...cells: string[]) => readRow(cells, reading());

describe('a line', () => {
  it('is read as what it says', () => {
    expect(read(' Ewa.K+x@Gmail.com ', ' Ewa  Kowalska', 'German', '24.12.2023', '12.0', 'VIP; press room,vip', 'https://old.example/r/EWA-1')).toEqual({
      found: {
        email: 'Ewa.K+x@gmail.com', canonical: 'ewak@gmail.com', name: 'Ewa Kowalska', locale: 'de', joinedAt: '2023-12-24T12:00:00.000Z', count: 12, points: 0,
        tags: ['vip', 'press room'], cohort: null, code: 'ewa-1', consentAt: null, consentSource: null,
      }, warnings: [],
    });
  });

  it.each([
    [['', 'A'], 'email_missing', 'email'], [['a@', 'A'], 'email_invalid', 'email'], [['a@b.test', 'x'.repeat(81)], 'name_invalid', 'name'],
    [['a@b.test', '', '', '31.04.2020'], 'joined_invalid', 'joined'], [['a@b.test', '', '', '2031-01-01'], 'joined_invalid', 'joined'], [['a@b.test', '', '', 'yesterday'], 'joined_invalid', 'joined'],
    [['a@b.test', '', '', '', '-1'], 'count_invalid', 'count'], [['a@b.test', '', '', '', '1e9'], 'count_invalid', 'count'], [['a@b.test', '', '', '', '1.5'], 'count_invalid', 'count'],
    [['a@b.test', '', '', '', '', Array.from({ length: 21 }, (_, n) => `t${n}`).join(',')], 'tags_invalid', 'tags'],
  ])('%p is refused: %s in %s', (cells, problem, field) => expect(read(...cells)).toEqual({ problem, field }));

  it('is taken with another language or code where it must be, and says so', () => {
    expect(read('a@b.test', '', 'Klingon', '', '', '', 'admin')).toMatchObject({ found: { locale: 'en', code: null }, warnings: ['language_default', 'code_new'] });
  });

  it.each([
    ['EWA-1', 'ewa-1'], ['ewa-1?cohort=campus', 'ewa-1'], ['https://fans.example/r/ewa-1?cohort=campus', 'ewa-1'], ['fans.example/r/ewa-1/?cohort=campus&utm_source=ig#top', 'ewa-1'],
    ['https://fans.example/join/halcyon?cohort=campus&ref=ewa-1', 'ewa-1'], ['https://fans.example/join/halcyon?ref=ewa-1&cohort=campus', 'ewa-1'],
    ['https://old.example/ewa-1', 'ewa-1'], ['https://old.example/ewa-1/', 'ewa-1'], ['https://old.example/fans/ewa-1?utm_source=mail', 'ewa-1'], ['https://old.example/start?rh_ref=ewa-1&lang=pl', 'ewa-1'],
    ['https://old.example/start?lang=pl&referralCode=EWA-1', 'ewa-1'], ['ref=ewa-1', 'ewa-1'], ['https://old.example', null], ['https://old.example/?cohort=campus', null], ['?cohort=campus', null],
  ])('finds the code in %p: %p', (cell, code) => expect(read('a@b.test', '', '', '', '', '', cell)).toMatchObject({ found: { code, cohort: null }, warnings: code === null ? ['code_new'] : [] }));

  it.each([['2024-02-29', '2024-02-29T12:00:00.000Z'], ['2024-02-29T23:30:00+02:00', '2024-02-29T21:30:00.000Z'], ['2024/3/1 7:05', '2024-03-01T07:05:00.000Z'], ['1/2/2024', '2024-02-01T12:00:00.000Z']])('knows %s', (text, at) =>
    expect(read('a@b.test', '', '', text)).toMatchObject({ found: { joinedAt: at } }));

  it('takes the month first where that is how it is meant', () => {
    expect(readRow(['a@b.test', '', '', '1/2/2024'], reading({ dateOrder: 'mdy' }))).toMatchObject({ found: { joinedAt: '2024-01-02T12:00:00.000Z' } });
  });

  it('never throws, whatever it holds', () => {
    fc.assert(fc.property(fc.array(fc.string({ unit: 'binary' }), { maxLength: 8 }), (cells) => { readRow(cells, reading()); }));
  });
});

describe('a file', () => {
  const table = (text: string | Buffer) => readTable(Buffer.from(text));

  it.each([
    ['commas', 'email,name\na@b.test,"Kowalska, Ewa"\n', 'Kowalska, Ewa'], ['semicolons and CRLF', 'email;name\r\na@b.test;Ewa\r\n\r\n', 'Ewa'], ['tabs', 'email\tname\na@b.test\tEwa', 'Ewa'],
    ['a byte order mark', '\ufeffemail,name\na@b.test,Юлия', 'Юлия'], ['a defused formula', `email,name\na@b.test,'=1+1`, '=1+1'], ['a comma in a quoted head', '"e, mail";name\na@b.test;Ewa', 'Ewa'],
  ])('with %s is a table', (_, text, name) => expect(table(text).rows[0]!.cells[1]).toBe(name));

  it('of an old spreadsheet is read as it was meant', () => {
    expect(table(Buffer.from([...Buffer.from('email,name\na@b.test,'), 0xd8, 0x79])).rows[0]!.cells[1]).toBe('Øy');
    expect(readTable(Buffer.from('\ufeffemail,name\na@b.test,Ωmega', 'utf16le')).rows[0]!.cells[1]).toBe('Ωmega');
  });

  it('names the line in the file, also behind a cell of several lines', () => {
    expect(table('email,name\na@b.test,"one\ntwo"\n\nc@d.test,x').rows.map((row) => row.line)).toEqual([3, 5]);
  });

  it.each([['', 'empty'], ['email', 'empty'], [`email\n${'a@b.test\n'.repeat(50_001)}`, 'too_many_rows']])('that is none is refused (%#)', (text, why) => {
    let refusal: unknown;
    try { table(text); } catch (error) { refusal = error; }
    expect(refusal).toMatchObject({ code: 'import.unreadable', facts: { why } });
  });
});

describe('columns', () => {
  it.each([
    [['E-Mail', 'Vorname', 'Nachname', 'Sprache', 'Angemeldet am', 'Empfehlungen'], { email: 0, name: 1, lastName: 2, language: 3, joined: 4, count: 5 }],
    [['Referral Code', 'Email Address', 'Full name', 'Tags', 'points'], { code: 0, email: 1, name: 2, tags: 3, points: 4 }],
    [['name', 'email', 'language', 'tier', 'count', 'points', 'waiting', 'joined', 'standing', 'tags', 'code'], { name: 0, email: 1, language: 2, count: 4, points: 5, joined: 7, tags: 9, code: 10 }],
    [['who', 'where'], { email: 1 }],
  ])('%j are guessed', (columns, mapping) => {
    expect(guessMapping({ columns, rows: [{ line: 2, cells: ['Ewa', 'ewa@b.test', 'x', 'x', 'x', 'x'] }] })).toEqual(mapping);
  });
});

describe('a cohort', () => {
  const cohortOf = (text: string) => readRow(['a@b.de', text], reading({ mapping: { email: 0, cohort: 1 } }));
  it.each([['campus', 'campus'], [' Campus  KÖLN', 'campus'], ['', null]])('written as %p is %p', (text, key) => expect(cohortOf(text)).toMatchObject({ found: { cohort: key } }));
  it('that the program does not have is refused', () => expect(cohortOf('kampus')).toEqual({ problem: 'cohort_unknown', field: 'cohort' }));
  it('is found by the head of its column', () => expect(guessMapping(readTable(Buffer.from('mail,Gruppe\na@b.de,campus\n'))).cohort).toBe(1));
});
