import { describe, expect, it } from '@jest/globals';
import { allowedDestination, type Landing, targetOf } from './destination.js';

const shop: Landing = { slug: 'halcyon', destination: null, allowedHosts: ['shop.example', 'app.example:8443'] };
const brand: Landing = { ...shop, destination: 'https://brand.example/welcome?utm=fan#top' };

describe('allowedDestination', () => {
  it.each(['https://shop.example/a?b=c', 'http://shop.example', 'https://SHOP.example:443/', 'https://app.example:8443/x'])('allows %s', (text) =>
    expect(allowedDestination(text, shop)).not.toBeNull());

  it.each([
    'https://evil.example/', 'https://shop.example.evil.example/', 'https://evil.example/shop.example', 'https://shop.example@evil.example/',
    'https://user:secret@shop.example/', '//evil.example/', '/\\evil.example', 'https:evil.example', 'https://shop.example:8443/',
    'https://app.example/', 'javascript:alert(1)//shop.example', 'data:text/html,shop.example', 'ftp://shop.example/', 'shop.example', '',
    'https://sub.shop.example/', 'https://shop.example./', 'https://shop.example%40evil.example/',
  ])('refuses %s', (text) => expect(allowedDestination(text, shop)).toBeNull());

  it('goes by the host as parsed, and what follows it cannot change it', () => {
    const url = 'https://shop.example\\@evil.example/x';
    expect(new URL(targetOf('ewa7', url, shop).withClick(null)).host).toBe('shop.example');
  });

  it("allows the host of the program's own page without listing it", () =>
    expect(allowedDestination('https://brand.example/other', brand)?.pathname).toBe('/other'));
});

describe('targetOf', () => {
  it('leads to our sign-up page where nothing else is set', () =>
    expect(targetOf('ewa7', null, shop).withClick('c1')).toBe('/join/halcyon?ref=ewa7&click=c1'));

  it('keeps the query and the fragment of the stored page', () =>
    expect(targetOf('ewa7', null, brand).withClick('c1')).toBe('https://brand.example/welcome?utm=fan&ref=ewa7&click=c1#top'));

  it("prefers the link's own page", () =>
    expect(targetOf('ewa7', 'https://shop.example/sale', brand).withClick('c1')).toBe('https://shop.example/sale?ref=ewa7&click=c1'));

  it('passes over a page whose host has left the list', () =>
    expect(targetOf('ewa7', 'https://gone.example/sale', brand).withClick('c1')).toMatch(/^https:\/\/brand\.example\/welcome/));

  it('leaves the click out when none was recorded, and replaces what the stored page says of it', () =>
    expect(targetOf('ewa7', 'https://shop.example/?ref=old&click=old', shop).withClick(null)).toBe('https://shop.example/?ref=ewa7'));
});
