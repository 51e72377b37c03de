import { fillIn, wrongText } from './share-text';

describe('a text to share', () => {
  it.each<[string, string | null]>([
    ['Look: {link}', null], ['{name} is good: {link}', null], ['', 'empty'], ['   ', 'empty'], ['no way in', 'no_link'], ['{link} {code}', 'placeholder'], ['{link} x'.repeat(20), 'too_long'],
  ])('“%s”: %s', (text, wrong) => expect(wrongText(text, 100)).toBe(wrong));
  it('is filled in all at once', () => expect(fillIn('{name}: {link}', { name: '{link}', link: 'x' })).toBe('{link}: x'));
});
