import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { linkedText } from './linked-text.js';

const links = (text: string) => linkedText(text).flatMap(({ href }) => href ?? []);

describe('addresses in a text', () => {
  it.each([
    ['nothing here', []],
    ['see https://a.example/b?c=1#d.', ['https://a.example/b?c=1#d']],
    ['(http://a.example) and https://b.example/x,', ['http://a.example', 'https://b.example/x']],
    ['javascript:alert(1) data:text/html,x //a.example a.example', []],
    ['https://a.example"onclick=', ['https://a.example']],
    ['https://', []],
  ])('%s', (text, found) => expect(links(text)).toEqual(found));

  it('lose nothing of the text, and link to the web only', () =>
    fc.assert(fc.property(fc.string({ unit: fc.constantFrom('h', 'https://', 'a.b', '/', '.', ' ', '\n', '"', '<', 'javascript:') }), (text) => {
      expect(linkedText(text).map((part) => part.text).join('')).toBe(text);
      for (const href of links(text)) expect(href).toMatch(/^https?:\/\/\S+$/);
    })));
});
