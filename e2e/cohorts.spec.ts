import { expect, type Page, test } from '@playwright/test';
import { join } from './support/friends.js';
import { complaints, expectGoodPage } from './support/looks.js';
import { newAddress, OWNER, PROGRAM } from './support/people.js';
import { publish } from './support/rules.js';
import { signInAsMember, signInAsStaff } from './support/sign-in.js';
import { takeTurnsWithTheRules } from './support/turns.js';

takeTurnsWithTheRules();

const rulesOf = (page: Page) => page.goto(`/staff/${PROGRAM}/rules`);
const ambassador = (page: Page) => page.locator('ff-sentence').filter({ hasText: 'A fan becomes' }).first();

test('a cohort is made, needs another number, and whoever is in it sees that number', async ({ browser, page }) => {
  const word = newAddress('class').split('@')[0]!.toLowerCase().replace(/[^a-z0-9]/g, '').slice(-12); // of this run alone
  const [name, key] = [`Class ${word}`, `class-${word}`];
  const email = newAddress('student');
  await join(page.request, email, { name: `Student ${word}` });
  await signInAsStaff(page, OWNER);
  const heard = complaints(page);
  await rulesOf(page);
  const card = page.locator('ff-cohort-card');
  await card.getByRole('button', { name: 'New cohort' }).waitFor();
  const left = page.getByRole('button', { name: 'Throw the draft away' }); // by another journey of the same person
  if (await left.isVisible()) await left.click();

  await test.step('the team makes it, with a name in each language and a key', async () => {
    await card.getByRole('button', { name: 'New cohort' }).click();
    const form = page.getByRole('dialog', { name: 'New cohort' });
    await form.getByRole('button', { name: 'Save' }).click();
    await expect(form.getByRole('alert')).toContainText('Give it a name');
    await form.getByLabel('Name in English').fill(name);
    await form.getByLabel('Name in German').fill(`Klasse ${word}`);
    await expect(form.getByLabel('Key')).toHaveValue(key);
    await form.getByLabel('Open for sign-up').check();
    await expectGoodPage(page);
    await form.getByRole('button', { name: 'Save' }).click();
    await expect(card.getByRole('listitem').filter({ hasText: name })).toContainText(`/join/${PROGRAM}?cohort=${key}`);
  });

  await test.step('a threshold of its own is said in the sentences, and what does not fit at its own field', async () => {
    await ambassador(page).getByRole('button', { name: /^Another threshold for a cohort/ }).click();
    const own = page.locator('ff-sentence').filter({ hasText: 'In the cohort' });
    await own.getByLabel(/^Cohort: In the cohort/).selectOption({ label: name });
    const at = own.getByLabel(/^Threshold: In the cohort/);
    await at.fill('200');
    await expect(page.getByText(`In the cohort ${name} this must be above the tier before.`)).toBeVisible();
    await at.fill('12');
    await expectGoodPage(page);
    await page.getByRole('button', { name: 'What a fan will read' }).click();
    const preview = page.getByRole('dialog', { name: 'What a fan will read' });
    await expect(preview.locator('ff-hero')).toContainText('10 friends');
    await preview.getByLabel('As a member of').selectOption({ label: name });
    await expect(preview.locator('ff-hero')).toContainText('12 friends');
    await expect(preview.locator('ff-road-card li').first()).toHaveText(/Ambassador\s*12 friends/);
    await expectGoodPage(page);
    await page.keyboard.press('Escape');
    await publish(page, `Ambassador, in the cohort ${name}: from 10 to 12 friends`);
    await card.getByRole('button', { name: `Retire ${name}` }).click();
    await expect(card.getByRole('alert')).toContainText('the published rule for Ambassador names it');
  });

  await test.step('somebody is put into it, with a reason, and sees their own bar', async () => {
    await page.goto(`/staff/${PROGRAM}/people?search=${encodeURIComponent(email)}`);
    await page.getByRole('link', { name: `Student ${word}` }).click();
    const drawer = page.getByRole('dialog', { name: `Student ${word}` });
    await drawer.getByRole('button', { name: 'Change cohort' }).click();
    const move = page.getByRole('dialog', { name: 'Put one person into a cohort' });
    await move.getByLabel('Cohort').selectOption({ label: name });
    await move.getByLabel('Why?').fill('Is in this class');
    await expectGoodPage(page);
    await move.getByRole('button', { name: 'Put into it' }).click();
    await expect(drawer.locator('ff-cohort-line')).toContainText(name);
    await drawer.getByRole('tab', { name: 'Book' }).click();
    await expect(drawer).toContainText(`Put into the cohort ${name}`);
    await drawer.getByRole('tab', { name: 'Notes' }).click();
    await expect(drawer).toContainText('Is in this class');
    await page.goto(`/staff/${PROGRAM}/people?cohort=${key}`);
    await expect(page.locator('tbody tr')).toHaveCount(1);
    await expect(page.locator('tbody tr')).toContainText(name);
    await expectGoodPage(page);

    const member = await (await browser.newContext()).newPage();
    await signInAsMember(member, email);
    await expect(member.locator('ff-hero')).toContainText('12 friends');
    await expect(member.locator('ff-road-card li').first()).toHaveText(/Ambassador\s*12 friends/);
    await member.context().close();
  });

  await test.step('rules without it, nobody in it: only then it is over', async () => {
    await page.getByLabel('Pick everybody who is shown').check();
    await page.locator('ff-bulk-bar').getByRole('button', { name: 'Cohort', exact: true }).click();
    const move = page.getByRole('dialog');
    await move.getByLabel('Cohort').selectOption({ label: 'No cohort' });
    await move.getByLabel('Why?').fill('Has left the class');
    await move.getByRole('button', { name: 'Take out' }).click();
    await expect(page.locator('tbody tr')).toHaveCount(0);
    await rulesOf(page);
    await page.locator('ff-sentence').filter({ hasText: 'In the cohort' }).getByRole('button', { name: /^Remove/ }).click();
    await publish(page, `Ambassador, in the cohort ${name}: from 12 to 10 friends`);
    await card.getByRole('button', { name: `Retire ${name}` }).click();
    await expect(card.getByRole('listitem').filter({ hasText: `${key}` }).filter({ has: page.getByRole('button', { name: /^Retire/ }) })).toHaveCount(0);
    await expect(card.getByText(/retired cohort/)).toBeVisible();
  });
  expect(heard.filter((line) => !line.includes('409'))).toEqual([]); // the browser notes by itself what was refused on purpose
});
