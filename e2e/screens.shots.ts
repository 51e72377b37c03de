import { join } from 'node:path';
import { type Page, test } from '@playwright/test';
import { linkMailedTo } from './support/mailbox.js';
import { AMBASSADOR, newAddress, NINE_FRIENDS, OWNER, PROGRAM } from './support/people.js';
import { findOut, thresholdOf } from './support/rules.js';
import { DETAIL_SCREENS, MEMBER_SCREENS, STAFF_SCREENS } from './support/screens.js';
import { signInAsMember, signInAsStaff } from './support/sign-in.js';
import { answerAll, STATE_NAMES } from './support/states.js';

const FOLDER = join(import.meta.dirname, '..', 'screenshots');
const SIZES = { 1440: 900, 390: 844 } as const;
const SCHEMES = ['light', 'dark'] as const;
const LANGUAGES = ['en', 'de'] as const;

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

const fileName = (screen: string) => screen.replace(/^\/?(?=.)/, '-').replaceAll(/[/?=]/g, '-');
const speak = (page: Page, language: string) => page.evaluate((chosen) => localStorage.setItem('ff-language', chosen), language);

async function shootStates(page: Page, screens: Readonly<Record<string, string>>): Promise<void> {
  for (const state of STATE_NAMES) {
    const end = await answerAll(page, state);
    for (const [name, address] of Object.entries(screens)) {
      await page.goto(address);
      await page.waitForTimeout(800); // as a person who waits; there is nothing to wait for
      await shoot(page, `${name}-${state}`);
    }
    await end();
  }
}

/** The address of the first of a list, behind a link that leads to one of them. */
async function firstOf(page: Page, list: string): Promise<string> {
  await page.goto(`/staff/${PROGRAM}/${list}`);
  const links = page.locator('main a[href]');
  const own = new RegExp(`/staff/${PROGRAM}/${list.split('?')[0]!}/[0-9a-f]{8}-[^/]+$`);
  await page.waitForFunction((pattern) => [...document.querySelectorAll('main a[href]')].some((link) => new RegExp(pattern).test(link.getAttribute('href')!.split('?')[0]!)), own.source);
  return (await links.evaluateAll((all) => all.map((link) => link.getAttribute('href')!.split('?')[0]!))).find((href) => own.test(href))!;
}

/** A batch and a webhook, which the demo begins without. */
async function make(page: Page): Promise<void> {
  await page.goto(`/staff/${PROGRAM}/parcels`);
  await page.locator('ff-to-pack li').first().click();
  await page.locator('ff-to-pack li').nth(1).click();
  await page.locator('ff-to-pack button.btn-primary').click();
  await page.locator('ff-batch-page h1').waitFor();
  await page.goto(`/staff/${PROGRAM}/developers/webhooks`);
  await page.getByLabel('Address').fill(`https://hook${Date.now()}.invalid/a/rather/long/address/of/a/webhook/that/nobody/answers`);
  await page.getByRole('button', { name: 'Add', exact: true }).click();
  await page.getByRole('region', { name: 'Secret', exact: true }).waitFor();
}

test('public pages', async ({ page, browser }) => {
  for (const language of LANGUAGES) {
    const own = await browser.newContext({ locale: language === 'de' ? 'de-DE' : 'en-GB', baseURL: test.info().project.use.baseURL! });
    const visitor = await own.newPage();
    for (const [name, address] of Object.entries({
      join: `/join/${PROGRAM}`, 'sign-in': '/sign-in', unknown: '/r/nosuchcode', confirm: '/confirm?token=nothing', board: `/board/${PROGRAM}`, 'personal-unknown': '/p/nothing',
      unsubscribe: '/unsubscribe?token=nothing', mailbox: '/dev/mailbox', setup: '/setup', 'not-found': '/nosuchpage',
    })) {
      await visitor.goto(address);
      await shoot(visitor, `public-${name}-${language}`);
    }
    await own.close();
  }
  await signInAsMember(page, NINE_FRIENDS);
  const read = async (path: string) => (await (await page.request.get(`/api/v1/me/programs/${PROGRAM}/${path}`)).json()) as { url?: string; items?: { code: string }[] };
  const [{ items }, made] = [await read('links'), await read('personal-link')];
  await page.goto(`/card/${items![0]!.code}`);
  await shoot(page, 'public-card');
  if (!made.url) return;
  await page.goto(made.url);
  await shoot(page, 'public-personal');
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
    test.setTimeout(300_000);
    await signInAsMember(page, email);
    for (const language of LANGUAGES) {
      await speak(page, language);
      for (const [screen, content] of Object.entries(MEMBER_SCREENS)) {
        await page.goto(`/me/${PROGRAM}${screen}`);
        await page.locator(content).first().waitFor({ timeout: 5_000 }).catch(() => undefined); // nobody has everything
        await shoot(page, `member-${name}${fileName(screen)}-${language}`);
      }
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
  test.setTimeout(900_000);
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
  await make(page);
  const details: Record<string, string> = {};
  for (const [name, { list, part }] of Object.entries(DETAIL_SCREENS)) details[name] = `${await firstOf(page, list)}${part}`;
  for (const language of LANGUAGES) {
    await speak(page, language);
    for (const screen of STAFF_SCREENS) {
      await page.goto(`/staff/${PROGRAM}/${screen}`);
      await page.locator('main .card').first().waitFor();
      await page.waitForLoadState('networkidle');
      await shoot(page, `staff${fileName(screen)}-${language}`);
    }
    for (const [name, address] of Object.entries(details)) {
      await page.goto(address);
      await page.waitForTimeout(800); // each shows something else first
      await shoot(page, `staff-${name}-${language}`);
    }
  }
  await speak(page, 'en');
  await page.goto(`/staff/${PROGRAM}/rules`);
  await thresholdOf(page, 'Ambassador').fill('4');
  await findOut(page);
  await shoot(page, 'staff-what-if');
  await shootStates(page, Object.fromEntries(Object.entries(details).map(([name, address]) => [`staff-${name}`, address])));
});

test('states of a member’s screens', async ({ page }) => {
  test.setTimeout(600_000);
  await signInAsMember(page, AMBASSADOR);
  await shootStates(page, Object.fromEntries(Object.keys(MEMBER_SCREENS).map((screen) => [`member${fileName(screen)}`, `/me/${PROGRAM}${screen}`])));
});

test('states of staff’s screens', async ({ page }) => {
  test.setTimeout(900_000);
  await signInAsStaff(page, OWNER);
  await shootStates(page, Object.fromEntries(STAFF_SCREENS.map((screen) => [`staff${fileName(screen)}`, `/staff/${PROGRAM}/${screen}`])));
});
