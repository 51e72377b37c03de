import { expect, test } from '@playwright/test';
import { complaints, expectGoodPage } from './support/looks.js';
import { newAddress, OWNER } from './support/people.js';
import { signInAsStaff } from './support/sign-in.js';
import { takeTurnsWithTheRules } from './support/turns.js';

takeTurnsWithTheRules();

test('staff see what a preset would change before they publish it, and ban a domain', async ({ page }) => {
  await signInAsStaff(page, OWNER);
  const heard = complaints(page);
  await page.getByRole('link', { name: 'Checks' }).click();
  await expect(page.getByRole('heading', { name: 'Checks', exact: true })).toBeVisible();
  await expectGoodPage(page);

  await test.step('a preset is a draft until it is published', async () => {
    await page.getByLabel('Strict').check();
    await expect(page.getByText('from a score of 35 on the sign-up waits for your review')).toBeVisible();
    await page.getByRole('button', { name: 'See what changes' }).click();
    const dialog = page.getByRole('dialog');
    await expect(dialog).toContainText('From a score of 80 on it does not count.');
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await page.reload();
    await expect(page.getByLabel('Strict')).toBeChecked();
    await page.getByRole('button', { name: 'Throw the draft away' }).click();
    await expect(page.getByRole('region', { name: 'Draft' })).toHaveCount(0);
  });

  await test.step('a list says what it cannot read, and keeps the rest', async () => {
    const card = page.locator('ff-domain-list').filter({ hasText: 'Banned domains' });
    const domain = `${newAddress('spam').split('@')[0]!}.test`.toLowerCase();
    const before = (await card.getByRole('textbox').inputValue()).split('\n').filter((line) => line !== '');
    await card.getByRole('textbox').fill([...before, `@MAIL.${domain}`, 'no-domain'].join('\n'));
    await card.getByRole('button', { name: 'Save the list' }).click();
    await expect(card.getByRole('alert')).toHaveText('This is no mail domain: no-domain');
    await card.getByRole('textbox').fill([...before, `@MAIL.${domain}`].join('\n'));
    await card.getByRole('button', { name: 'Save the list' }).click();
    await expect(card.getByRole('status')).toHaveText('Saved.');
    await page.reload();
    await expect(card.getByRole('textbox')).toHaveValue(new RegExp(`(^|\n)mail\\.${domain.replaceAll('.', '\\.')}($|\n)`));
  });
  expect(heard.filter((line) => !line.includes('422'))).toEqual([]);
});
