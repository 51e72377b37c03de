import { describe, expect, it } from '@jest/globals';
import { isNamedIn, withoutName } from './named-in.js';

const MAJA = { names: ['Maja Nowak-Groß'], addresses: ['maja@reader.test'] };

describe('a person named in a text', () => {
  it.each([
    ['Asked Maja: a class trip.', true],
    ['MAJAS link is on a coupon page', true],
    ['Maja’s whole class', true],
    ['Mr. Groß called', true],
    ['wrote to Maja@Reader.test', true],
    ['Majas-like', true],
    ['The Majatal club', false],
    ['Nobody we know', false],
    ['maj', false],
    ['ticket maja7', false],
  ])('%s: %s', (text, named) => expect(isNamedIn(text, MAJA)).toBe(named));

  it('with a short name, by the whole of it', () => {
    expect(isNamedIn('Bo Li was here', { names: ['Bo Li'], addresses: [] })).toBe(true);
    expect(isNamedIn('Li was here', { names: ['Bo Li'], addresses: [] })).toBe(false);
    expect(isNamedIn('(C+) was here', { names: ['C+'], addresses: [] })).toBe(true);
  });

  it('however the name was typed', () => {
    expect(isNamedIn('Zoe\u0308 asked for it', { names: ['Zo\u00eb'], addresses: [] })).toBe(true);
    expect(isNamedIn('Letter of Mrs. Dietrich', { names: ['Dietrich, Dora'], addresses: [] })).toBe(true);
    expect(withoutName('Zo\u00eb asked', 'Zoe\u0308')).toBe('Z•• asked');
  });

  it('without a name, by the address alone', () => expect(isNamedIn('maja', { names: [], addresses: ['a@b.test'] })).toBe(false));

  it('is shortened where the text is given to somebody else', () => {
    expect(withoutName('Greta Friend knows Maja; Gretas office', 'Greta Friend')).toBe('G•• knows Maja; G•• office');
    expect(withoutName('as it is', null)).toBe('as it is');
  });
});
