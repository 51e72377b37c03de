import { join } from 'node:path';
import { type Page, type Route, test } from '@playwright/test';
import { linkMailedTo } from './support/mailbox.js';
import { AMBASSADOR, newAddress, NINE_FRIENDS, OWNER, PROGRAM } from './support/people.js';
import { findOut, thresholdOf } from './support/rules.js';
import { MEMBER_SCREENS, STAFF_SCREENS } from './support/screens.js';
import { signInAsMember, signInAsStaff } from './support/sign-in.js';

const FOLDER = join(import.meta.dirname, '..', 'screenshots');
const SIZES = { 1440: 1000, 390: 844 } as const;
const SCHEMES = ['light', 'dark'] as const;

/** Every size and scheme of what is on the page now. */
async function shoot(page: Page, name: string): Promise<void> {
  for (const [width, height] of Object.entries(SIZES)) {
    for (const colorScheme of SCHEMES) {
      await page.setViewportSize({ width: Number(width), height });
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await page.evaluate(() => document.fonts.ready);
      await page.screenshot({ path: join(FOLDER, `${name}-${width}-${colorScheme}.png`), fullPage: true });
    }
  }
}

/** What a screen shows before its answers are there, when they do not come, and when there is nothing. */
const STATES = {
  loading: () => new Promise<void>(() => undefined),
  error: (route: Route) => route.fulfill({ status: 503, contentType: 'application/problem+json', body: JSON.stringify({ status: 503, code: 'request.unavailable', title: 'Unavailable' }) }),
  empty: async (route: Route) => {
    const response = await route.fetch();
    const body = (await response.json().catch(() => null)) as { items?: unknown } | null;
    await (Array.isArray(body?.items) ? route.fulfill({ response, json: { ...body, items: [], nextCursor: null } }) : route.fulfill({ response }));
  },
};
/** Who is signed in, and the stream, stay as they are. */
const CONTENT = /\/api\/v1\/(me\/programs\/[^/]+\/(?!live)|programs\/[^/]+\/(?!settings$|waiting))/;

async function shootStates(page: Page, screens: Readonly<Record<string, string>>): Promise<void> {
  for (const [state, answer] of Object.entries(STATES)) {
    await page.route(CONTENT, (route) => (route.request().method() === 'GET' ? answer(route) : route.continue()));
    for (const [name, address] of Object.entries(screens)) {
      await page.goto(address);
      await page.waitForTimeout(800); // as a person who waits; there is nothing to wait for
      await shoot(page, `${name}-${state}`);
    }
    await page.unroute(CONTENT);
  }
}

const fileName = (screen: string) => screen.replace(/^\/?(?=.)/, '-').replaceAll('/', '-');

test('public pages', async ({ page }) => {
  for (const [name, address] of Object.entries({ join: `/join/${PROGRAM}`, 'join-de': `/join/${PROGRAM}?lang=de`, 'sign-in': '/sign-in', unknown: '/r/nosuchcode', confirm: '/confirm?token=nothing', mailbox: '/dev/mailbox', setup: '/setup' })) {
    await page.goto(address);
    await shoot(page, `public-${name}`);
  }
});

test('sign-up to confirmation', async ({ page }) => {
  const email = newAddress('shots');
  await page.goto(`/join/${PROGRAM}`);
  await page.locator('main form button').click();
  await shoot(page, 'public-join-errors');
  await page.locator('#email').fill(email);
  await page.locator('input[name=consent]').check();
  await page.locator('main form button').click();
  await shoot(page, 'public-sent');
  await page.goto(await linkMailedTo(page.request, email, '/confirm'));
  await shoot(page, 'public-confirm');
  await page.locator('main form button').click();
  await shoot(page, 'public-confirmed');
});

for (const [name, email] of Object.entries({ nine: NINE_FRIENDS, ambassador: AMBASSADOR })) {
  test(`member ${name}`, async ({ page }) => {
    await signInAsMember(page, email);
    for (const [screen, content] of Object.entries(MEMBER_SCREENS)) {
      await page.goto(`/me/${PROGRAM}${screen}`);
      await page.locator(content).first().waitFor({ timeout: 5_000 }).catch(() => undefined); // nobody has everything
      await shoot(page, `member-${name}${fileName(screen)}`);
    }
    await page.goto(`/me/${PROGRAM}`);
    const claim = page.getByRole('button', { name: /Claim now|Jetzt anfordern/ }).first();
    if (!(await claim.isVisible())) return;
    await claim.click();
    await page.locator('dialog button[type=submit]').click();
    await shoot(page, `member-${name}-claim`);
  });
}

test('staff', async ({ page }) => {
  await page.goto('/staff');
  await page.locator('#email').waitFor();
  await shoot(page, 'staff-sign-in');
  await page.goto('/staff/reset');
  await page.locator('#email').waitFor();
  await shoot(page, 'staff-reset');
  await page.goto('/staff/invitation?token=nothing');
  await page.locator('#name').waitFor();
  await shoot(page, 'staff-invitation');
  await signInAsStaff(page, OWNER);
  for (const screen of STAFF_SCREENS) {
    await page.goto(`/staff/${PROGRAM}/${screen}`);
    await page.locator('main .card').first().waitFor();
    await shoot(page, `staff${fileName(screen)}`);
  }
  await page.goto(`/staff/${PROGRAM}/rules`);
  await thresholdOf(page, 'Ambassador').fill('4');
  await findOut(page);
  await shoot(page, 'staff-what-if');
});

test('states of a member’s screens', async ({ page }) => {
  test.setTimeout(300_000);
  await signInAsMember(page, AMBASSADOR);
  await shootStates(page, Object.fromEntries(Object.keys(MEMBER_SCREENS).map((screen) => [`member${fileName(screen)}`, `/me/${PROGRAM}${screen}`])));
});

test('states of staff’s screens', async ({ page }) => {
  test.setTimeout(600_000);
  await signInAsStaff(page, OWNER);
  await shootStates(page, Object.fromEntries(STAFF_SCREENS.map((screen) => [`staff${fileName(screen)}`, `/staff/${PROGRAM}/${screen}`])));
});
