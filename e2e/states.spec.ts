import { expect, type Page, test } from '@playwright/test';
import { expectGoodPage } from './support/looks.js';
import { AMBASSADOR, OWNER, PROGRAM } from './support/people.js';
import { MEMBER_SCREENS, STAFF_SCREENS } from './support/screens.js';
import { signInAsMember, signInAsStaff } from './support/sign-in.js';
import { answerAll } from './support/states.js';

/** These show at once what a person fills in or copies, and read nothing of the program's content first. */
const READ_NOTHING = ['rewards/new', 'settings', 'developers/page'];
/** The code is there from the last time, and is shown without a network. */
const KNOWN = '/in-person';

/** The ambassador of the demo reads German as soon as the portal knows whose account it is. */
const READING = /Loading|Wird geladen/;

async function expectStates(page: Page, addresses: readonly string[]): Promise<void> {
  for (const address of addresses) {
    await test.step(address, async () => {
      const go = await answerAll(page, 'loading');
      await page.goto(address);
      await expect(page.locator('main [role=status]').filter({ hasText: READING }).first(), 'it says that it is being read').toBeVisible();
      await go();
      const end = await answerAll(page, 'error');
      await page.goto(address);
      await expect(page.locator('main [role=alert]').first(), 'it says that it could not be read').toBeVisible();
      await expect(page.locator('main [role=status]').filter({ hasText: READING })).toHaveCount(0);
      // A list that holds nothing leaves no box.
      await expect(page.locator('main ul.card:empty:visible')).toHaveCount(0);
      await end();
    });
  }
  await expectGoodPage(page);
}

test('every screen of a member says that it is being read, and when it cannot be', async ({ page }) => {
  await signInAsMember(page, AMBASSADOR);
  await expectStates(page, Object.keys(MEMBER_SCREENS).filter((screen) => screen !== KNOWN).map((screen) => `/me/${PROGRAM}${screen}`));
});

test('every screen of staff says that it is being read, and when it cannot be', async ({ page }) => {
  await signInAsStaff(page, OWNER);
  await expectStates(page, STAFF_SCREENS.filter((screen) => !READ_NOTHING.includes(screen)).map((screen) => `/staff/${PROGRAM}/${screen}`));
});
