import { type Browser, expect, type Page, test } from '@playwright/test';
import { complaints, expectGoodPage } from './support/looks.js';
import { linkMailedTo } from './support/mailbox.js';
import { newAddress, OWNER, PROGRAM } from './support/people.js';
import { signInAsMember, signInAsStaff } from './support/sign-in.js';

const PHONE = { width: 390, height: 844 };
const DESK = { width: 1440, height: 900 };

/** Somebody who joined by themselves, signed in. */
async function member(page: Page, name: string): Promise<string> {
  const email = newAddress(name);
  expect((await page.request.post(`/api/v1/public/programs/${PROGRAM}/signups`, { data: { email, consent: true, name: 'Noor' } })).status()).toBe(202);
  await page.goto(await linkMailedTo(page.request, email, '/confirm'));
  await page.locator('main form button').click();
  return email;
}

/** The mail is read elsewhere: on a phone, in a browser that is signed in nowhere. */
async function onThePhone(browser: Browser, link: string, says: string): Promise<void> {
  const phone = await (await browser.newContext({ viewport: PHONE })).newPage();
  const heard = complaints(phone);
  await phone.goto(link);
  await expectGoodPage(phone);
  await phone.locator('main form button').click();
  await expect(phone.getByRole('heading', { level: 1 })).toHaveText(says);
  await expectGoodPage(phone);
  expect(heard).toEqual([]);
  await phone.context().close();
}

test('a member moves to another address, and whoever reads the old one can take it back', async ({ page, browser }) => {
  const [old, chosen] = [await member(page, 'old'), newAddress('new')];
  await signInAsMember(page, old);
  await page.getByRole('link', { name: 'Profile' }).click();
  const card = page.locator('ff-address-card');
  await expect(card).toContainText(old);
  await card.getByLabel('New address').fill('nowhere');
  await card.getByRole('button', { name: 'Mail me the link' }).click();
  await expect(page.locator('#address-new-error')).toBeVisible();
  await card.getByLabel('New address').fill(chosen);
  await card.getByRole('button', { name: 'Mail me the link' }).click();
  await expect(card.getByRole('status')).toContainText(chosen);
  for (const size of [PHONE, DESK]) {
    await page.setViewportSize(size);
    await expectGoodPage(page);
  }

  await onThePhone(browser, await linkMailedTo(page.request, chosen, '/address'), 'Your new address holds');
  await page.reload();
  await expect(card).toContainText(chosen);
  await expect(card).not.toContainText(old);

  await onThePhone(browser, await linkMailedTo(page.request, old, '/address/undo'), 'Your old address holds again');
  expect((await page.request.get('/api/v1/me')).status()).toBe(401);
  await page.context().clearCookies();
  await signInAsMember(page, old);
});

test('the team asks for a member who lost their mailbox', async ({ page, browser }) => {
  const [old, chosen] = [await member(page, 'lost'), newAddress('found')];
  await signInAsStaff(page, OWNER);
  await page.goto(`/staff/${PROGRAM}/people?search=${encodeURIComponent(old)}`);
  await page.locator('ff-people-table').getByRole('link', { name: 'Noor' }).click();
  const card = page.locator('ff-person-address');
  await card.getByRole('button', { name: 'Change the address' }).click();
  await card.getByLabel('New address').fill(chosen);
  await card.getByLabel('Why?').fill('Left the company whose mailbox it was');
  await card.getByRole('button', { name: 'Mail the link there' }).click();
  await expect(card.getByRole('status')).toContainText(chosen);
  for (const size of [PHONE, DESK]) {
    await page.setViewportSize(size);
    await expectGoodPage(page);
  }
  await onThePhone(browser, await linkMailedTo(page.request, chosen, '/address'), 'Your new address holds');
  await page.goto(`/staff/${PROGRAM}/people?search=${encodeURIComponent(chosen)}`);
  await expect(page.locator('ff-people-table')).toContainText(chosen);
});
