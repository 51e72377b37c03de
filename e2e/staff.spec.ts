import { expect, test } from '@playwright/test';
import { newAddress, OWNER, PROGRAM } from './support/people.js';
import { signInAsStaff } from './support/sign-in.js';

test('Ctrl K leads to a screen and to a person by typing', async ({ page }) => {
  await signInAsStaff(page, OWNER);
  await expect(page.locator('main h1')).toBeVisible();
  await page.keyboard.press('Control+k');
  await page.keyboard.type('rewards');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(`/staff/${PROGRAM}/rewards`);
  await expect(page.getByRole('dialog')).toBeHidden();
  await page.keyboard.press('Control+k');
  await expect(page.getByRole('dialog').getByRole('combobox')).toBeFocused();
  await page.keyboard.type('Amelia');
  await expect(page.getByRole('option', { name: /Amelia Carter/ })).toBeVisible();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog', { name: 'Amelia Carter' })).toBeVisible();
});

test('a correction by hand becomes an entry with its reason', async ({ page }) => {
  await signInAsStaff(page, OWNER);
  await page.getByRole('link', { name: 'People', exact: true }).click();
  await page.getByPlaceholder('Name, address or link code').fill('Priya');
  await page.getByRole('link', { name: 'Priya Raman' }).click();
  const drawer = page.getByRole('dialog', { name: 'Priya Raman' });
  const confirmed = drawer.locator('dl dd').first();
  const before = Number(await confirmed.innerText());
  await page.getByLabel('Change', { exact: true }).fill('2');
  await page.getByLabel('Why?').selectOption({ label: 'Goodwill' });
  await page.getByLabel('Note for the team').fill('Her friends signed up on paper');
  await page.getByRole('button', { name: 'Add the entry' }).click();
  await expect(drawer.getByRole('status')).toContainText(`The count is now ${before + 2}`);
  await expect(confirmed).toHaveText(String(before + 2));
  await drawer.getByRole('tab', { name: 'Book' }).click();
  await expect(drawer.locator('ol li').first()).toContainText('Goodwill');
});

test('an event is made, published after being told who is asked, and called off', async ({ page }) => {
  const title = newAddress('Supper').split('@')[0]!;
  await signInAsStaff(page, OWNER);
  await page.goto(`/staff/${PROGRAM}/events/new`);
  await page.getByLabel('Title (English)').fill(title);
  await page.getByLabel('Place', { exact: true }).fill('The roof');
  await page.getByLabel('Begins').fill('2031-05-02T19:30');
  await page.getByLabel('Ends').fill('2031-05-02T22:00');
  await page.getByLabel('Platinum').check();
  await page.getByRole('button', { name: 'Save as a draft' }).click();
  await expect(page.locator('main h1')).toHaveText(title);
  await expect(page.locator('main')).toContainText('2 May 2031 at 19:30');
  await page.getByRole('button', { name: 'Publish' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Publish' }).click();
  await expect(page.locator('ff-guest-list li').first()).toContainText('No answer yet');
  await page.getByRole('button', { name: 'Call off' }).click();
  await expect(page.getByRole('dialog')).toContainText(/get[s]? a mail/);
  await page.getByRole('dialog').getByRole('button', { name: 'Call off' }).click();
  await expect(page.locator('main ff-pill').first()).toHaveText('Called off');
});

