import { expect, test } from '@playwright/test';
import { signInAsMember } from './support/sign-in.js';

const WRITER = 'liam.o.brien@mail.example';

test('a member writes to the team, and no more mail is wanted', async ({ page }) => {
  await signInAsMember(page, WRITER);
  await page.getByRole('link', { name: 'Profile' }).click();
  const message = `Is there room for two? ${Date.now()}`;
  await page.getByLabel('Your message').fill(message);
  await page.getByRole('button', { name: 'Send' }).click();
  await expect(page.locator('ff-my-messages li').first()).toContainText(message);
  await page.getByLabel('Mail me about friends').uncheck();
  await page.locator('ff-profile-form button').click();
  await expect(page.getByText('Saved', { exact: true }).first()).toBeVisible();
  await page.reload();
  await expect(page.getByLabel('Mail me about friends')).not.toBeChecked();
});
