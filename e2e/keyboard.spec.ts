import { expect, test } from '@playwright/test';
import { tabTo } from './support/keyboard.js';
import { codeMailedTo } from './support/mailbox.js';
import { PROGRAM } from './support/people.js';

const FAN = 'oliver.grant@mail.example';

// No mouse: whatever is done here is done by Tab, Enter, Space, Escape and typing.
test('a member signs in, shares and looks around with the keyboard alone', async ({ page, context }) => {
  test.slow();
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const since = Date.now() - 1_000;
  await page.goto(`/sign-in?program=${PROGRAM}`);
  for (let tab = 0; tab < 10 && !(await page.locator('#email').evaluate((field) => field === document.activeElement)); tab++) await page.keyboard.press('Tab');
  await page.keyboard.type(FAN);
  await page.keyboard.press('Enter');
  await expect(page.locator('#code')).toBeVisible();
  const code = await codeMailedTo(page.request, FAN, since);
  for (let tab = 0; tab < 10 && !(await page.locator('#code').evaluate((field) => field === document.activeElement)); tab++) await page.keyboard.press('Tab');
  await page.keyboard.type(code);
  await page.keyboard.press('Enter');
  await expect(page.locator('ff-hero')).toBeVisible();

  await test.step('the link is copied from Home', async () => {
    await tabTo(page, /^Copy link$/);
    await page.keyboard.press('Enter');
    await expect(page.locator('.cdk-live-announcer-element')).toHaveText('Copied');
    expect(await page.evaluate(() => navigator.clipboard.readText())).toContain('/r/');
  });

  await test.step('the words to share are changed, the code is shown in person and closed again', async () => {
    await page.reload();
    await tabTo(page, /^Share$/);
    await page.keyboard.press('Enter');
    await expect(page).toHaveURL(`/me/${PROGRAM}/share`);
    await tabTo(page, /^Show your code$/);
    await page.keyboard.press('Enter');
    await expect(page).toHaveURL(`/me/${PROGRAM}/in-person`);
    await page.keyboard.press('Escape');
    await expect(page).toHaveURL(`/me/${PROGRAM}/share`);
  });

  for (const screen of ['Friends', 'Rewards', 'Events', 'Board']) {
    await test.step(screen, async () => {
      await page.reload();
      await tabTo(page, new RegExp(`^${screen}$`));
      await page.keyboard.press('Enter');
      await expect(page).toHaveURL(`/me/${PROGRAM}/${screen.toLowerCase()}`);
      await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    });
  }
});
