import { readFile } from 'node:fs/promises';
import { expect, test } from '@playwright/test';
import { complaints, expectGoodPage } from './support/looks.js';
import { newAddress, OWNER, PROGRAM } from './support/people.js';
import { signInAsStaff } from './support/sign-in.js';

test('people come in from a file, are filtered, tagged, kept as a list and taken out again', async ({ page }) => {
  const word = newAddress('moved').split('@')[0]!.toLowerCase(); // of this run alone
  const file = [
    'E-mail;Name;Joined;Referrals;Tags',
    `ewa.${word}@old.example;Ewa ${word};24.12.2023;12;${word}`,
    `jan.${word}@old.example;"=Jan, ${word}";01.02.2024;3;${word}`,
    `ewa.${word}@old.example;Again;;1;`,
    `broken@;Nobody;;1;`,
  ].join('\r\n');
  await signInAsStaff(page, OWNER);
  const heard = complaints(page);
  await page.getByRole('link', { name: 'People', exact: true }).click();
  await page.getByRole('link', { name: 'Bring people in' }).click();
  await page.locator('input[type=file]').setInputFiles({ name: 'old.csv', mimeType: 'application/vnd.ms-excel', buffer: Buffer.from(file) });
  await expect(page.getByRole('heading', { name: 'What is in the columns?' })).toBeVisible();
  await expect(page.getByLabel('Referrals')).toHaveValue('count');
  await expectGoodPage(page);
  await page.getByLabel('Where did these people agree').fill('Form on the old site');
  await page.getByRole('button', { name: 'Check every line' }).click();
  await expect(page.getByText('One person begins as Ambassador')).toBeVisible();
  await expect(page.getByRole('listitem').filter({ hasText: 'Line 4' })).toContainText('The same address as in a line before (E-mail)');
  await expect(page.getByRole('listitem').filter({ hasText: 'Line 5' })).toContainText('Not an address (E-mail)');
  await expectGoodPage(page);
  await page.getByRole('button', { name: 'Bring in 2 people' }).click();
  await page.locator('main').getByRole('link', { name: 'All people' }).click();

  await page.getByRole('button', { name: 'Tag', exact: true }).click();
  await page.getByRole('menuitemradio', { name: new RegExp(word) }).click();
  await expect(page.locator('tbody tr')).toHaveCount(2);
  await expect(page).toHaveURL(new RegExp(`tag=${word}`));
  await expect(page.locator('tbody tr').filter({ hasText: `Ewa ${word}` })).toContainText('Ambassador');
  await page.getByRole('button', { name: 'Save view' }).click();
  await page.getByRole('dialog').getByLabel('Name').fill(`View ${word}`);
  await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('button', { name: `View ${word}`, exact: true })).toHaveAttribute('aria-pressed', 'true');

  await page.getByLabel('Pick everybody who is shown').check();
  await page.locator('ff-bulk-bar').getByRole('button', { name: 'Tag', exact: true }).click();
  await page.getByRole('dialog').getByLabel('Tag').fill(`Second ${word}`);
  await page.getByRole('dialog').getByRole('button', { name: 'Tag' }).click();
  await expect(page.locator('tbody tr').first()).toContainText(`second ${word}`);
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Export these' }).click();
  const text = await readFile(await (await download).path(), 'utf8');
  expect(text.startsWith('\ufeffname,email')).toBe(true);
  expect(text).toContain(`"'=Jan, ${word}"`);
  expect(text.match(new RegExp(`@old.example`, 'g'))).toHaveLength(2);
  await page.goto(`/staff/${PROGRAM}/people?tag=${word}`);
  await expect(page.locator('tbody tr')).toHaveCount(2);
  await expectGoodPage(page);
  expect(heard).toEqual([]);
});

test('a person opens and closes by keyboard, and the list is where it was', async ({ page }) => {
  await signInAsStaff(page, OWNER);
  await page.goto(`/staff/${PROGRAM}/people?sort=qualified.desc`);
  const amelia = page.getByRole('link', { name: 'Amelia Carter' });
  await amelia.focus();
  await page.keyboard.press('Enter');
  const drawer = page.getByRole('dialog', { name: 'Amelia Carter' });
  await expect(drawer).toBeVisible();
  await expect(page).toHaveURL(/people\/[0-9a-f-]{36}\?sort=qualified\.desc$/);
  await expectGoodPage(page);
  await drawer.getByRole('tab', { name: 'Overview' }).focus();
  for (const tab of ['Friends', 'Book', 'Rewards', 'Events', 'Notes']) {
    await page.keyboard.press('ArrowRight');
    await expect(drawer.getByRole('tab', { name: tab })).toBeFocused();
    await expect(drawer.getByRole('tabpanel', { name: tab })).toBeVisible();
  }
  await expect(drawer).toContainText('Writes a newsletter of her own');
  await page.keyboard.press('Escape');
  await expect(drawer).toBeHidden();
  await expect(amelia).toBeFocused();
  await page.goBack();
  await expect(drawer).toBeVisible(); // a link of its own
});
