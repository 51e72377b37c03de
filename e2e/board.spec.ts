import { expect, test } from '@playwright/test';
import { PROGRAM } from './support/people.js';
import { signInAsMember } from './support/sign-in.js';

const DANIEL = 'daniel.kim@mail.example';

test('one’s place on the board, by the name one chose, or by none', async ({ page }) => {
  await signInAsMember(page, DANIEL);
  await page.getByRole('link', { name: /on the board/ }).click();
  const mine = page.locator('ff-board-rows [aria-current]').first();
  await expect(mine).toContainText('You');
  const shown = page.locator('section', { hasText: 'How others see you' });
  await expect(shown).toContainText('Daniel');

  await shown.getByRole('link', { name: 'Change how you appear' }).click();
  await page.getByLabel('Name on the board').fill('a@b');
  await page.locator('ff-profile-form button').click();
  await expect(page.locator('#board-name-error')).toBeVisible();
  await page.getByLabel('Name on the board').fill('Paper Fox');
  await page.locator('ff-profile-form button').click();
  await expect(page.locator('ff-profile-form').getByText('Saved')).toBeVisible();
  await page.getByRole('link', { name: 'Board', exact: true }).click();
  await expect(mine).toContainText('Paper Fox');

  await page.goto(`/me/${PROGRAM}/me`);
  await page.getByLabel('Show my place without a name').check();
  await page.locator('ff-profile-form button').click();
  await expect(page.locator('ff-profile-form').getByText('Saved')).toBeVisible();
  await page.goto(`/me/${PROGRAM}/board`);
  await expect(mine).toContainText('Stands here without a name');
  await expect(page.getByText('You stand on the board without a name.')).toBeVisible();
});

test('the texts of the API follow the language chosen here', async ({ page }) => {
  await signInAsMember(page, DANIEL);
  await page.getByRole('link', { name: 'Rewards', exact: true }).click();
  await expect(page.getByText('Discount code').first()).toBeVisible();
  await page.getByLabel('Language').selectOption('de');
  await expect(page.getByText('Rabattcode').first()).toBeVisible();
  await page.reload();
  await expect(page.getByText('Rabattcode').first()).toBeVisible();
});
