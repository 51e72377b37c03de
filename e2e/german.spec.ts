import { expect, type Page, test } from '@playwright/test';
import { complaints, expectGoodPage } from './support/looks.js';
import { linkMailedTo, subjectsTo } from './support/mailbox.js';
import { DEMO_PASSWORD, newAddress, OWNER, PROGRAM } from './support/people.js';
import { MEMBER_SCREENS, STAFF_SCREENS } from './support/screens.js';
import { signInAsMember } from './support/sign-in.js';

/** A key that has no words in this language is shown as it is. */
const KEY = /\b(?:me|staff|reason|status|title|page|role|evidence|problem)\.[a-z_]+(?:\.[a-z_]+)*\b/;
/** Words that every English screen has somewhere, and no German one. */
const ENGLISH = /\b(?:the|your|friends|sign out|save|cancel|search|nobody|nothing)\b/i;

// The longest words on the narrowest screen.
test.use({ locale: 'de-DE', viewport: { width: 390, height: 844 }, contextOptions: { reducedMotion: 'reduce' } });

async function expectGerman(page: Page, screen: string): Promise<void> {
  await expect(page.locator('html')).toHaveAttribute('lang', 'de');
  const words = await page.locator('body').innerText();
  expect(KEY.exec(words)?.[0], `${screen} shows a key`).toBeUndefined();
}

test('a friend signs up, confirms and looks around, all in German', async ({ page }) => {
  const email = newAddress('umlaut');
  await page.goto(`/join/${PROGRAM}`);
  await expectGerman(page, 'join');
  await page.locator('main form button').click();
  await expect(page.locator('#email-error')).toBeVisible();
  expect(ENGLISH.exec(await page.locator('main').innerText())?.[0]).toBeUndefined();
  await page.locator('#email').fill(email);
  await page.locator('#name').fill('Jörg Süßmilch');
  await page.locator('input[name=consent]').check();
  await page.locator('main form button').click();
  await expect(page.getByRole('status')).toContainText(email);
  await page.goto(await linkMailedTo(page.request, email, '/confirm'));
  await expectGerman(page, 'confirm');
  await page.locator('main form button').click();
  await expect(page.getByRole('heading', { level: 1 })).toContainText('dabei');

  await signInAsMember(page, email);
  expect(await subjectsTo(page.request, email)).toEqual(expect.arrayContaining([expect.stringMatching(/^\d{4}[ -]?\d{4} ist dein/)]));
  const heard = complaints(page);
  for (const screen of Object.keys(MEMBER_SCREENS)) {
    await page.goto(`/me/${PROGRAM}${screen}`);
    await page.locator('main .card, main img').first().waitFor();
    await test.step(screen || 'home', async () => {
      await expectGerman(page, screen);
      await expectGoodPage(page);
    });
  }
  expect(heard).toEqual([]);
});

test('staff work in German', async ({ page }) => {
  await page.goto('/staff');
  await page.locator('#email').fill(OWNER);
  await page.locator('#password').fill(DEMO_PASSWORD);
  await page.getByRole('button', { name: 'Anmelden' }).click();
  await expect(page).toHaveURL(new RegExp(`/staff/${PROGRAM}/`));
  await page.evaluate(() => localStorage.setItem('ff-language', 'de')); // the account's own language is English
  const heard = complaints(page);
  for (const screen of STAFF_SCREENS) {
    await page.goto(`/staff/${PROGRAM}/${screen}`);
    await page.locator('main .card').first().waitFor();
    await test.step(screen || 'home', async () => {
      await expectGerman(page, screen);
      await expectGoodPage(page);
    });
  }
  expect(heard).toEqual([]);
});
