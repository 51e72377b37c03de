import { createServer, type AddressInfo } from 'node:net';
import { type Browser, chromium, expect, test } from '@playwright/test';
import lighthouse from 'lighthouse';
import { AMBASSADOR, PROGRAM } from './support/people.js';
import { signInAsMember } from './support/sign-in.js';

/** Speed is not among them: it follows the load of the machine. Bytes do not. */
const JUDGED = ['accessibility', 'best-practices', 'seo'];
const PERFECT = { accessibility: 1, 'best-practices': 1, seo: 1 };
/** A public page in Latin script, as sent: page, style, script and font together. */
const PUBLIC_BYTES = 30 * 1024;
/** The portal before anything is loaded when needed, as sent: its page and what that names. */
const PORTAL_BYTES = 120_000;

let browser: Browser;
let port: number;

test.beforeAll(async ({ launchOptions }) => {
  port = await freePort();
  browser = await chromium.launch({ ...launchOptions, args: [...(launchOptions.args ?? []), `--remote-debugging-port=${port}`] });
});
test.afterAll(() => browser.close());

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((listening) => server.once('listening', listening));
  const chosen = (server.address() as AddressInfo).port;
  await new Promise((closed) => server.close(closed));
  return chosen;
}

/** Looks at a page as Lighthouse does, on a phone. @returns the scores, what keeps them from 1, and the bytes sent */
async function judge(url: string, cookie?: string): Promise<{ scores: Record<string, number | null>; faults: string[]; bytes: number }> {
  const result = await lighthouse(url, {
    port, onlyCategories: [...JUDGED, 'performance'], logLevel: 'error', extraHeaders: cookie ? { Cookie: cookie } : {},
  });
  const { categories, audits } = result!.lhr;
  const faults = JUDGED.flatMap((name) => categories[name]!.auditRefs)
    .filter(({ id, weight }) => weight > 0 && (audits[id]!.score ?? 1) < 1)
    .map(({ id }) => `${id}: ${audits[id]!.title}`);
  return { scores: Object.fromEntries(JUDGED.map((name) => [name, categories[name]!.score])), faults, bytes: audits['total-byte-weight']!.numericValue! };
}

for (const page of [`/join/${PROGRAM}`, `/board/${PROGRAM}`, `/sign-in?program=${PROGRAM}`]) {
  test(`${page} has nothing to better, and is light`, async ({ baseURL }) => {
    const { scores, faults, bytes } = await judge(`${baseURL}${page}`);
    expect(faults).toEqual([]);
    expect(scores).toEqual(PERFECT);
    expect(bytes).toBeLessThanOrEqual(PUBLIC_BYTES);
  });
}

test('an ambassador’s card has nothing to better, and is light', async ({ page, baseURL }) => {
  await signInAsMember(page, AMBASSADOR);
  const { card } = (await (await page.request.get(`/api/v1/me/programs/${PROGRAM}/share`)).json()) as { card: { page: string } };
  const { scores, faults, bytes } = await judge(new URL(card.page, baseURL).href);
  expect(faults).toEqual([]);
  expect(scores).toEqual(PERFECT);
  expect(bytes).toBeLessThanOrEqual(PUBLIC_BYTES);
});

test('a member’s Home has nothing to better', async ({ page, baseURL }) => {
  await signInAsMember(page, AMBASSADOR);
  const cookie = (await page.context().cookies()).map(({ name, value }) => `${name}=${value}`).join('; ');
  const { scores, faults } = await judge(`${baseURL}/me/${PROGRAM}`, cookie);
  expect(faults).toEqual([]);
  expect(scores).toEqual(PERFECT);
});

test('the portal begins with little', async ({ request, baseURL }) => {
  const page = `${baseURL}/me/${PROGRAM}`;
  const named = [...(await (await request.get(page)).text()).matchAll(/(?:src|href)="(\/portal\/[^"]+)"/g)].map(([, path]) => `${baseURL}${path}`);
  expect(named.length).toBeGreaterThan(1);
  const sizes = await Promise.all([page, ...new Set(named)].map(async (url) => Number((await request.head(url, { headers: { 'accept-encoding': 'br' } })).headers()['content-length'])));
  expect(sizes.reduce((sum, bytes) => sum + bytes, 0)).toBeLessThanOrEqual(PORTAL_BYTES);
});
