import { describe, expect, it } from '@jest/globals';
import { readCardList } from './card-list.js';

const read = (text: string) => readCardList(Buffer.from(text), '2026-03-02');

describe('a list of gift cards', () => {
  it.each([
    ['one a line', '6006-4912-3344', [{ code: '6006-4912-3344', pin: null, lastDay: null }]],
    ['in the order of its columns', 'AAA-1,1234,2027-12-31', [{ code: 'AAA-1', pin: '1234', lastDay: '2027-12-31' }]],
    ['as its headings say', 'gültig bis;Kartennummer;Wert;PIN\n31.12.2027;6006 4912 3344;20;0042', [{ code: '6006 4912 3344', pin: '0042', lastDay: '2027-12-31' }]],
    ['with a heading of the code alone', 'Gift card\nAAA-1;77;x', [{ code: 'AAA-1', pin: null, lastDay: null }]],
    ['in groups and not', '6006 4912 3344\n6006-4912-3344\n600649123344', [{ code: '6006 4912 3344', pin: null, lastDay: null }]],
    ['whose last day is today', 'AAA-1,,2026-03-02', [{ code: 'AAA-1', pin: null, lastDay: '2026-03-02' }]],
    ['that is empty', '\n', []],
  ])('%s', (_, text, cards) => expect(read(text).codes).toEqual(cards));

  it.each([
    ['AA', 'too_short'], ['- - -', 'too_short'], ['A'.repeat(65), 'too_long'], ['A\u0007BC-1', 'not_printable'], ['6.00649E+15', 'rounded'],
    [`AAA-1,${'1'.repeat(33)}`, 'bad_pin'], ['AAA-1,,12/31/2027', 'bad_day'], ['AAA-1,,2027-02-30', 'bad_day'], ['AAA-1,,soon', 'bad_day'], ['AAA-1,,2026-03-01', 'lapsed'], [',1234,', 'too_short'],
  ])('does not take %j: %s', (text, why) => expect(read(text)).toEqual({ codes: [], repeated: 0, refused: [{ line: 1, why }] }));
});
