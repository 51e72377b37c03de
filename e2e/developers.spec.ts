import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, type Page, test } from '@playwright/test';
import { complaints, expectGoodPage } from './support/looks.js';
import { linkMailedTo } from './support/mailbox.js';
import { newAddress, OWNER, PROGRAM } from './support/people.js';
import { signInAsStaff } from './support/sign-in.js';

const CODE = 'abcd2345';
const CLICK = '0190a000-0000-7000-8000-0000000000ab';

/** A brand's own page on a host of its own, with the script as a developer pastes it. */
async function openShop(api: string): Promise<{ server: Server; origin: string }> {
  const page = `<!doctype html><html lang="de-AT"><title>Shop</title><main>
    <script src="${api}/embed.js" data-program="${PROGRAM}" defer></script>
    <form id="join" data-fanfare-form><input name="email" type="email" required aria-label="E-mail"><button>Sign up</button>
      <p data-fanfare-show="sent" role="status" hidden>Check your inbox</p><p data-fanfare-show="failed" role="alert" hidden>Sorry</p></form>
    <form id="own" data-fanfare-fields action="/checkout"><button>Buy</button></form></main>`;
  const server = createServer((_, answer) => answer.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(page));
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return { server, origin: `http://localhost:${(server.address() as AddressInfo).port}` };
}

type Settings = Record<string, unknown> & { readonly allowedHosts: string[]; readonly logo: { id: string } | null; readonly landingPicture: { id: string } | null };

/** The program's settings with other hosts, by whoever is signed in on the page. */
async function allowHosts(page: Page, hosts: readonly string[]): Promise<string[]> {
  const me = (await (await page.request.get('/api/v1/me')).json()) as { staffRoles: { programId: string; slug: string }[] };
  const url = `/api/v1/programs/${me.staffRoles.find(({ slug }) => slug === PROGRAM)!.programId}/settings`;
  const { id: _id, slug: _slug, timeZone: _zone, createdAt: _at, logo, landingPicture, ...settings } = (await (await page.request.get(url)).json()) as Settings;
  const body = { ...settings, allowedHosts: hosts, logoId: logo?.id ?? null, landingPictureId: landingPicture?.id ?? null };
  const answer = await page.request.put(url, { data: body, headers: { 'X-Requested-With': 'fanfare', 'Sec-Fetch-Site': 'same-origin' } });
  expect(answer.status(), await answer.text()).toBe(200);
  return settings.allowedHosts;
}

test('a form on the brand’s own page keeps whose link it was, and signs people up', async ({ page, browser, baseURL }) => {
  const { server, origin } = await openShop(baseURL!);
  await signInAsStaff(page, OWNER);
  const before = await allowHosts(page, [new URL(origin).host]);
  try {
    const visitor = await browser.newPage();
    const heard = complaints(visitor);
    const posted = visitor.waitForRequest((request) => request.url().endsWith('/signups') && request.method() === 'POST');
    const email = newAddress('embedded');
    await visitor.goto(`${origin}/?ref=${CODE}&click=${CLICK}&utm=x`);
    await visitor.goto(`${origin}/another/page`); // where the address says nothing of it any more
    await visitor.getByLabel('E-mail').fill(email);
    await visitor.getByRole('button', { name: 'Sign up' }).click();
    await expect(visitor.getByRole('status')).toHaveText('Check your inbox');
    expect((await posted).postDataJSON()).toEqual({ consent: true, email, locale: 'de-AT', referralCode: CODE, clickId: CLICK, firstClickId: CLICK });
    expect(await (await posted).headerValue('cookie')).toBeNull();
    await linkMailedTo(page.request, email, '/confirm');
    await visitor.getByRole('button', { name: 'Buy' }).click();
    await expect(visitor).toHaveURL(`${origin}/checkout?ref=${CODE}&click=${CLICK}&firstClick=${CLICK}`);
    expect(heard).toEqual([]);
    await visitor.close();
  } finally {
    await allowHosts(page, before);
    server.close();
  }
});

test('where storage is blocked it holds for the page, and a page of no listed host is refused', async ({ page, browser, baseURL }) => {
  const { server, origin } = await openShop(baseURL!);
  await signInAsStaff(page, OWNER);
  const before = await allowHosts(page, []);
  try {
    const visitor = await browser.newPage();
    await visitor.addInitScript(() => Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('blocked', 'SecurityError'); } }));
    await visitor.goto(`${origin}/?ref=${CODE}`);
    expect(await visitor.evaluate(() => (window as unknown as { fanfare: { ref: string; click: string | null } }).fanfare)).toMatchObject({ ref: CODE, click: null });
    await visitor.getByLabel('E-mail').fill(newAddress('refused'));
    await visitor.getByRole('button', { name: 'Sign up' }).click();
    await expect(visitor.getByRole('alert')).toHaveText('Sorry');
    await allowHosts(page, [new URL(origin).host]);
    await visitor.goto(`${origin}/?ref=${CODE}`); // a preflight that was refused is not remembered
    await visitor.getByLabel('E-mail').fill(newAddress('blocked'));
    await visitor.getByRole('button', { name: 'Sign up' }).click();
    await expect(visitor.getByRole('status')).toHaveText('Check your inbox');
    await visitor.close();
  } finally {
    await allowHosts(page, before);
    server.close();
  }
});

test('an owner makes a key, sees it once, and it works until it is taken back', async ({ page, request }) => {
  const name = newAddress('shop').split('@')[0]!;
  await signInAsStaff(page, OWNER);
  await page.getByRole('link', { name: 'Developers' }).click();
  await expect(page).toHaveURL(/\/developers\/keys$/);
  await page.getByRole('button', { name: 'Make the key' }).click();
  await expect(page.getByText('Please fill this in.')).toBeVisible();
  await page.getByLabel('Which system is it for?').fill(name);
  await page.getByRole('button', { name: 'Make the key' }).click();
  const key = (await page.getByRole('region', { name: 'Key', exact: true }).innerText()).trim();
  expect(key).toMatch(/^ffsk_demo_/);
  await expectGoodPage(page);
  const report = () => request.post('/api/v1/conversions', { headers: { Authorization: `Bearer ${key}` }, data: { source: 'e2e', externalId: name, type: 'purchase', email: newAddress('buyer') } });
  expect((await report()).status()).toBe(201);
  await page.getByRole('button', { name: 'I have it' }).click();
  await expect(page.getByText(key)).toHaveCount(0);
  await page.getByRole('button', { name: `Take back the key for ${name}` }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Take back' }).click();
  await expect(page.getByRole('listitem').filter({ hasText: name })).toContainText('Taken back');
  expect((await report()).status()).toBe(401);
  for (const part of ['Your page', 'Stripe']) {
    await page.getByRole('link', { name: part, exact: true }).click();
    await expect(page.getByRole('button', { name: 'Copy' }).first()).toBeVisible();
    await expectGoodPage(page);
  }
});

test('a webhook into a private network is refused in words; one that does not answer is seen in the log', async ({ page }) => {
  await signInAsStaff(page, OWNER);
  await page.goto(`/staff/${PROGRAM}/developers/webhooks`);
  await page.getByLabel('Address').fill('http://169.254.169.254/latest');
  await page.getByRole('button', { name: 'Add', exact: true }).click();
  await expect(page.getByText('This address lies in a private network.')).toBeVisible();
  const host = `https://${newAddress('hook').replaceAll(/[^a-z0-9]/g, '')}.invalid/hook`;
  await page.getByLabel('Address').fill(host);
  await page.getByRole('button', { name: 'Add', exact: true }).click();
  await expect(page.getByRole('region', { name: 'Secret', exact: true })).toContainText('whsec_');
  await page.getByRole('link', { name: host }).click();
  await page.getByRole('button', { name: 'Send a test' }).click();
  await expect(async () => {
    await page.reload();
    await expect(page.getByRole('listitem').filter({ hasText: 'webhook.test' })).toContainText('The name is not known', { timeout: 5_000 });
  }).toPass();
  await expectGoodPage(page);
  await page.getByRole('button', { name: 'Remove' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
  await expect(page.getByRole('link', { name: host })).toHaveCount(0);
});
