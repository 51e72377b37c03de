import { join } from 'node:path';
import { type Page, test } from '@playwright/test';
import { linkMailedTo } from './support/mailbox.js';
import { AMBASSADOR, newAddress, NINE_FRIENDS, OWNER, PROGRAM } from './support/people.js';
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
    for (const screen of ['friends', 'rewards', 'events', 'board', 'me']) {
      await page.goto(`/me/${PROGRAM}/${screen}`);
      await page.locator('main .card').first().waitFor();
      await shoot(page, `member-${name}-${screen}`);
    }
    await page.goto(`/me/${PROGRAM}`);
    await page.locator('ff-rewards-card li').first().waitFor();
    await shoot(page, `member-${name}`);
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
  for (const screen of ['overview', 'review', 'friends', 'people', 'messages', 'parcels', 'rules', 'rewards', 'events', 'mail', 'team', 'settings']) {
    await page.goto(`/staff/${PROGRAM}/${screen}`);
    await page.locator('main .card').first().waitFor();
    await shoot(page, `staff-${screen}`);
  }
});
