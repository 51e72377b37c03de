import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { canonicalEmail } from './index.js';

const canon = (input: string) => canonicalEmail(input)?.canonical;
const NAMES = ['anna', 'a.nowak', 'j-doe', 'x_y', 'o\'neil', 'mary.jane.watson', 'b2b', '007'];
const HOSTS = ['company.example', 'gmail.com', 'bücher.example', 'mail.co.uk', 'a-b.example', '例え.jp'];
const FULL_WIDTH = (s: string) => s.replace(/[!-~]/g, (c) => String.fromCharCode(c.charCodeAt(0) + 0xfee0));

/** Ways to write one mailbox. */
const SPELLINGS: Record<string, (local: string, host: string) => string | null> = {
  'upper case': (l, h) => `${l.toUpperCase()}@${h.toUpperCase()}`,
  'a plus tag': (l, h) => `${l}+news@${h}`,
  'two plus tags': (l, h) => `${l}+a+b.c@${h}`,
  'an empty tag': (l, h) => `${l}+@${h}`,
  'full-width forms': (l, h) => FULL_WIDTH(`${l}@${h}`),
  'a trailing dot': (l, h) => `${l}@${h}.`,
  'an ideographic full stop': (l, h) => `${l}@${h.replaceAll('.', '。')}`,
  'outer space': (l, h) => `  ${l}@${h} `,
  'the ASCII form of the domain': (l, h) => `${l}@${new URL(`http://${h}`).hostname}`,
  'a decomposed domain': (l, h) => `${l}@${h.normalize('NFD')}`,
  'Gmail\'s other domain': (l, h) => (h === 'gmail.com' ? `${l}@googlemail.com` : null),
  'more dots at Gmail': (l, h) => (h === 'gmail.com' ? `${[...l.replaceAll('.', '')].join('.')}@${h}` : null),
  'no dots at Gmail, tagged': (l, h) => (h === 'gmail.com' ? `${l.replaceAll('.', '')}+x@GoogleMail.com` : null),
};
const aliases = NAMES.flatMap((l) => HOSTS.flatMap((h) => Object.entries(SPELLINGS).flatMap(([how, spell]) => {
  const alias = spell(l, h);
  return alias === null ? [] : [{ how, plain: `${l}@${h}`, alias }];
})));
// And each alias against another of the same mailbox.
const pairs = [...aliases.map((a) => [a.plain, a.alias, a.how] as const), ...aliases.flatMap((a, i) => {
  const b = aliases[i + 1];
  return b?.plain === a.plain ? [[a.alias, b.alias, `${a.how} and ${b.how}`] as const] : [];
})];

describe('one mailbox', () => {
  it('is a corpus of several hundred pairs', () => expect(pairs.length).toBeGreaterThan(800));
  it('has one canonical form, however it is written', () =>
    expect(pairs.filter(([a, b]) => canon(a) === undefined || canon(a) !== canon(b))).toEqual([]));
  it('keeps what to mail to apart from what to compare', () =>
    expect(canonicalEmail(' A.Nowak+News@GoogleMail.com. ')).toEqual({ canonical: 'anowak@gmail.com', display: 'A.Nowak+News@googlemail.com', domain: 'gmail.com' }));
  it('canonical forms are their own canonical form', () => expect(pairs.map(([a]) => canon(a)!).filter((c) => canon(c) !== c)).toEqual([]));
});

describe('two people', () => {
  const people = [
    'anna@company.example', 'ann.a@company.example', 'a.nna@company.example', 'anna@companyexample.example', 'anna@mail.company.example', 'anna@company.test',
    'anna-b@company.example', 'anna_b@company.example', 'annab@company.example', 'anna.b@company.example', 'anna.c@company.example', 'anna1@company.example',
    'anna@gmail.com', 'anna-b@gmail.com', 'anna_b@gmail.com', 'annab@gmail.com', 'anna1@gmail.com', 'anna@gmail.co', 'anna@mail.gmail.com', 'anna@gmail.company.example',
    'anna@yahoo.com', 'anna-news@yahoo.com', 'anna@outlook.com', 'an.na@outlook.com', 'anna@hotmail.com', 'bob@company.example', '+anna@company.example', '+bob@company.example',
    'anna@bücher.example', 'anna@bucher.example', 'anna@straße.example', 'anna@strasse.example',
  ];
  it('are never merged', () => expect(new Set(people.map(canon)).size).toBe(people.length));
  it('stay two at a company, whatever differs in the local part but case and tag', () => {
    const local = fc.stringMatching(/^[a-z0-9._-]{1,12}$/).filter((l) => !/^\.|\.$|\.\./.test(l));
    fc.assert(fc.property(local, local, (a, b) => { if (a !== b) expect(canon(`${a}@company.example`)).not.toBe(canon(`${b}@company.example`)); }));
  });
});

describe('what is no address', () => {
  it.each([
    '', '@', 'a', 'a@', '@b.example', 'a@b', 'a@@b.example', 'a@b@c.example', '"a b"@c.example', '"a"@c.example', 'a(comment)@c.example', 'a@(x)c.example',
    'a b@c.example', '.a@c.example', 'a.@c.example', 'a..b@c.example', 'a@-c.example', 'a@c-.example', 'a@c..example', 'a@.example', 'a@c.example..',
    'a@127.0.0.1', 'a@[127.0.0.1]', 'a@0x7f.1', 'a@c.123', 'a@c.example:80', 'a@c.example/x', 'a@c.example?x', 'a@c.example#x', 'a@c%2eexample', 'a@c_d.example', 'a@user:pw',
    'a\u0000@c.example', 'a@c.example\n', 'a@c.example\r\nBcc: x@y.example', 'a\u200b@c.example', 'a\u202e@c.example', 'a\u00ad@c.example', 'а@c.example', '\ud800@c.example',
    'Anna <a@c.example>', 'mailto:a@c.example', 'a,b@c.example', 'a;b@c.example', 'a\\@c.example', 'a@b\\c.example',
    `${'a'.repeat(65)}@c.example`, `a@${'b'.repeat(64)}.example`, `a@${'b.'.repeat(126)}example`, 'a@xn--.example', 'a'.repeat(100_000),
  ])('refuses %j', (input) => expect(canonicalEmail(input)).toBeNull());
  it('accepts the longest parts', () => expect(canon(`${'a'.repeat(64)}@${'b'.repeat(63)}.example`)).toBeDefined());
  it('never throws, and never lets a control sign or a second @ through', () => fc.assert(fc.property(fc.string({ unit: 'binary' }), fc.string(), (a, b) => {
    const address = canonicalEmail(`${a}@${b}`);
    if (address) expect([/^[!-~]+$/.test(address.canonical), address.canonical.split('@').length, /\p{C}/u.test(address.display)]).toEqual([true, 2, false]);
  }), { numRuns: 2000 }));
});
