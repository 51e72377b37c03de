import { expect, test } from '@playwright/test';
import { complaints, expectGoodPage } from './support/looks.js';
import { MANAGER, MODERATOR, PROGRAM } from './support/people.js';
import { findOut, publish, thresholdOf } from './support/rules.js';
import { signInAsStaff } from './support/sign-in.js';
import { takeTurnsWithTheRules } from './support/turns.js';

takeTurnsWithTheRules();

test('a draft says whom it moves before it is published, and just that is published', async ({ page }) => {
  await signInAsStaff(page, MANAGER);
  const heard = complaints(page);
  await page.goto(`/staff/${PROGRAM}/rules`);

  await test.step('who gains, from which stock, and who is invited', async () => {
    await thresholdOf(page, 'Ambassador').fill('4');
    await findOut(page);
    await expect(page.getByText(/people gain a tier or a reward, nobody loses one/)).toBeVisible();
    await expect(page.getByText('Ambassador: from 10 to 4 friends')).toBeVisible();
    await expect(page.locator('section').filter({ has: page.getByRole('heading', { name: 'Invitations' }) })).toContainText(/up to \d+/);
    const people = page.locator('ff-what-if-people');
    const promoted = people.locator('li.relative').filter({ hasText: 'becomes' });
    await expect(promoted.first()).toContainText('Ambassador');
    await page.setViewportSize({ width: 390, height: 844 });
    await expectGoodPage(page);
    await page.setViewportSize({ width: 1440, height: 900 });
    await expectGoodPage(page);
    await people.getByRole('button', { name: 'Lose' }).click();
    await expect(people.getByText('Nobody.')).toBeVisible();
    await page.getByRole('button', { name: 'Had it always been so' }).click();
    await expect(page.getByText(/publishing takes nothing back/)).toBeVisible();
    await expectGoodPage(page);
  });

  await test.step('what it takes from stock and what it costs, as far as somebody has said what one costs', async () => {
    await page.getByRole('link', { name: 'Tiers & rules' }).first().click();
    await page.getByLabel(/^Threshold: At 3 friends: Stickers/).fill('1');
    await expect(page.getByLabel(/^Threshold: At 1 friend: Stickers/)).toBeVisible(); // nobody types in two sentences before either is shown
    await page.getByLabel(/^Threshold: At 10 friends: Welcome box/).fill('4');
    await expect(page.getByLabel(/^Threshold: At 4 friends: Welcome box/)).toBeVisible();
    await page.getByLabel(/^Threshold: At 25 friends: Listening session/).fill('5');
    await findOut(page);
    const rewards = page.locator('section').filter({ has: page.getByRole('heading', { name: 'Rewards, stock and budgets' }) });
    const box = rewards.getByRole('listitem').filter({ hasText: 'Welcome box' });
    const wanted = Number(/(\d+) more/.exec(await box.innerText())![1]);
    await expect(box).toContainText(`€${(wanted * 18.9).toFixed(2)}`);
    await expect(box).toContainText(/Stock: \d+ → \d+/);
    const stickers = rewards.getByRole('listitem').filter({ hasText: 'Stickers' });
    await expect(stickers).toContainText(/Stock: \d → 0/);
    await expect(stickers).toContainText(/(has|have) to wait: the stock does not reach/);
    await expect(rewards).toContainText(/All together\s*€/);
    await expect(rewards).toContainText('What one costs is not known of: Listening session');
    await expectGoodPage(page);
  });

  await test.step('the dialog knows the answer from now on, and another question is open again', async () => {
    await page.getByRole('link', { name: 'Tiers & rules' }).first().click();
    await page.getByRole('button', { name: 'See what changes' }).click();
    const whom = page.getByRole('dialog').getByRole('region', { name: 'Whom this moves' });
    await expect(whom).toContainText('people gain a tier or a reward');
    await page.getByRole('dialog').getByLabel('Judge every earlier friend again').check();
    await expect(whom.getByRole('button', { name: 'Find out first' })).toBeVisible();
    await expectGoodPage(page);
    await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();
    await page.getByRole('button', { name: 'Throw the draft away' }).click();
  });

  await test.step('what moves nobody says so, and is published as it is', async () => {
    const gold = thresholdOf(page, 'Gold');
    const before = Number(await gold.inputValue());
    await gold.fill(String(before + 1));
    await findOut(page);
    await expect(page.getByText('Nothing changes for anybody.')).toBeVisible();
    // The answer is lost on its way, the version is not.
    await page.route('**/what-ifs/*/publish', async (route) => { await route.fetch(); await route.abort(); });
    await page.getByRole('button', { name: 'Publish exactly this' }).click();
    await page.getByRole('dialog').getByRole('button', { name: /^Publish version/ }).click();
    await expect(page.getByText(/This has been published: it is version \d+/)).toBeVisible();
    await expect(page.getByRole('button', { name: 'Publish exactly this' })).toHaveCount(0);
    await expect(page.getByRole('button', { name: 'Ask again' })).toBeEnabled();
    heard.length = 0; // the browser says that an answer was lost

    await page.goto(`/staff/${PROGRAM}/rules`);
    await expect(gold).toHaveValue(String(before + 1));
  });

  await test.step('at a time of one’s choice, with everybody recounted and tiers that follow; replaced by what takes effect before', async () => {
    const gold = thresholdOf(page, 'Gold');
    const now = Number(await gold.inputValue());
    await gold.fill(String(now + 1));
    await page.getByRole('button', { name: 'See what changes' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('At a time of your choice').check();
    await expect(dialog.getByLabel('Day and time')).not.toHaveValue('');
    await dialog.getByLabel('Judge every earlier friend again').check();
    await dialog.getByLabel('Tiers follow the new thresholds').check();
    await expectGoodPage(page);
    const sent = page.waitForRequest((request) => request.method() === 'POST' && request.url().endsWith('/rulebooks'));
    await dialog.getByRole('button', { name: /^Publish version/ }).click();
    expect((await sent).postDataJSON()).toMatchObject({ mode: 'recount', keepTiers: false, effectiveAt: expect.stringMatching(/Z$/) });
    await expect(page.getByRole('status').filter({ hasText: /Version \d+ is published and waits for its time/ })).toBeVisible();
    const planned = page.getByRole('listitem').filter({ has: page.getByText('Planned', { exact: true }) });
    await expect(planned).toContainText('everybody recounted');
    await expect(planned).toContainText('tiers');
    await gold.fill(String(now - 1));
    await page.getByRole('button', { name: 'See what changes' }).click();
    await expect(dialog.getByRole('status')).toContainText('waits for its time, would never take effect');
    await expectGoodPage(page);
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await publish(page, `Gold: from ${now} to ${now - 1} friends`); // compared with what holds, not with what waited
    await expect(planned).toHaveCount(0);
    await expect(page.getByText('Replaced before its time').first()).toBeVisible();
  });
  expect(heard).toEqual([]);
});

test('what a fan will read is there before it is published', async ({ page }) => {
  await signInAsStaff(page, MANAGER);
  const heard = complaints(page);
  await page.goto(`/staff/${PROGRAM}/rules`);
  await thresholdOf(page, 'Ambassador').fill('6');
  await expect(page.getByLabel(/^Threshold: A fan becomes Ambassador at 6/)).toBeVisible();
  await page.getByLabel(/^Threshold: At 3 friends: Stickers/).fill('2');
  const button = page.getByRole('button', { name: 'What a fan will read' });
  await button.focus();
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog', { name: 'What a fan will read' });
  const join = dialog.getByRole('region', { name: 'On the sign-up page' });
  await expect(join.getByRole('listitem').first()).toHaveText(/Stickers\s*2 friends/);
  await expect(join).toContainText('First reward: Stickers, at 2 friends.');
  const home = dialog.getByRole('region', { name: 'On their Home' });
  await expect(home.locator('ff-hero')).toContainText('6 friends');
  await expect(home.locator('ff-road-card li').first()).toHaveText(/Ambassador\s*6 friends/);
  await expect(home.locator('ff-reward-tile').first()).toContainText('2 to go');
  await expectGoodPage(page);
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
  await expect(button).toBeFocused();
  expect((await (await page.request.get(`/join/${PROGRAM}`)).text())).toMatch(/Stickers<\/span><b>3 friends/); // nothing is promised yet
  expect(heard).toEqual([]);
});

test('a what-if that runs says how far it is and can be stopped; one that broke off says so', async ({ page }) => {
  await signInAsStaff(page, MANAGER);
  const { programId } = ((await (await page.request.get('/api/v1/me')).json()) as { staffRoles: [{ programId: string }] }).staffRoles[0];
  const { items } = (await (await page.request.get(`/api/v1/programs/${programId}/rulebooks`)).json()) as { items: [{ rules: object; version: number }] };
  const run = { id: crypto.randomUUID(), status: 'running', done: 250, total: 1_000, draft: { rules: items[0].rules, mode: 'from_now', keepTiers: true }, basedOn: items[0].version, publishable: false, publishedAs: null, createdAt: new Date().toISOString(), endedAt: null, result: null };
  let answer: object = run;
  await page.route(`**/what-ifs/${run.id}`, (route) => route.fulfill({ json: answer }));
  await page.route(`**/what-ifs/${run.id}/cancel`, (route) => route.fulfill({ json: (answer = { ...run, status: 'cancelled', endedAt: run.createdAt }) }));
  await page.goto(`/staff/${PROGRAM}/rules/what-if/${run.id}`);
  await expect(page.getByRole('progressbar')).toHaveAttribute('aria-valuenow', '25');
  await expectGoodPage(page);
  answer = { ...run, done: 600 };
  await expect(page.getByRole('progressbar')).toHaveAttribute('aria-valuenow', '60');
  await page.getByRole('button', { name: 'Stop' }).click();
  await expect(page.getByText('Somebody stopped it')).toBeVisible();
  answer = { ...run, status: 'failed', endedAt: run.createdAt };
  await page.reload();
  await expect(page.getByRole('alert')).toContainText('It broke off');
  await expect(page.getByRole('button', { name: 'Ask again' })).toBeVisible();
});

test('who may not publish is not asked to', async ({ page }) => {
  await signInAsStaff(page, MODERATOR);
  await page.goto(`/staff/${PROGRAM}/rules`);
  await expect(page.getByRole('heading', { name: 'Rulebook history' })).toBeVisible();
  await expect(page.getByRole('heading', { name: 'What was asked lately' })).toHaveCount(0);
});
