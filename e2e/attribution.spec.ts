import { type BrowserContext, type BrowserContextOptions, expect, type Page, test } from '@playwright/test';
import { join } from './support/friends.js';
import { linkMailedTo } from './support/mailbox.js';
import { newAddress, OWNER, PROGRAM } from './support/people.js';
import { signInAsStaff } from './support/sign-in.js';

// docs/attribution.md has the table of these cases; each is named there as it is here.

/** A headless browser says that it is one, and its clicks are a machine's. */
const CHROME = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36';
const INSTAGRAM = 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 Instagram 389.0.0.26.86 (iPhone16,2; iOS 18_5; en_GB; en; scale=3.00; 1179x2556; 750000000)';
const FACEBOOK = 'Mozilla/5.0 (Linux; Android 16; Pixel 9 Build/BP2A.250605.031; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/142.0.7444.48 Mobile Safari/537.36 [FB_IAB/FB4A;FBAV/534.0.0.50.103;]';

test.use({ userAgent: CHROME });

let staff: Page;
let referrals: string;
/** The link that everybody comes by. */
let code: string;

test.beforeAll(async ({ browser }) => {
  staff = await browser.newPage();
  await signInAsStaff(staff, OWNER);
  const me = (await (await staff.request.get('/api/v1/me')).json()) as { staffRoles: { programId: string; slug: string }[] };
  referrals = `/api/v1/programs/${me.staffRoles.find(({ slug }) => slug === PROGRAM)!.programId}/referrals`;
  code = await join(staff.request, newAddress('inviter'), { name: 'Inga' });
});
test.afterAll(() => staff.close());

/** What staff see of how somebody came, newest first: `click`, `code`; nothing where nobody is credited with them. */
async function cameBy(email: string): Promise<string[]> {
  const { items } = (await (await staff.request.get(`${referrals}?search=${encodeURIComponent(email)}`)).json()) as { items: { id: string }[] };
  if (items.length === 0) return [];
  const { touches } = (await (await staff.request.get(`${referrals}/${items[0]!.id}`)).json()) as { touches: { via: string; code: string; credited: boolean }[] };
  expect(touches.every((touch) => (touch.code === code) === touch.credited)).toBe(true);
  return touches.map(({ via }) => via).toSorted();
}

async function signUp(page: Page, email: string): Promise<void> {
  await page.locator('#email').fill(email);
  await page.locator('input[name=consent]').check();
  await page.locator('main form button').click();
  await expect(page.getByRole('status')).toContainText(email);
}

async function confirm(page: Page, email: string): Promise<void> {
  await page.goto(await linkMailedTo(page.request, email, '/confirm'));
  await page.locator('main form button').click();
  await expect(page.getByRole('heading', { level: 1 })).toContainText('You’re in');
}

/** The browser never gets a cookie, so it never sends one. */
async function withoutCookies(context: BrowserContext): Promise<void> {
  await context.route('**/*', async (route) => {
    const answer = await route.fetch({ maxRedirects: 0 });
    const { 'set-cookie': _, ...headers } = answer.headers();
    await route.fulfill({ response: answer, headers });
    await context.clearCookies(); // those that the fetch has kept for the context
  });
}

/** Every kind of storage answers as where the visitor has blocked it. */
async function withoutStorage(context: BrowserContext): Promise<void> {
  await context.addInitScript(() => {
    const refuse = () => { throw new DOMException('blocked', 'SecurityError'); };
    for (const name of ['localStorage', 'sessionStorage', 'indexedDB', 'caches']) Object.defineProperty(window, name, { get: refuse });
    Object.defineProperty(Document.prototype, 'cookie', { get: refuse, set: refuse });
  });
}

const CASES: readonly [name: string, prepare: (context: BrowserContext) => Promise<void>, options?: BrowserContextOptions][] = [
  ['a browser with everything', async () => undefined],
  ['no cookies', withoutCookies],
  ['storage blocked', async (context) => { await withoutCookies(context); await withoutStorage(context); }],
  ['no JavaScript', async () => undefined, { javaScriptEnabled: false }],
  ['the browser inside Instagram', async (context) => { await withoutCookies(context); await withoutStorage(context); }, { userAgent: INSTAGRAM }],
  ['the browser inside Facebook', async (context) => { await withoutCookies(context); await withoutStorage(context); }, { userAgent: FACEBOOK }],
];
for (const [name, prepare, options] of CASES) {
  test(name, async ({ browser }) => {
    const context = await browser.newContext(options);
    await prepare(context);
    const page = await context.newPage();
    const email = newAddress('came');
    await page.goto(`/r/${code}`);
    await expect(page).toHaveURL(new RegExp(`/join/${PROGRAM}\\?ref=${code}&click=[0-9a-f-]{36}$`));
    if (prepare === withoutCookies) expect(await context.cookies()).toEqual([]);
    await signUp(page, email);
    await confirm(page, email);
    expect(await cameBy(email)).toEqual(['click']);
    await context.close();
  });
}

test('two links in one browser', async ({ browser }) => {
  const context = await browser.newContext();
  const page = await context.newPage();
  const email = newAddress('came');
  await page.goto(`/r/${await join(staff.request, newAddress('inviter'), { name: 'Isa' })}`);
  await page.goto(`/r/${code}`);
  await signUp(page, email);
  await confirm(page, email);
  expect(await cameBy(email)).toEqual(['click', 'click']); // the demo's rule: the last is credited
  await context.close();
});

test.describe('a second device', () => {
  test('signed up on the phone, confirmed on the laptop', async ({ browser }) => {
    const [phone, laptop] = [await browser.newContext({ userAgent: INSTAGRAM }), await browser.newContext()];
    const email = newAddress('came');
    const first = await phone.newPage();
    await first.goto(`/r/${code}`);
    await signUp(first, email);
    await phone.close();
    await confirm(await laptop.newPage(), email);
    expect(await cameBy(email)).toEqual(['click']);
    await laptop.close();
  });

  test('clicked on the phone, signed up on the laptop', async ({ browser }) => {
    const [phone, laptop] = [await browser.newContext(), await browser.newContext()];
    const email = newAddress('came');
    await (await phone.newPage()).goto(`/r/${code}`);
    const second = await laptop.newPage();
    await second.goto(`/join/${PROGRAM}`);
    await signUp(second, email);
    await confirm(second, email);
    expect(await cameBy(email)).toEqual([]);
    await phone.close();
    await laptop.close();
  });
});

test.describe('a typed code', () => {
  for (const [name, typed] of [['as it was told', () => ` ${code.toUpperCase()} `], ['as a whole link', () => `https://fans.example/r/${code}?fbclid=IwAR0`]] as const) {
    test(name, async ({ page }) => {
      const email = newAddress('came');
      await page.goto(`/join/${PROGRAM}`);
      await page.getByText('Did a friend give you a code?').click();
      await page.getByLabel('Code', { exact: true }).fill(typed());
      await signUp(page, email);
      await confirm(page, email);
      expect(await cameBy(email)).toEqual(['code']);
    });
  }
});

test.describe('a parameter stripped', () => {
  test('or added by an app on the way: the code is in the path', async ({ page }) => {
    const email = newAddress('came');
    await page.goto(`/r/${code}?fbclid=IwAR0x&utm_source=ig&igsh=MzRl`);
    await expect(page).toHaveURL(new RegExp(`\\?ref=${code}&click=[0-9a-f-]{36}$`));
    await signUp(page, email);
    await confirm(page, email);
    expect(await cameBy(email)).toEqual(['click']);
  });

  const STRIPPED: readonly [name: string, keeps: readonly string[], cookies: boolean, via: readonly string[]][] = [
    ['the click, in a browser without cookies', ['ref'], false, ['code']],
    ['the code, in a browser without cookies', ['click'], false, ['click']],
    ['both, in a browser with cookies', [], true, ['click']],
    ['both, in a browser without cookies', [], false, []],
  ];
  for (const [name, keeps, cookies, via] of STRIPPED) {
    test(name, async ({ browser }) => {
      const context = await browser.newContext();
      if (!cookies) await withoutCookies(context);
      const page = await context.newPage();
      const email = newAddress('came');
      await page.goto(`/r/${code}`);
      const landing = new URL(page.url());
      for (const parameter of ['ref', 'click']) if (!keeps.includes(parameter)) landing.searchParams.delete(parameter);
      await page.goto(landing.href);
      await signUp(page, email);
      await confirm(page, email);
      expect(await cameBy(email)).toEqual(via);
      await context.close();
    });
  }
});
