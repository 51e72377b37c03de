import { expect, test } from '@playwright/test';
import { linkMailedTo } from './support/mailbox.js';
import { EIGHT_FRIENDS, newAddress, NINE_FRIENDS, OWNER, PROGRAM } from './support/people.js';
import { publish, thresholdOf } from './support/rules.js';
import { signInAsMember, signInAsStaff } from './support/sign-in.js';
import { takeTurnsWithTheRules } from './support/turns.js';

takeTurnsWithTheRules();

test('the tenth friend makes an ambassador, who claims the welcome box', async ({ page, browser }) => {
  await signInAsMember(page, NINE_FRIENDS);
  await expect(page.locator('ff-hero')).toContainText('One friend to Ambassador');
  const link = await page.getByRole('link', { name: '/r/' }).getAttribute('href');

  const friend = newAddress('tenth');
  const visit = await browser.newContext();
  const theirs = await visit.newPage();
  await test.step('the friend follows the link and signs up', async () => {
    await theirs.goto(new URL(link!).pathname);
    await expect(theirs).toHaveURL(/\/join\/halcyon\?.*ref=/);
    await theirs.locator('#email').fill(friend);
    await theirs.locator('input[name=consent]').check();
    await theirs.locator('main form button').click();
    await expect(theirs.getByRole('status')).toContainText(friend);
  });

  const confirmation = await linkMailedTo(page.request, friend, '/confirm');
  await test.step('until the friend confirms, nothing counts', async () => {
    await page.getByRole('link', { name: 'All friends' }).click();
    await expect(page.locator('ff-friends-page li').first()).toContainText('Has not confirmed the e-mail yet');
    await page.getByRole('button', { name: 'Waiting' }).click();
    await expect(page.locator('ff-friends-page li').first()).toContainText('Has not confirmed the e-mail yet');
    await expect(page.locator('ff-friends-page li', { hasText: 'Counts' })).toHaveCount(0);
    await page.getByRole('link', { name: 'Home' }).click();
    await expect(page.locator('ff-hero')).toContainText('One friend to Ambassador');
  });

  await test.step('the friend opens the mail and confirms', async () => {
    await theirs.goto('/dev/mailbox');
    const mailed = theirs.locator('details', { hasText: friend }).first();
    if ((await mailed.getAttribute('open')) === null) await mailed.locator('summary').click();
    await expect(mailed.locator(`a[href="${confirmation}"]`)).toBeVisible();
    await theirs.goto(confirmation);
    await theirs.locator('main form button').click();
    await expect(theirs.getByRole('heading', { level: 1 })).toContainText('You’re in');
    await expect(theirs.locator('.link')).toContainText('/r/');
  });

  await test.step('the fan’s open page says so by itself: an ambassador', async () => {
    await expect(page.locator('ff-hero')).toContainText('Ambassador');
    await expect(page.locator('ff-ring')).toContainText('10');
    await expect(page.locator('ff-hero')).toContainText('15 friends to Gold');
    await page.getByRole('link', { name: 'All friends' }).click();
    await expect(page.locator('ff-friends-page li').first()).toContainText('Counts');
    await page.getByRole('link', { name: 'Home' }).click();
  });

  await test.step('confirming again changes nothing', async () => {
    await theirs.goto(confirmation);
    await expect(theirs.getByRole('heading', { level: 1 })).toContainText(/already in|You’re in/i);
    await page.reload();
    await expect(page.locator('ff-ring')).toContainText('10');
  });

  await test.step('the welcome box can be claimed', async () => {
    await page.getByRole('button', { name: 'Claim now: Welcome box' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: 'Claim' }).click();
    await expect(dialog.getByText('Please fill this in.').first()).toBeVisible();
    await dialog.locator('label').filter({ hasText: /^\s*M\s*$/ }).click();
    await dialog.getByLabel('Country').selectOption('PL');
    await dialog.getByLabel('Full name').fill('Maja Kowalska');
    await dialog.getByLabel('Street and number').fill('Floriańska 8');
    await dialog.getByLabel('Postal code').fill('31-021');
    await dialog.getByLabel('City').fill('Kraków');
    await dialog.getByRole('button', { name: 'Claim' }).click();
    await expect(dialog).toBeHidden();
    await expect(page.locator('ff-rewards-card li', { hasText: 'Welcome box' })).toContainText('Claimed');
  });

  await test.step('and the address changed until it is packed', async () => {
    await page.getByRole('link', { name: 'All rewards' }).click();
    await page.getByRole('button', { name: 'Change details: Welcome box' }).click();
    const dialog = page.getByRole('dialog');
    await expect(dialog.getByLabel('Street and number')).toHaveValue('Floriańska 8');
    await dialog.getByLabel('Street and number').fill('Floriańska 9');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await expect(dialog).toBeHidden();
    await expect(page.locator('ff-parcel-card')).toContainText('Floriańska 9');
  });
  await visit.close();
});

test('staff lower a threshold, and a fan who is past it becomes an ambassador before their own eyes', async ({ page, browser }) => {
  await signInAsMember(page, EIGHT_FRIENDS);
  await expect(page.locator('ff-hero')).toContainText('Two friends to Ambassador');

  const office = await browser.newContext();
  const desk = await office.newPage();
  await signInAsStaff(desk, OWNER);
  await desk.goto(`/staff/${PROGRAM}/rules`);
  await thresholdOf(desk, 'Ambassador').fill('8');
  await publish(desk, 'Ambassador: from 10 to 8 friends', 'Judge every earlier friend again');
  await expect(page.locator('ff-hero')).toContainText('17 friends to Gold');

  await thresholdOf(desk, 'Ambassador').fill('10');
  await publish(desk, 'Ambassador: from 8 to 10 friends');
  await page.reload();
  await expect(page.locator('ff-hero')).toContainText('17 friends to Gold');
  await office.close();
});

test('the link is copied, and the copying is announced', async ({ page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await signInAsMember(page, NINE_FRIENDS);
  const link = await page.getByRole('link', { name: '/r/' }).getAttribute('href');
  await page.getByRole('button', { name: 'Copy link' }).click();
  await expect(page.getByRole('button', { name: 'Copied' })).toBeVisible();
  await expect(page.locator('.cdk-live-announcer-element')).toHaveText('Copied');
  await expect(page.locator('.cdk-live-announcer-element'), 'heard, not seen').toHaveCSS('position', 'absolute');
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(link);
});
