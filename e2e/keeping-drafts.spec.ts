import { type Browser, expect, type Page, test } from '@playwright/test';
import { complaints, expectGoodPage } from './support/looks.js';
import { MANAGER, OWNER, PROGRAM } from './support/people.js';
import { thresholdOf } from './support/rules.js';
import { signInAsStaff } from './support/sign-in.js';
import { takeTurnsWithTheRules } from './support/turns.js';

takeTurnsWithTheRules();

const KEPT = 'Your draft is kept';

async function atTheRules(browser: Browser, who: string): Promise<Page> {
  const page = await (await browser.newContext()).newPage();
  await signInAsStaff(page, who);
  await page.goto(`/staff/${PROGRAM}/rules`);
  await expect(thresholdOf(page, 'Ambassador')).toBeVisible();
  return page;
}

test('a draft of the rules is there in every browser, two of them do not overwrite each other, and the team sees it', async ({ browser }) => {
  const desk = await atTheRules(browser, OWNER);
  const heard = complaints(desk);
  const before = await thresholdOf(desk, 'Ambassador').inputValue();
  await thresholdOf(desk, 'Ambassador').fill('13');
  await expect(desk.locator('ff-draft-state')).toContainText(KEPT);
  await desk.reload();
  await expect(thresholdOf(desk, 'Ambassador')).toHaveValue('13');

  const laptop = await atTheRules(browser, OWNER);
  await expect(thresholdOf(laptop, 'Ambassador')).toHaveValue('13');
  await thresholdOf(laptop, 'Ambassador').fill('14');
  await expect(laptop.locator('ff-draft-state')).toContainText(KEPT);

  expect(heard).toEqual([]);
  await thresholdOf(desk, 'Ambassador').fill('15');
  const conflict = desk.locator('ff-draft-state').getByRole('alert');
  await expect(conflict).toContainText('another tab or browser');
  for (const size of [{ width: 390, height: 844 }, { width: 1440, height: 900 }]) {
    await desk.setViewportSize(size);
    await expectGoodPage(desk);
  }
  await conflict.getByRole('button', { name: 'Take that one' }).click();
  await expect(thresholdOf(desk, 'Ambassador')).toHaveValue('14');
  await thresholdOf(laptop, 'Ambassador').fill('16');
  await expect(laptop.locator('ff-draft-state')).toContainText(KEPT);
  await thresholdOf(desk, 'Ambassador').fill('17');
  await conflict.getByRole('button', { name: 'Keep this one' }).click();
  await expect(desk.locator('ff-draft-state')).toContainText(KEPT);

  const colleague = await atTheRules(browser, MANAGER);
  await expect(thresholdOf(colleague, 'Ambassador')).toHaveValue(before);
  await expect(colleague.locator('ff-draft-list')).toContainText('Draft of Clara Voss');
  await expectGoodPage(colleague);
  await colleague.getByRole('button', { name: 'Go on with the draft of Clara Voss' }).click();
  await expect(thresholdOf(colleague, 'Ambassador')).toHaveValue('17');
  await expect(colleague.locator('ff-draft-state')).toContainText(KEPT);

  for (const page of [desk, colleague]) {
    await page.getByRole('button', { name: 'Throw the draft away' }).click();
    await page.reload();
    await expect(thresholdOf(page, 'Ambassador')).toHaveValue(before);
  }
  for (const page of [desk, laptop, colleague]) await page.context().close();
});
