import { expect, test } from '@playwright/test';
import { tabTo } from './support/keyboard.js';
import { codeMailedTo, linkMailedTo } from './support/mailbox.js';
import { FAN, FAN_ON_THE_ROAD, FULFILMENT, MODERATOR, OWNER, PROGRAM } from './support/people.js';
import { publish, thresholdOf } from './support/rules.js';
import { signInAsMember, signInAsStaff } from './support/sign-in.js';
import { takeTurnsWithTheRules } from './support/turns.js';

test('a code works in the browser that asked for it, and kindly not in another', async ({ page, browser }) => {
  const since = Date.now() - 1_000;
  await page.goto(`/sign-in?program=${PROGRAM}`);
  await page.locator('#email').fill(FAN);
  await page.locator('main form button').click();
  const code = await codeMailedTo(page.request, FAN, since);

  const elsewhere = await browser.newContext();
  const other = await elsewhere.newPage();
  await test.step('the mailed link says where to go on', async () => {
    await other.goto(await linkMailedTo(page.request, FAN, '/sign-in'));
    await other.locator('main form button').click();
    await expect(other.getByRole('heading', { level: 1 })).toHaveText('Enter the code in your first browser');
  });
  await test.step('the code opens nothing', async () => {
    await other.goto(`/sign-in?program=${PROGRAM}`);
    await other.locator('#email').fill('somebody.else@friends.example');
    await other.locator('main form button').click();
    await other.locator('input[name=email]').evaluate((field: HTMLInputElement, email) => (field.value = email), FAN);
    await other.locator('#code').fill(code);
    await other.locator('main form button').click();
    await expect(other.getByRole('alert')).toContainText('no longer works');
    await other.goto(`/me/${PROGRAM}`);
    await expect(other).toHaveURL(/\/sign-in\?program=halcyon/);
  });
  await elsewhere.close();

  await page.locator('#code').fill(code);
  await page.locator('main form button').click();
  await expect(page).toHaveURL(`/me/${PROGRAM}`);
});

test('signing out leads to the sign-in page, and back is closed', async ({ page }) => {
  await signInAsMember(page, FAN);
  await page.locator('header button').click();
  await expect(page).toHaveURL(/\/sign-in\?program=halcyon/);
  await page.goto(`/me/${PROGRAM}`);
  await expect(page).toHaveURL(/\/sign-in\?program=halcyon/);
});

test('a member is no staff', async ({ page }) => {
  await signInAsMember(page, FAN);
  await page.goto(`/staff/${PROGRAM}/review`);
  await expect(page).toHaveURL(/\/staff\?next=/);
  await expect(page.locator('#password')).toBeVisible();
});

test('a wrong password is refused in words', async ({ page }) => {
  await page.goto('/staff');
  await page.locator('#email').fill(OWNER);
  await page.locator('#password').fill('not the password');
  await page.locator('form button[type=submit]').click();
  await expect(page.getByRole('alert')).toContainText('Address or password are not right');
});

test('staff are led to where they wanted, approve a held referral and reject another', async ({ page }) => {
  await page.goto(`/staff/${PROGRAM}/review`);
  await expect(page).toHaveURL(/\/staff\?next=/);
  await page.locator('#email').fill(MODERATOR);
  await page.locator('#password').fill('halcyon-demo');
  await page.locator('form button[type=submit]').click();
  await expect(page).toHaveURL(`/staff/${PROGRAM}/review`);

  await page.getByPlaceholder('Name, or a whole address').fill('Okafor');
  const row = (of: string) => page.getByRole('row').filter({ hasText: of });
  const panel = page.locator('ff-referral-panel');
  await expect(panel).toContainText('Many sign-ups at once');
  const approved = await panel.locator('h2').innerText();
  await panel.getByRole('button', { name: 'Approve' }).click();
  await expect(row(approved)).toHaveCount(0);
  await expect(panel.locator('h2')).not.toHaveText(approved);
  const rejected = await panel.locator('h2').innerText();
  await panel.getByRole('button', { name: 'Reject' }).click();
  await page.getByRole('dialog').getByLabel('Duplicate').check();
  await page.getByRole('dialog').getByRole('button', { name: 'Reject' }).click();
  await expect(row(rejected)).toHaveCount(0);
  await page.getByRole('button', { name: /^Rejected/ }).click();
  await expect(row(rejected)).toContainText('Duplicate');
  await page.getByRole('button', { name: /^Confirmed/ }).click();
  await expect(row(approved)).toContainText('Tom Okafor');
});

test('a referral is approved with the keyboard and nothing else', async ({ page }) => {
  await signInAsStaff(page, OWNER);
  await expect(page).toHaveURL(`/staff/${PROGRAM}/overview`);
  const waiting = page.locator('ff-review-queue li');
  await expect(waiting.first()).toBeVisible();
  const approved = await waiting.first().locator('a').innerText();
  const answered = page.waitForResponse((response) => response.url().endsWith('/reviews/batch') && response.request().method() === 'POST');
  await tabTo(page, /^Approve /);
  await page.keyboard.press('Enter');
  expect((await answered).ok()).toBe(true);
  await expect(page.locator('ff-toasts')).toContainText(`${approved} counts now`);
});

test('fulfilment sees parcels and nothing else', async ({ page }) => {
  await signInAsStaff(page, FULFILMENT);
  await expect(page).toHaveURL(`/staff/${PROGRAM}/parcels`);
  await expect(page.locator('aside nav a')).toHaveText([/Parcels/]);
});

test.describe('rules', () => {
  takeTurnsWithTheRules();

  test('owners publish other thresholds, invite and take back', async ({ page }) => {
    await signInAsStaff(page, OWNER);
    await page.getByRole('link', { name: 'Tiers & rules' }).click();
    const platinum = thresholdOf(page, 'Platinum');
    const before = Number(await platinum.inputValue());
    await platinum.fill('1');
    await expect(page.getByText('This must be higher than the tier above it.')).toBeVisible();
    await expect(page.getByRole('button', { name: 'See what changes' })).toBeDisabled();
    await platinum.fill(String(before + 1));
    await page.reload(); // the draft is kept
    await expect(platinum).toHaveValue(String(before + 1));
    await publish(page, `Platinum: from ${before} to ${before + 1} friends`);
    await page.reload();
    await expect(platinum).toHaveValue(String(before + 1));
    await expect(page.locator('ff-rulebook-history li').first()).toContainText('published by Clara Voss');

    await page.getByRole('link', { name: 'Team' }).click();
    await page.locator('#invite-email').fill('new.colleague@halcyon.example');
    await page.getByRole('button', { name: 'Invite', exact: true }).click();
    await expect(page.locator('main').getByRole('status')).toContainText('new.colleague@halcyon.example');
    await page.getByRole('button', { name: 'Take back the invitation to new.colleague@halcyon.example' }).click();
    await expect(page.getByText('Open invitations')).toBeHidden();
  });

  test('a lower threshold promotes who is there already, seen in another browser', async ({ page, browser }) => {
    await signInAsMember(page, FAN_ON_THE_ROAD);
    await expect(page.locator('ff-hero')).toContainText('to Platinum');

    const office = await browser.newContext();
    const desk = await office.newPage();
    await signInAsStaff(desk, OWNER);
    await desk.goto(`/staff/${PROGRAM}/rules`);
    const platinum = thresholdOf(desk, 'Platinum');
    const before = await platinum.inputValue();
    await platinum.fill('26');
    await publish(desk, `Platinum: from ${before} to 26 friends`);

    await expect(async () => {
      await page.reload();
      await expect(page.locator('ff-hero')).toContainText('You are at the top', { timeout: 5_000 });
    }).toPass();

    await test.step('the threshold goes back, the tier stays', async () => {
      await platinum.fill(before);
      await publish(desk, `Platinum: from 26 to ${before} friends`);
      await page.reload();
      await expect(page.locator('ff-hero')).toContainText('You are at the top');
    });
    await office.close();
  });
});
