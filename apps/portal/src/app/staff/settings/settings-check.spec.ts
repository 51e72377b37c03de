import { wrongFields } from './settings-check';
import { hostOfText, requestOf, type SettingsDraft } from './settings-draft';

const draft: SettingsDraft = {
  name: 'Halcyon', status: 'active', brandColor: '#0b5d4b', defaultLocale: 'en', locales: ['en', 'de'], senderName: 'Halcyon', postalAddress: 'Weg 1',
  landing: { en: { title: 'Hello', body: 'Five minutes.' } }, logo: null, landingPicture: null, destination: 'https://shop.example/join', allowedHosts: ['shop.example'],
};

describe('settings', () => {
  it.each<[string, Partial<SettingsDraft>, Record<string, string>]>([
    ['nothing', {}, {}],
    ['an empty name', { name: ' ' }, { name: 'empty' }],
    ['a title without a text', { landing: { de: { title: 'Hallo', body: ' ' } } }, { 'landing.de.body': 'half' }],
    ['a destination that is no address', { destination: 'shop.example' }, { destination: 'address' }],
    ['a script', { destination: 'javascript:alert(1)' }, { destination: 'address' }],
    ['a destination that is not on the list', { destination: 'https://other.example/' }, { destination: 'not_allowed' }],
    ['the same host on another port', { destination: 'https://shop.example:8443/' }, { destination: 'not_allowed' }],
  ])('with %s', (_what, change, wrong) => expect(wrongFields({ ...draft, ...change })).toEqual(wrong));

  it('say ours where a language has neither title nor text', () => {
    expect(requestOf({ ...draft, landing: { ...draft.landing, de: { title: '', body: '' } } }).landing).toEqual(draft.landing);
  });

  it.each([['Shop.Example', 'shop.example'], ['shop.example:443', 'shop.example'], ['shop.example/path', null], ['a@b.example', null], ['', null]])('keep %s as %s', (typed, host) => expect(hostOfText(typed)).toBe(host));
});
