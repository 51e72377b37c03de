import { readFile } from 'node:fs/promises';
import { expect, test } from '@playwright/test';
import { join } from './support/friends.js';
import { expectGoodPage } from './support/looks.js';
import { codeMailedTo, linkMailedTo, subjectsTo } from './support/mailbox.js';
import { DEMO_PASSWORD, newAddress, OWNER, PROGRAM } from './support/people.js';
import { signInAsMember, signInAsStaff } from './support/sign-in.js';

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

test('who leaves is told what stays, and is gone', async ({ page }) => {
  const email = newAddress('leaver');
  expect((await page.request.post(`/api/v1/public/programs/${PROGRAM}/signups`, { data: { email, consent: true } })).status()).toBe(202);
  await page.goto(await linkMailedTo(page.request, email, '/confirm'));
  await page.locator('main form button').click();
  await signInAsMember(page, email);
  await page.getByRole('link', { name: 'Profile' }).click();
  await page.getByLabel('Confirmation').fill('somewhere else');
  await page.getByRole('button', { name: 'Leave for good' }).click();
  await expect(page.locator('#leave-confirm-error')).toBeVisible();
  await page.getByLabel('Confirmation').fill(PROGRAM);
  await test.step('who signed in long ago is asked for a code, and goes on where they were', async () => {
    const stale = { status: 403, contentType: 'application/problem+json', body: JSON.stringify({ code: 'auth.step_up_required', level: 'member' }) };
    await page.route('**/leave', (route) => route.fulfill(stale), { times: 1 });
    const since = Date.now() - 1_000;
    await page.getByRole('button', { name: 'Leave for good' }).click();
    const asked = page.getByRole('dialog', { name: 'Is it still you?' });
    await expect(asked).toContainText(email);
    await expectGoodPage(page);
    await asked.getByLabel('Eight-digit code').fill('00000000');
    await asked.getByRole('button', { name: 'Go on' }).click();
    await expect(asked.getByRole('alert')).toContainText('This code is not right');
    await asked.getByLabel('Eight-digit code').fill(await codeMailedTo(page.request, email, since));
    await asked.getByRole('button', { name: 'Go on' }).click();
    await expect(asked).toBeHidden();
  });
  await expect(page.locator('ff-leave-card').getByRole('status')).toContainText('You have left');
  await expect(page.locator('ff-leave-card dt').first()).toBeVisible();
  const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Save the receipt' }).click()]);
  const receipt = await readFile(await file.path(), 'utf8');
  const number = /Receipt ([0-9a-f-]{36})/.exec(receipt)![1]!;
  expect(receipt).toContain('Your referral links');
  await expectGoodPage(page);
  expect((await page.request.get(`/api/v1/me/programs/${PROGRAM}/progress`)).ok()).toBe(false);

  await signInAsStaff(page, OWNER);
  await page.goto(`/staff/${PROGRAM}/settings/erasures`);
  await expect(page.locator('ff-erasures-page li').first()).toContainText(number);
  for (const size of [{ width: 390, height: 844 }, { width: 1440, height: 900 }]) {
    await page.setViewportSize(size);
    await expectGoodPage(page);
  }
});

test('who asks by letter is given their data, and erased, by the team', async ({ page }) => {
  const [email, name] = [newAddress('letter'), `Lotte ${Date.now().toString(36)}`];
  await join(page.request, email, { name });
  await signInAsStaff(page, OWNER);
  await page.goto(`/staff/${PROGRAM}/people?search=${encodeURIComponent(name)}`);
  await page.getByRole('link', { name }).click();
  const drawer = page.getByRole('dialog', { name });
  const asked = page.getByRole('dialog', { name: 'Is it still you?' });
  await test.step('as a file, after showing that it is still you', async () => {
    const stale = { status: 403, contentType: 'application/problem+json', body: JSON.stringify({ code: 'auth.step_up_required', level: 'staff' }) };
    await page.route('**/members/*/export', (route) => route.fulfill(stale), { times: 1 });
    await drawer.getByRole('button', { name: 'Export everything' }).click();
    await asked.getByLabel('Password').fill(DEMO_PASSWORD);
    const [file] = await Promise.all([page.waitForEvent('download'), asked.getByRole('button', { name: 'Go on' }).click()]);
    expect(file.suggestedFilename()).toBe(`${PROGRAM}-data.json`);
    expect(JSON.parse(await readFile(await file.path(), 'utf8'))).toMatchObject({ format: 'fanfare.member-data.v1', account: { email } });
  });
  await drawer.getByRole('button', { name: 'Erase …' }).click();
  const dialog = page.getByRole('dialog', { name: `Erase ${name}?` });
  await dialog.getByLabel('Why?').fill(`Letter of ${name}`);
  await dialog.getByLabel('Type their e-mail address to confirm').fill('somebody@else.example');
  await dialog.getByRole('button', { name: 'Erase for good' }).click();
  await expect(dialog.locator('#erase-confirm-error')).toContainText('not an address of this person');
  await dialog.getByLabel('Type their e-mail address to confirm').fill(email);
  await dialog.getByRole('button', { name: 'Erase for good' }).click();
  await expect(dialog.locator('#erase-reason-error')).toContainText('Leave out name and address');
  await expect(dialog.getByLabel('Why?')).toBeFocused();
  for (const size of [{ width: 390, height: 844 }, { width: 1440, height: 900 }]) {
    await page.setViewportSize(size);
    await expectGoodPage(page);
  }
  const reason = `Asked by letter ${Date.now().toString(36)}`;
  await dialog.getByLabel('Why?').fill(reason);
  await page.keyboard.press('Enter');
  const done = page.getByRole('dialog', { name: 'Erased', exact: true });
  await expect(done.getByRole('status')).toContainText('told by mail');
  await expectGoodPage(page);
  const number = /Receipt ([0-9a-f-]{36})/.exec(await done.innerText())![1]!;
  await done.getByRole('button', { name: 'Close' }).click();
  await expect(page.getByRole('button', { name: 'Erase …' })).toHaveCount(0);
  await expect.poll(() => subjectsTo(page.request, email)).toContain('You have been erased from Halcyon Daily');
  await page.goto(`/staff/${PROGRAM}/settings/erasures`);
  const row = page.locator('ff-erasures-page li').filter({ hasText: number });
  await expect(row).toContainText(reason);
  await expectGoodPage(page);
});
