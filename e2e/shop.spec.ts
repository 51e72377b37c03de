import { expect, type Page, test } from '@playwright/test';
import { bringFriends, join } from './support/friends.js';
import { complaints, expectGoodPage } from './support/looks.js';
import { subjectsTo } from './support/mailbox.js';
import { newAddress, OWNER, PROGRAM } from './support/people.js';
import { signInAsMember, signInAsStaff } from './support/sign-in.js';

const OFFICE = `/staff/${PROGRAM}`;
const MUG = `Enamel mug ${process.pid}`;
const BOOKMARK = `Bookmark ${process.pid}`;

async function putInShop(owner: Page, title: string, price: number, stock: number, isSent: boolean): Promise<void> {
  await owner.goto(`${OFFICE}/rewards/new`);
  await owner.locator('input[name="title.en"]').fill(title);
  await owner.locator('input[name=needsAddress]').setChecked(isSent);
  await owner.locator('input[name=stock]').fill(`${stock}`);
  await owner.getByLabel('Price in points').fill(`${price}`);
  await owner.locator('form.card').getByRole('button', { name: 'Save' }).click();
  await expect(owner.locator('li', { hasText: title })).toContainText(`Shop: ${price} points`);
}

const figuresOf = (owner: Page, title: string) => owner.locator('li', { hasText: title });

test('a fan buys for points, cancels one order and has its points back, and the team sees both', async ({ page: owner, browser }) => {
  await signInAsStaff(owner, OWNER);
  await putInShop(owner, MUG, 20, 3, true);
  await putInShop(owner, BOOKMARK, 10, 1, false);

  const fan = newAddress('shopper');
  await bringFriends(owner.request, await join(owner.request, fan), 3);
  const member = await (await browser.newContext({ locale: 'en-GB', timezoneId: 'Europe/Berlin', viewport: { width: 390, height: 844 }, baseURL: test.info().project.use.baseURL! })).newPage();
  await signInAsMember(member, fan);
  const heard = complaints(member);
  await member.getByRole('link', { name: '30 points to spend' }).click();
  await expect(member.getByRole('heading', { name: 'Why 30?' })).toBeVisible();
  await expect(member.locator('ff-points-list li')).toHaveCount(3);
  await expectGoodPage(member);

  await test.step('what needs nothing is bought at once, and is sold out', async () => {
    await member.getByRole('button', { name: `Get it: ${BOOKMARK}` }).click();
    const dialog = member.getByRole('dialog');
    await expect(dialog.locator('dd')).toHaveText(['30', '−10', '20']);
    await expectGoodPage(member);
    await dialog.getByRole('button', { name: 'Get it for 10 points' }).click();
    await expect(member.getByText(`${BOOKMARK} is yours.`)).toBeVisible();
    await expect(member.locator('ff-shop-tile', { hasText: BOOKMARK })).toContainText('Sold out');
    await expect(member.locator('ff-points-list li').first()).toContainText(`Bought: ${BOOKMARK}`);
  });

  await test.step('what is sent asks where to, before anything is taken', async () => {
    await member.getByRole('button', { name: `Get it: ${MUG}` }).click();
    const dialog = member.getByRole('dialog');
    await dialog.getByRole('button', { name: 'Get it for 20 points' }).click();
    await expect(dialog.getByText('needed').first().or(dialog.locator('[aria-invalid=true]').first())).toBeVisible();
    await dialog.locator('#claim-country').selectOption('DE');
    for (const [field, text] of Object.entries({ name: 'Shop Per', line1: 'Linienstraße 1', postalCode: '10119', city: 'Berlin' })) await dialog.locator(`#claim-${field}`).fill(text);
    await dialog.getByRole('button', { name: 'Get it for 20 points' }).click();
    await expect(member.getByRole('status').filter({ hasText: `${MUG} is yours.` })).toContainText('0 points are left.');
    await member.getByRole('link', { name: 'See your order' }).click();
  });

  await test.step('an order that nobody packs yet is cancelled', async () => {
    const card = member.locator('ff-parcel-card', { hasText: MUG });
    await expect(card).toContainText('Bought for 20 points');
    await card.getByRole('button', { name: `Cancel the order: ${MUG}` }).click();
    await member.getByRole('dialog').getByRole('button', { name: 'Cancel the order' }).click();
    await expect(member.locator('ff-reward-tile', { hasText: MUG })).toContainText('Cancelled');
    await expect(member.getByRole('link', { name: 'Shop 20 points' })).toBeVisible();
    await expectGoodPage(member);
    expect(heard).toEqual([]);
  });

  await owner.goto(`${OFFICE}/rewards`);
  await owner.getByRole('button', { name: 'In the shop' }).click();
  await expect(figuresOf(owner, MUG)).toContainText('1 bought, 1 given back');
  await expect(figuresOf(owner, BOOKMARK)).toContainText('1 bought');
  await figuresOf(owner, BOOKMARK).getByRole('link', { name: '1 Claimed' }).click();
  await expect(owner.getByText('Bought for 10 points')).toBeVisible();
  await expect.poll(() => subjectsTo(owner.request, fan), { timeout: 60_000 }).toEqual(expect.arrayContaining([`Your order: ${BOOKMARK}`, `Your order: ${MUG}`, '20 points are yours again']));
});
