import { describe, expect, it } from '@jest/globals';
import { readCodeList } from './code-list.js';

const read = (text: string) => readCodeList(Buffer.from(text));

describe('a list of codes', () => {
  it.each([
    ['one a line', 'AAA-1\nBBB-2\n\nCCC-3', ['AAA-1', 'BBB-2', 'CCC-3']],
    ['with a heading and more columns', '\ufeffCode;Value\r\nAAA-1;10\r\nBBB-2;20\r\n', ['AAA-1', 'BBB-2']],
    ['in quotes', '"AAA-1","x"\n"BBB,2"', ['AAA-1', 'BBB,2']],
    ['with tabs', 'Discount code\tdate\nAAA-1\t2026', ['AAA-1']],
    ['in capitals and not', 'abc-1\nABC-1', ['abc-1']],
    ['in other letters', 'ŻÓŁĆ-1', ['ŻÓŁĆ-1']],
    ['that begins like a formula', '=AAA\n', ['=AAA']],
    ['that is empty', '\n\n', []],
  ])('%s', (_, text, codes) => expect(read(text).codes).toEqual(codes));

  it('says which lines cannot be used, and why', () =>
    expect(read(`Gutscheine\nAB\n${'A'.repeat(65)}\nA B C\nGOOD-1\nGOOD-1`)).toEqual({
      codes: ['GOOD-1'], repeated: 1, refused: [{ line: 2, why: 'too_short' }, { line: 3, why: 'too_long' }, { line: 4, why: 'not_printable' }],
    }));

  it('whose quotes do not close is refused whole', () => expect(() => read('"AAA\nBBB')).toThrow('request.malformed'));
});
