import { expect, type Locator, type Page } from '@playwright/test';

/** The threshold of a tier on the screen of rules. */
export function thresholdOf(page: Page, tier: string): Locator {
  return page.getByLabel(new RegExp(`^Threshold: A fan becomes ${tier} at`));
}

/** Publishes the draft that is on the screen, after being told what changes. */
export async function publish(page: Page, change: string, mode = 'The new rules judge friends from then on'): Promise<void> {
  await page.getByRole('button', { name: 'See what changes' }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog).toContainText(change);
  await dialog.getByLabel(mode).check();
  await dialog.getByRole('button', { name: /^Publish version/ }).click();
  await expect(page.getByRole('status').filter({ hasText: /Version \d+ is in force/ })).toBeVisible();
}

/** From the draft on the screen of rules to its answer. */
export async function findOut(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'See what changes' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Find out first' }).click();
  await expect(page.getByRole('heading', { name: 'What would change' })).toBeVisible();
  await expect(page.getByText('Done', { exact: true })).toBeVisible({ timeout: 60_000 });
}
