import { expect, test } from '@playwright/test';
import { linkMailedTo } from './support/mailbox.js';
import { newAddress, PROGRAM } from './support/people.js';

test.use({ javaScriptEnabled: false });

test('sign-up and confirmation need no JavaScript', async ({ page }) => {
  const email = newAddress('plain');
  await page.goto(`/join/${PROGRAM}`);
  await page.locator('#email').fill('not an address');
  await page.locator('main form button').click();
  await expect(page.locator('#email-error')).toBeVisible();
  await page.locator('#email').fill(email);
  await page.locator('input[name=consent]').check();
  await page.locator('main form button').click();
  await expect(page.getByRole('status')).toContainText(email);
  await page.goto(await linkMailedTo(page.request, email, '/confirm'));
  await page.locator('main form button').click();
  await expect(page.getByRole('heading', { level: 1 })).toContainText('You’re in');
  await expect(page.locator('.link')).toContainText('/r/');
});
