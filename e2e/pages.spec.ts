import { expect, type Page, test } from '@playwright/test';
import { complaints, expectGoodPage } from './support/looks.js';
import { linkMailedTo } from './support/mailbox.js';
import { AMBASSADOR, newAddress, OWNER, PROGRAM } from './support/people.js';
import { MEMBER_SCREENS, STAFF_SCREENS } from './support/screens.js';
import { signInAsMember, signInAsStaff } from './support/sign-in.js';

const SCREENS = { desktop: { width: 1440, height: 1000 }, phone: { width: 390, height: 844 } };
const PUBLIC = [`/join/${PROGRAM}`, `/join/${PROGRAM}?lang=de`, '/sign-in', `/sign-in?program=${PROGRAM}`];
/** Where the browser notes something by itself: a status that is an error on purpose, a mail's frame that may run nothing. */
const NOTED = ['/dev/mailbox', '/r/nosuchcode', '/confirm?token=nothing', '/setup', '/unsubscribe?token=nothing'];

/** One load serves both schemes: the colours change, and nothing else does. */
async function expectGoodInBothSchemes(page: Page): Promise<void> {
  const paper = [];
  for (const colorScheme of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme });
    paper.push(await page.evaluate(() => getComputedStyle(document.body).backgroundColor));
    await expectGoodPage(page);
  }
  expect(new Set(paper).size, 'has colours for each scheme').toBe(2);
}

for (const [name, viewport] of Object.entries(SCREENS)) {
  test.describe(name, () => {
    test.use({ viewport, contextOptions: { reducedMotion: 'reduce' } });

    test('public pages', async ({ page }) => {
      const heard = complaints(page);
      for (const address of PUBLIC) {
        await page.goto(address);
        await expectGoodInBothSchemes(page);
      }
      expect(heard).toEqual([]);
      for (const address of NOTED) {
        await page.goto(address);
        await expectGoodInBothSchemes(page);
      }
    });

    test('a member’s screens', async ({ page }) => {
      await signInAsMember(page, AMBASSADOR);
      const heard = complaints(page);
      for (const [screen, content] of Object.entries(MEMBER_SCREENS)) {
        await page.goto(`/me/${PROGRAM}${screen}`);
        await page.locator(content).first().waitFor();
        await expectGoodInBothSchemes(page);
      }
      await page.goto(`/me/${PROGRAM}/nosuchscreen`);
      await expect(page).toHaveURL(`/me/${PROGRAM}`);
      await page.locator('ff-rewards-card li button').first().click();
      await page.locator('dialog button[type=submit]').click();
      await expectGoodInBothSchemes(page);
      expect(heard).toEqual([]);
    });

    test('staff screens', async ({ page }) => {
      const heard = complaints(page);
      for (const address of ['/staff/reset', '/staff/reset?token=nothing', '/staff/invitation?token=nothing']) {
        await page.goto(address);
        await page.locator('ff-sign-in-frame form').waitFor();
        await expectGoodInBothSchemes(page);
      }
      expect(heard).toEqual([]);
      await signInAsStaff(page, OWNER);
      const afterSignIn = complaints(page);
      for (const screen of STAFF_SCREENS) {
        await page.goto(`/staff/${PROGRAM}/${screen}`);
        await page.locator('main .card').first().waitFor();
        await expectGoodInBothSchemes(page);
      }
      expect(afterSignIn).toEqual([]);
    });
  });
}

test('opening a confirmation changes nothing, however often', async ({ page }) => {
  const email = newAddress('inert');
  const signedUp = await page.request.post(`/api/v1/public/programs/${PROGRAM}/signups`, { data: { email, consent: true } });
  expect(signedUp.status()).toBe(202);
  const link = await linkMailedTo(page.request, email, '/confirm');
  for (let visit = 0; visit < 3; visit++) {
    expect((await page.request.get(link)).status()).toBe(200);
    expect((await page.request.head(link)).status()).toBe(200);
  }
  await page.goto(link);
  await page.locator('main form button').click();
  await expect(page.getByRole('heading', { level: 1 })).toContainText('You’re in');
});

test('signing up takes a keyboard and nothing else', async ({ page }) => {
  const email = newAddress('keys');
  await page.goto(`/join/${PROGRAM}`);
  const focused = (selector: string) => page.locator(selector).evaluate((element) => element === document.activeElement);
  for (let tab = 0; tab < 10 && !(await focused('#email')); tab++) await page.keyboard.press('Tab');
  await page.keyboard.type(email);
  for (let tab = 0; tab < 10 && !(await focused('input[name=consent]')); tab++) await page.keyboard.press('Tab');
  await page.keyboard.press('Space');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('status')).toContainText(email);
});
