import { describe, expect, it } from '@jest/globals';
import { machineReason } from './machine-visit.js';

const CHROME = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36';
const IPHONE = 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1';
const INSTAGRAM = `${IPHONE.replace('Safari/604.1', '')}Instagram 350.0.0.20.100 (iPhone16,2; iOS 18_1; de_DE)`;

describe('machineReason', () => {
  it.each([
    ['a browser without fetch metadata', { 'user-agent': IPHONE }],
    ['a top-level navigation', { 'user-agent': CHROME, 'sec-fetch-dest': 'document', 'sec-fetch-mode': 'navigate' }],
    ['the browser inside Instagram', { 'user-agent': INSTAGRAM }],
    ['the browser inside Snapchat', { 'user-agent': `${IPHONE} Snapchat/13.1.0.44 (like Safari/8618.1.15, panda)` }],
  ])('takes %s for a person', (_, headers) => expect(machineReason('GET', headers)).toBeNull());

  it.each([
    ['prefetch', { 'user-agent': CHROME, 'sec-purpose': 'prefetch;prerender' }],
    ['prefetch', { 'user-agent': CHROME, purpose: 'prefetch' }],
    ['prefetch', { 'user-agent': IPHONE, 'x-purpose': 'preview' }],
    ['prefetch', { 'user-agent': CHROME, 'x-moz': 'prefetch' }],
    ['embedded', { 'user-agent': CHROME, 'sec-fetch-dest': 'iframe' }],
    ['embedded', { 'user-agent': CHROME, 'sec-fetch-dest': 'image' }],
    ['embedded', { 'user-agent': CHROME, 'sec-fetch-dest': 'empty' }],
    ['preview', { 'user-agent': 'WhatsApp/2.23.20.0' }],
    ['preview', { 'user-agent': 'facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)' }],
    ['preview', { 'user-agent': 'Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)' }],
    ['bot', { 'user-agent': 'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)' }],
    ['bot', { 'user-agent': 'curl/8.5.0' }],
    ['no_agent', {}],
  ])('tells %s apart', (reason, headers) => expect(machineReason('GET', headers)).toBe(reason));

  it('takes HEAD for a machine whatever it says of itself', () => expect(machineReason('HEAD', { 'user-agent': CHROME })).toBe('head'));
});
