import { expect, it } from '@jest/globals';
import { boardName } from './board-name.js';

it.each([
  ['Maja Nowak', null, 'Maja'],
  ['  Maja\u00a0Nowak', null, 'Maja'],
  ['Maja Nowak', 'The Paper Fox', 'The Paper Fox'],
  [null, 'Fox', 'Fox'],
  [null, null, null],
  ['   ', null, null],
  ['maja@example.org', null, null],
])('%s, having chosen %s, is %s', (name, chosen, shown) => expect(boardName({ name, boardName: chosen })).toBe(shown));
