import { distance } from './fuzzy';

describe('distance', () => {
  it.each([
    ['Review', 'rev', 0], ['Tiers & rules', 'rules', 1], ['Overview', 'view', 2], ['Invite to the team', 'invt', 3], ['Invite to the team', 'tm', 3],
    ['Zofia Wiśniewska', 'wisn', 1], ['Einstellungen öffnen', 'offnen', 1], ['Rewards', '', 0],
  ])('%s for %s is %s', (text, typed, expected) => expect(distance(text, typed)).toBe(expected));

  it.each([['Rewards', 'xyz'], ['Rewards', 'drawer'], ['Mail', 'ail me']])('%s does not answer %s', (text, typed) => expect(distance(text, typed)).toBeNull());
});
