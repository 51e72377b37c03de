import { readFile } from 'node:fs/promises';
import { expect, type Page, test } from '@playwright/test';
import { complaints, expectGoodPage } from './support/looks.js';
import { MODERATOR, OWNER, PROGRAM } from './support/people.js';
import { signInAsStaff } from './support/sign-in.js';

const verdict = (page: Page) => page.getByRole('region', { name: /facts|verified|broke off/ });

test('staff have every book replayed, by the keyboard alone, and keep a checkpoint', async ({ page }) => {
  await signInAsStaff(page, OWNER);
  const heard = complaints(page);
  await page.goto(`/staff/${PROGRAM}/proof`);
  const verify = page.getByRole('button', { name: 'Verify now' });
  await verify.focus();
  await page.keyboard.press('Enter');
  await expect(verify).toBeHidden();
  await expect(verify).toBeVisible({ timeout: 60_000 });
  await expect(verdict(page)).toContainText('Every book is what its facts say');
  await expect(verdict(page)).toContainText(/[\d,]+ books with [\d,]+ facts and [\d,]+ entries replayed and compared/);
  const latest = page.locator('li').filter({ hasText: 'Asked for by the team' }).first();
  await expect(latest).toContainText('Nothing differs');
  await expectGoodPage(page);

  const file = page.waitForEvent('download');
  await page.getByRole('link', { name: /^Download the checkpoint of/ }).first().click();
  const kept = JSON.parse(await readFile(await (await file).path(), 'utf8')) as { hash: string; books: number; leaves: unknown[] };
  await expect(page.locator('ff-checkpoint-list')).toContainText(kept.hash);
  expect(kept.leaves).toHaveLength(kept.books);
  expect(heard).toEqual([]);
});

test('what differs is named, a run says how far it is and can be stopped, old files are gone', async ({ page }) => {
  await signInAsStaff(page, OWNER);
  const now = new Date().toISOString();
  const memberId = crypto.randomUUID();
  const wrong = { id: crypto.randomUUID(), status: 'done', done: 9, total: 9, byClock: true, createdAt: now, endedAt: now,
    result: { books: 4, facts: 9, entries: 9, mismatches: 201, named: [{ memberId, what: 'qualified', stored: '8', expected: '7' }, { memberId: null, what: 'checkpoint 2026-11-02', stored: 'ab', expected: 'cd' }] } };
  const running = { ...wrong, id: crypto.randomUUID(), status: 'running', byClock: false, done: 300, total: 1_000, endedAt: null, result: null };
  let items: object[] = [running, wrong];
  await page.route('**/proof/verifications', (route) => route.fulfill({ json: { items, nextCursor: null } }));
  await page.route(`**/proof/verifications/${running.id}/cancel`, (route) => {
    items = [{ ...running, status: 'cancelled', endedAt: now }, wrong];
    return route.fulfill({ json: items[0] });
  });
  await page.route('**/proof/checkpoints', (route) => route.fulfill({ json: { items: Array.from({ length: 9 }, (_, n) => ({
    day: `2026-03-${20 - n}`, at: now, books: 4, root: 'ab'.repeat(32), prevHash: 'cd'.repeat(32), hash: 'ef'.repeat(32), downloadable: n < 8 })), nextCursor: null } }));
  await page.goto(`/staff/${PROGRAM}/proof`);
  await expect(page.getByRole('progressbar')).toHaveAttribute('aria-valuenow', '30');
  await expect(verdict(page)).toContainText('201 things are not what the facts say');
  await expect(verdict(page).getByRole('link')).toHaveAttribute('href', `/staff/${PROGRAM}/people/${memberId}`);
  await expect(verdict(page)).toContainText('checkpoint 2026-11-02Stored: abIn its file: cd');
  await expect(verdict(page)).toContainText('199 more are not named here');
  await expectGoodPage(page);
  await page.getByRole('button', { name: 'Stop' }).click();
  await expect(page.getByText('Stopped', { exact: true })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Verify now' })).toBeEnabled();
  await page.locator('ff-checkpoint-list').getByRole('button', { name: 'More' }).click();
  await expect(page.getByText('The file was kept for five weeks')).toHaveCount(1);

  items = [{ ...wrong, status: 'failed', result: null }];
  await page.reload();
  await expect(verdict(page)).toContainText('The last verification broke off');
});

test('who may not verify does not find the screen', async ({ page }) => {
  await signInAsStaff(page, MODERATOR);
  await page.goto(`/staff/${PROGRAM}/review`);
  await expect(page.getByRole('link', { name: 'Review' })).toBeVisible();
  await expect(page.getByRole('link', { name: 'Proof' })).toHaveCount(0);
});
