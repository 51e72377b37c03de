import { expect, type Page, test } from '@playwright/test';
import { bringFriends, join } from './support/friends.js';
import { expectGoodPage } from './support/looks.js';
import { subjectsTo } from './support/mailbox.js';
import { MODERATOR, newAddress, OWNER, PROGRAM } from './support/people.js';
import { signInAsMember, signInAsStaff } from './support/sign-in.js';
import { serveWhoWaitsFor } from './support/stock.js';

/** The desk's list of a fan's friends, with the one that is asked for opened. */
async function open(desk: Page, fan: string, status: string) {
  await desk.goto(`/staff/${PROGRAM}/friends?q=${encodeURIComponent(fan)}&status=${status}`);
  await desk.locator('ff-friend-table tbody tr').first().getByRole('button').click();
  return desk.locator('ff-referral-panel');
}

test('a friend turns out to be no one: the member reads what that does to their reward, and that it goes on where it was', async ({ page, browser }) => {
  const email = newAddress('taken');
  const fan = email.split('@')[0]!;
  await bringFriends(page.request, await join(page.request, email, { name: fan }), 3);
  await signInAsMember(page, email);
  const desk = await (await browser.newContext()).newPage();
  await signInAsStaff(desk, MODERATOR);
  const stickers = page.locator('ff-rewards-page li', { hasText: 'Stickers' });

  const reverse = async () => {
    const panel = await open(desk, fan, 'qualified');
    await panel.getByRole('button', { name: 'Reverse' }).click();
    await desk.getByRole('dialog').getByLabel('Abuse').check();
    await desk.keyboard.press('Enter');
    await expect(panel.getByRole('button', { name: 'Take the decision back' })).toBeVisible();
  };
  const undo = async () => {
    const panel = await open(desk, fan, 'reversed');
    await panel.getByRole('button', { name: 'Take the decision back' }).click();
    await expect(panel.getByRole('button', { name: 'Reverse' })).toBeVisible();
  };

  const clerk = await (await browser.newContext()).newPage();
  await signInAsStaff(clerk, OWNER);

  await test.step('the stickers are claimed', async () => {
    await serveWhoWaitsFor(clerk, 'Stickers');
    await page.goto(`/me/${PROGRAM}/rewards`);
    await page.getByRole('button', { name: 'Claim now: Stickers' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.locator('#claim-country').selectOption('DE');
    for (const [field, text] of [['name', 'Tilda Krug'], ['line1', 'Weg 1'], ['postalCode', '10115'], ['city', 'Berlin']] as const) await dialog.locator(`#claim-${field}`).fill(text);
    await dialog.locator('button[type=submit]').click();
    await expect(stickers).toContainText('The team packs it next.');
  });

  await test.step('one of three is reversed: the reward stands still, the friend says why, and a mail came', async () => {
    await reverse();
    await expect(stickers).toContainText('Suspended');
    await expect(stickers).toContainText('Your count has gone down and is below what this takes: one friend is missing.');
    await expect(stickers.getByRole('button')).toHaveCount(0);
    await expectGoodPage(page);
    await stickers.getByRole('link', { name: 'See which friend no longer counts' }).click();
    const friend = page.locator('ff-friends-page li', { hasText: 'Counts no longer' });
    await expect(friend).toContainText(/Counts no longer since .*This sign-up was not accepted\./);
    await expectGoodPage(page);
    await expect.poll(() => subjectsTo(page.request, email), { timeout: 60_000 }).toContainEqual(expect.stringContaining('Stickers is on hold'));
  });

  await test.step('taken back, it goes on where it was, with the address it has', async () => {
    await page.goto(`/me/${PROGRAM}/rewards`);
    await undo();
    await expect(stickers).toContainText('The team packs it next.');
    await expect(stickers).toContainText('10115 Berlin');
    await expect(stickers).toHaveCount(1);
    await expect.poll(() => subjectsTo(page.request, email), { timeout: 60_000 }).toContainEqual(expect.stringContaining('Stickers goes on'));
  });

  await test.step('once it is packed it stays, whoever is reversed', async () => {
    const grant = ((await (await page.request.get(`/api/v1/me/programs/${PROGRAM}/rewards`)).json()) as { items: { id: string }[] }).items[0]!.id;
    const me = (await (await clerk.request.get('/api/v1/me')).json()) as { staffRoles: { programId: string; slug: string }[] };
    const pack = `/api/v1/programs/${me.staffRoles.find((role) => role.slug === PROGRAM)!.programId}/grants/${grant}/pack`;
    expect(await clerk.evaluate(async (url) => (await fetch(url, { method: 'POST', headers: { 'x-requested-with': 'fanfare' } })).status, pack)).toBe(200);
    await clerk.context().close();
    await reverse();
    await page.reload();
    await expect(stickers).toContainText('this was packed already: it stays yours');
    await expectGoodPage(page);
  });
  await desk.context().close();
});

test('a tier in its days of grace says until when it is kept, and what keeps it', async ({ page }) => {
  const email = newAddress('kept');
  await join(page.request, email, { name: 'Johanna', locale: 'de' });
  await page.route(`**/api/v1/me/programs/${PROGRAM}/progress`, async (route) => {
    const response = await route.fetch();
    const progress = (await response.json()) as { nextTier: { id: string; name: string; sum: number; remaining: number; threshold: number } };
    const [until, { id, name }] = ['2027-03-16T09:00:00.000Z', progress.nextTier];
    // As the API tells it (`progress.int.spec.ts`): the tier itself says what keeps it, and the next one is the one above.
    const tier = { id, name, since: '2026-01-16T09:00:00.000Z', keptUntil: until, toKeep: { ...progress.nextTier, sum: 9, remaining: 1, until } };
    await route.fulfill({ response, json: { ...progress, qualified: 9, tier, nextTier: { ...progress.nextTier, name: 'Gold', threshold: 25, sum: 9, remaining: 16 } } });
  });
  await signInAsMember(page, email);
  const hero = page.locator('ff-hero');
  await expect(hero.getByRole('heading')).toHaveText('Noch ein Freund, um Ambassador zu bleiben, Johanna');
  await expect(hero).toContainText('Ambassador bleibst du bis zum 16. März 2027.');
  await expect(hero).toContainText('Mit 10 bestätigten Freunden behältst du es.');
  await expectGoodPage(page);
  await page.setViewportSize({ width: 390, height: 844 });
  await expectGoodPage(page);
});
