import { expect, test } from '@playwright/test';
import { expectGoodPage } from './support/looks.js';
import { linkMailedTo } from './support/mailbox.js';
import { newAddress, PROGRAM } from './support/people.js';
import { signInAsMember } from './support/sign-in.js';

/** Nobody of the other journeys, so that no two ask for a code of one account at once. */
const SHARER = 'emma.johansson@mail.example';

test('what is sent is in the friend’s language and one’s own words, with a link of one’s own', async ({ page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await signInAsMember(page, SHARER);
  await page.getByRole('link', { name: 'Share', exact: true }).click();
  const words = page.getByLabel('Your words');
  await expect(words).toHaveValue(/you’d like it/);

  await test.step('the language is the friend’s, the page stays one’s own', async () => {
    await page.getByLabel('Your friend’s language').selectOption('de');
    await expect(words).toHaveValue(/Mach über meinen Link mit/);
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Share');
    await expect(page.locator('ff-share-codes a[download^="poster-a4"]')).toHaveAttribute('href', /lang=de/);
  });

  await test.step('without the link nothing is sent', async () => {
    const proposed = await words.inputValue();
    await words.fill('Hallo');
    await expect(page.getByText('The link is missing')).toBeVisible();
    await expect(page.locator('ff-share-message a.btn-primary')).not.toHaveAttribute('href', /./);
    await words.fill(`Liebe Grüße & bis bald ${proposed.match(/http\S+/)![0]}`);
    await expect(page.locator('ff-share-message a.btn-primary')).toHaveAttribute('href', /^https:\/\/wa\.me\/\?text=Liebe%20Gr%C3%BC%C3%9Fe%20%26%20bis/);
    await page.getByRole('button', { name: 'X', exact: true }).click();
    await page.getByRole('button', { name: 'WhatsApp', exact: true }).click();
    await expect(words).toHaveValue(/Liebe Grüße/);
    await page.getByRole('button', { name: 'Copy text' }).click();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toContain('Liebe Grüße & bis bald http');
  });

  await test.step('another link has a name and an address of one’s own; what is taken is said at the field', async () => {
    const code = `emma-${Date.now().toString(36)}`;
    await page.getByRole('button', { name: 'Another link' }).click();
    await page.getByRole('button', { name: 'Make the link' }).click();
    await expect(page.locator('#link-channel-error')).toHaveText('Please fill this in.');
    await expect(page.locator('#link-channel')).toBeFocused();
    await page.getByLabel('Where you will share it').fill(code);
    await page.getByLabel('Address of your own').fill('a');
    await page.getByRole('button', { name: 'Make the link' }).click();
    await expect(page.locator('#link-code-error')).toContainText('3 to 30');
    await page.getByLabel('Address of your own').fill(code);
    await page.getByRole('button', { name: 'Make the link' }).click();
    const row = page.locator('ff-share-links li', { hasText: `/r/${code}` });
    await expect(row).toContainText('0 clicks');
    expect((await page.request.get(`/r/${code}`, { maxRedirects: 0, headers: { 'user-agent': 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/140.0' } })).status()).toBe(302);
    await page.getByRole('button', { name: 'Another link' }).click();
    await page.getByLabel('Where you will share it').fill(code);
    await page.getByRole('button', { name: 'Make the link' }).click();
    await expect(page.locator('#link-channel-error')).toContainText('a link for this already');
    await expectGoodPage(page);
  });

  await test.step('code, poster and card are files that open', async () => {
    for (const link of await page.locator('ff-share-codes a').all()) expect((await page.request.get((await link.getAttribute('href'))!)).status()).toBe(200);
    const picture = page.locator('ff-share-card-preview img');
    await expect.poll(() => picture.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBe(1200);
  });
});

test.describe('in person', () => {
  test.use({ viewport: { width: 390, height: 844 }, colorScheme: 'dark' });

  test('the code fills the screen, also without a network and after opening the app anew', async ({ page, context }) => {
    await signInAsMember(page, SHARER);
    await page.locator('ff-share-card').getByRole('link', { name: 'Show your code' }).click();
    const code = page.getByRole('img', { name: /QR code of/ });
    await expect(code).toBeVisible();
    expect((await code.boundingBox())!.width).toBeGreaterThan(300);
    await expect(page.locator('main')).toHaveCSS('background-color', 'rgb(255, 255, 255)');
    await expectGoodPage(page);
    const shown = await page.locator('main').innerText();
    await page.keyboard.press('Escape');
    await expect(page.locator('ff-hero')).toBeVisible();

    await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
    // What the screen needs comes in when there is time for it.
    await expect.poll(() => page.evaluate(async () => (await Promise.all((await caches.keys()).map(async (name) => (await (await caches.open(name)).keys()).length))).reduce((a, b) => a + b, 0))).toBeGreaterThan(3);
    await page.reload();
    await expect(page.locator('ff-hero')).toBeVisible();

    await context.setOffline(true);
    const anew = await context.newPage();
    await anew.goto(`/me/${PROGRAM}/in-person`);
    await expect(anew.getByRole('img', { name: /QR code of/ })).toBeVisible();
    expect(await anew.locator('main').innerText()).toBe(shown);
    await anew.keyboard.press('Escape');
    await expect(anew.getByRole('alert')).toContainText('does not answer');
    await anew.getByRole('link', { name: 'Show your code' }).click();
    await expect(anew.getByRole('img', { name: /QR code of/ })).toBeVisible();

    await context.setOffline(false);
    await anew.getByRole('button', { name: 'Close' }).click();
    await anew.reload();
    await expect(anew.locator('ff-hero')).toBeVisible();
  });

  test('the code speaks the language of the account, whose page it opens without', async ({ page }) => {
    await signInAsMember(page, 'felix.brandt@mail.example');
    await page.goto(`/me/${PROGRAM}/in-person`);
    await expect(page.getByRole('button', { name: 'Schließen' })).toBeVisible();
    await expect(page.locator('html')).toHaveAttribute('lang', 'de');
  });

  test('the app has a manifest of the program’s own, and the worker leaves links and sign-in alone', async ({ page }) => {
    await signInAsMember(page, SHARER);
    const manifest = await page.locator('link[rel=manifest]').getAttribute('href');
    const { name, start_url, icons } = (await (await page.request.get(manifest!)).json()) as { name: string; start_url: string; icons: { src: string }[] };
    expect([name, start_url]).toEqual(['Halcyon Daily', `/me/${PROGRAM}`]);
    for (const icon of icons) expect((await page.request.get(icon.src)).headers()['content-type']).toBe('image/png');
    await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
    const link = await page.getByRole('link', { name: '/r/' }).getAttribute('href');
    await page.goto(new URL(link!).pathname);
    await expect(page).toHaveURL(/\/join\/halcyon\?.*ref=/);
    await page.goto(`/me/${PROGRAM}`);
    await page.getByRole('button', { name: 'Sign out' }).click();
    await expect(page).toHaveURL(/\/sign-in/);
    await page.goto(`/me/${PROGRAM}/in-person`);
    await expect(page).toHaveURL(/\/sign-in/);
  });
});

test('a friend who has not confirmed is reminded once', async ({ page }) => {
  await signInAsMember(page, SHARER);
  const link = await page.getByRole('link', { name: '/r/' }).getAttribute('href');
  const name = `Waiting${Date.now().toString(36).replace(/\d/g, 'x')}`;
  const email = newAddress('waits');
  const signedUp = await page.request.post(`/api/v1/public/programs/${PROGRAM}/signups`, { data: { email, name, consent: true, referralCode: new URL(link!).pathname.slice(3) } });
  expect(signedUp.status()).toBe(202);
  await page.getByRole('link', { name: 'Friends', exact: true }).click();
  const row = page.locator('ff-friend-row', { hasText: name });
  await row.getByRole('button', { name: `Remind now: ${name}` }).click();
  await expect(row).toContainText('Reminded on');
  await expect(row.getByRole('button')).toHaveCount(0);
  await linkMailedTo(page.request, email, '/unsubscribe'); // only the reminder has that link
});

test('the personal page opens for whoever has its address, until it is renewed or closed', async ({ page, browser }) => {
  await signInAsMember(page, SHARER);
  await page.getByRole('link', { name: 'Profile' }).click();
  const card = page.locator('ff-personal-link-card');
  const address = () => card.locator('a').getAttribute('href');
  await card.getByRole('button', { name: /Make the address|New address/ }).click();
  const asked = page.getByRole('dialog').getByRole('button', { name: 'New address' });
  if (await asked.isVisible().catch(() => false)) await asked.click();
  await expect(card.locator('a')).toBeVisible();
  const first = (await address())!;
  const anybody = await browser.newContext();
  const theirs = await anybody.newPage();
  const opens = async (url: string) => (await theirs.goto(new URL(url).pathname))!.status();
  expect(await opens(first)).toBe(200);
  await expect(theirs.getByRole('heading', { level: 1 })).toContainText('count');
  await expect(theirs.locator('body')).not.toContainText('Emma');

  await card.getByRole('button', { name: 'New address' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'New address' }).click();
  await expect.poll(address).not.toBe(first);
  const second = (await address())!;
  expect([await opens(first), await opens(second)]).toEqual([404, 200]);

  await card.getByRole('button', { name: 'Close the page' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Close the page' }).click();
  await expect(card.getByRole('button', { name: 'Make the address' })).toBeVisible();
  expect(await opens(second)).toBe(404);
  await anybody.close();
});
