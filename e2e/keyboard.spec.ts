import { expect, test } from '@playwright/test';
import { announce } from './support/events.js';
import { bringFriends, join } from './support/friends.js';
import { isFocusSeen, tabTo } from './support/keyboard.js';
import { codeMailedTo } from './support/mailbox.js';
import { newAddress, OWNER, PROGRAM } from './support/people.js';
import { signInAsMember, signInAsStaff } from './support/sign-in.js';

const FAN = 'oliver.grant@mail.example';
/** What is typed in a list within this time of the last key goes on with the same word. */
const TYPED_AHEAD_MS = 1_100;

// No mouse: whatever is done here is done by Tab, Enter, Space, Escape and typing.
test('a member signs in, shares and looks around with the keyboard alone', async ({ page, context }) => {
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

test('an ambassador claims the box and answers an invitation with the keyboard alone', async ({ page, browser }) => {
  const email = newAddress('keys');
  const title = `Key signing ${email.slice(5, 20)}`;
  await bringFriends(page.request, await join(page.request, email, { name: 'Kira Keys' }), 10);
  const desk = await (await browser.newContext()).newPage();
  await signInAsStaff(desk, OWNER);
  await announce(desk, title, { capacity: 2, guestsAllowed: 1, inDays: 1 });
  await desk.context().close();
  await signInAsMember(page, email);
  const press = (key: string) => page.keyboard.press(key);
  const focused = page.locator(':focus');

  await test.step('the form opens and closes, and gives the focus back', async () => {
    await page.goto(`/me/${PROGRAM}/rewards`);
    await expect(page.getByRole('button', { name: 'Claim now: Welcome box' })).toBeVisible();
    await tabTo(page, /^Claim now: Welcome box$/);
    await press('Enter');
    await expect(page.getByRole('dialog')).toBeVisible();
    await press('Escape');
    await expect(page.getByRole('dialog')).toBeHidden();
    await expect(focused).toHaveAccessibleName('Claim now: Welcome box');
    expect(await isFocusSeen(page)).toBe(true);
    await press('Enter');
  });

  await test.step('a size, an address of its country, and what is missing', async () => {
    const dialog = page.getByRole('dialog');
    await tabTo(page, /^XS$/);
    await press('ArrowRight');
    await expect(dialog.getByRole('radio', { name: 'S', exact: true })).toBeChecked();
    expect(await isFocusSeen(page)).toBe(true);
    await tabTo(page, /^Country$/);
    await page.keyboard.type('United States');
    await expect(dialog.getByLabel('State', { exact: true })).toBeVisible();
    await page.waitForTimeout(TYPED_AHEAD_MS);
    await page.keyboard.type('Poland');
    await expect(dialog.getByLabel('State', { exact: true })).toBeHidden();
    await tabTo(page, /^Claim$/);
    await press('Enter');
    await expect(focused).toHaveAccessibleName('Full name');
    await page.keyboard.type('Kira Keys');
    for (const [field, text] of [['Street and number', 'Floriańska 8'], ['Postal code', '31-021'], ['City', 'Kraków']] as const) {
      await tabTo(page, new RegExp(`^${field}$`));
      await page.keyboard.type(text);
    }
    await press('Enter');
    await expect(dialog).toBeHidden();
  });

  await test.step('the focus is on what was claimed, which says what comes next', async () => {
    await expect(focused).toContainText('Welcome box');
    await expect(focused).toContainText('The team packs it next.');
    expect(await isFocusSeen(page)).toBe(true);
    await tabTo(page, /^Change details: Welcome box$/);
  });

  await test.step('and the invitation is answered, for two', async () => {
    await page.goto(`/me/${PROGRAM}/events`);
    const invitation = page.locator('ff-events-page li', { hasText: title });
    await expect(invitation).toBeVisible();
    await tabTo(page, /^Guests/);
    await expect(invitation.locator(':focus')).toHaveCount(1);
    await press('ArrowDown');
    await tabTo(page, /^I’m going$/);
    await press('Space');
    await expect(focused).toHaveText('You are going with 1 guest');
    expect(await isFocusSeen(page)).toBe(true);
    await tabTo(page, /^I can’t come$/);
  });
});
