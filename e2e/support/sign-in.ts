import { expect, type Page } from '@playwright/test';
import { codeMailedTo } from './mailbox.js';
import { DEMO_PASSWORD, PROGRAM } from './people.js';

/** Signs a member in by the code of the mail, as a person would; ends on their own page. */
export async function signInAsMember(page: Page, email: string): Promise<void> {
  const since = Date.now() - 1_000;
  await page.goto(`/sign-in?program=${PROGRAM}`);
  await page.locator('#email').fill(email);
  await page.locator('main form button').click();
  await expect(page.locator('#code')).toBeVisible();
  await page.locator('#code').fill(await codeMailedTo(page.request, email, since));
  await page.locator('main form button').click();
  await expect(page).toHaveURL(`/me/${PROGRAM}`);
  await expect(page.locator('ff-hero')).toBeVisible();
}

/** Signs staff of the demo in; ends on their first screen. */
export async function signInAsStaff(page: Page, email: string): Promise<void> {
  await page.goto('/staff');
  await page.locator('#email').fill(email);
  await page.locator('#password').fill(DEMO_PASSWORD);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page).toHaveURL(new RegExp(`/staff/${PROGRAM}/`));
}
