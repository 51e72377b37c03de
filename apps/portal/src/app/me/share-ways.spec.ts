import { wayTo } from './share-ways';

const LINK = 'https://fan.example/r/maja';
const TEXT = `Lies mit & hör zu: ${LINK} #täglich`;

describe('wayTo', () => {
  it.each(['whatsapp', 'email', 'x'] as const)('%s gets the text as it was written', (channel) => {
    expect(decodeURIComponent(wayTo(channel, TEXT, LINK)!.split('=')[1]!)).toBe(TEXT);
  });

  it('telegram gets the link once', () => {
    const { searchParams } = new URL(wayTo('telegram', TEXT, LINK)!);
    expect([searchParams.get('url'), searchParams.get('text')]).toEqual([LINK, 'Lies mit & hör zu:  #täglich']);
  });

  it.each(['facebook', 'linkedin'] as const)('%s gets the link alone', (channel) => {
    expect([...new URL(wayTo(channel, TEXT, LINK)!).searchParams.values()]).toEqual([LINK]);
  });

  it('has none for anything else', () => expect(wayTo('other', TEXT, LINK)).toBeNull());
});
