import { expect, type Page, test } from '@playwright/test';
import { join } from './support/friends.js';
import { complaints, expectGoodPage } from './support/looks.js';
import { MODERATOR, newAddress, OWNER, PROGRAM } from './support/people.js';
import { signInAsStaff } from './support/sign-in.js';

const WORD = `twice${Date.now().toString(36)}`; // of this run alone
const drawerOf = (page: Page, name: string) => page.getByRole('dialog', { name });

async function open(page: Page, name: string): Promise<void> {
  await page.goto(`/staff/${PROGRAM}/people?search=${encodeURIComponent(name)}`);
  await page.getByRole('link', { name }).first().click();
  await expect(drawerOf(page, name).getByRole('heading', { name: 'Here twice?' })).toBeVisible();
}

test('one person with two addresses is made one after a look at what it does, and parted again', async ({ page, request }) => {
  const names = { first: `Ada ${WORD}`, second: `Adele ${WORD}` };
  for (const name of Object.values(names)) {
    const referralCode = await join(request, newAddress('ada'), { name });
    for (let n = 0; n < 2; n++) await join(request, newAddress('pal'), { name: `Pal ${n}`, referralCode });
  }
  await signInAsStaff(page, OWNER);
  const heard = complaints(page);

  await test.step('the preview says what counts, who stays and what they reach', async () => {
    await open(page, names.second);
    await drawerOf(page, names.second).getByRole('button', { name: 'Merge with …' }).focus();
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog', { name: 'Merge with whom?' });
    await expect(dialog.getByRole('button', { name: 'Merge them' })).toBeDisabled();
    await dialog.getByLabel('The other one').fill(WORD);
    await expect(dialog.getByRole('button', { name: names.second })).toHaveCount(0); // nobody is merged with themselves
    await dialog.getByRole('button', { name: new RegExp(`^${names.first}`) }).focus();
    await page.keyboard.press('Enter');
    await expect(dialog.getByRole('button', { name: 'Somebody else' })).toBeFocused();
    const side = (name: string) => dialog.locator('section').filter({ has: page.getByRole('heading', { name }) });
    await expect(side(names.first)).toContainText('Joined first: this book counts for both');
    await expect(side(names.first)).toContainText('Friends who count: 2 → 4');
    await expect(side(names.second)).toContainText('Friends who count: 2 → 0');
    await expect(dialog).toContainText('Together they reach “Stickers”');
    await expectGoodPage(page);
    await page.keyboard.press('Escape');
    await expect(dialog).toBeHidden();
    await expect(drawerOf(page, names.second).getByText('2 count.')).toBeVisible();
  });

  await test.step('merged, the later book is closed and leads to the earlier', async () => {
    const drawer = drawerOf(page, names.second);
    await drawer.getByRole('button', { name: 'Merge with …' }).click();
    const dialog = page.getByRole('dialog', { name: 'Merge with whom?' });
    await dialog.getByLabel('The other one').fill(names.first);
    await dialog.getByRole('button', { name: new RegExp(`^${names.first}`) }).click();
    await dialog.getByRole('button', { name: 'Merge them' }).click();
    await expect(drawer.getByText('They are one now.')).toBeVisible();
    await drawer.getByRole('link', { name: 'See that book' }).click();
    await expect(drawerOf(page, names.first).getByText('4 count.')).toBeVisible();
    await expectGoodPage(page);
  });

  await test.step('parted, each is what it was', async () => {
    await drawerOf(page, names.first).getByRole('button', { name: `Part ${names.second} again` }).click();
    const dialog = page.getByRole('dialog', { name: 'Part them again?' });
    await expect(dialog).toContainText('Friends who count: 4 → 2');
    await expect(dialog).toContainText('“Stickers” was reached only together');
    await expectGoodPage(page);
    await dialog.getByRole('button', { name: 'Part them' }).click();
    await expect(drawerOf(page, names.first).getByText('They are two again')).toBeVisible();
    await expect(drawerOf(page, names.first).getByText('2 count.')).toBeVisible();
    await open(page, names.second);
    await expect(drawerOf(page, names.second).getByText('2 count.')).toBeVisible();
  });
  expect(heard).toEqual([]);
});

test('who may not merge is not asked to', async ({ page }) => {
  await signInAsStaff(page, MODERATOR);
  await page.goto(`/staff/${PROGRAM}/people`);
  await page.locator('tbody a').first().click();
  await expect(page.getByRole('dialog').getByRole('heading', { name: 'Links' })).toBeVisible();
  await expect(page.getByRole('heading', { name: 'Here twice?' })).toHaveCount(0);
});
