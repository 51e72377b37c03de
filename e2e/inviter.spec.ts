import { expect, test } from '@playwright/test';
import { join } from './support/friends.js';
import { tabTo } from './support/keyboard.js';
import { complaints, expectGoodPage } from './support/looks.js';
import { MODERATOR, newAddress, PROGRAM } from './support/people.js';
import { signInAsMember, signInAsStaff } from './support/sign-in.js';

test('a member who came without a link says who invited them, and counts once a person has looked', async ({ page, browser, baseURL }) => {
  const [inviter, late] = [newAddress('inviter'), newAddress('late')];
  const code = await join(page.request, inviter, { name: inviter.split('@')[0]! });
  const own = await join(page.request, late, { name: 'Lateta' });
  await signInAsMember(page, late);
  const refused: string[] = []; // the answers that are refused on purpose are told by the browser too
  const heard = complaints(page);
  const card = page.locator('ff-inviter-card');
  const field = card.getByLabel('Their code, link or e-mail');
  await expect(card.getByRole('heading', { name: 'Who invited you?' })).toBeVisible();

  for (const [width, height] of [[1440, 900], [390, 844]] as const) {
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.setViewportSize({ width, height });
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await expectGoodPage(page);
    }
  }

  await test.step('what cannot be is said at the field, and nothing is used up', async () => {
    for (const [text, said] of [['', 'Please fill this in.'], ['nosuchcode', 'Nobody has this code.'], [own, 'That is you.']] as const) {
      await field.fill(text);
      await card.getByRole('button', { name: 'Send' }).click();
      await expect(card).toContainText(said);
      await expect(field).toBeFocused();
      refused.push(...heard.splice(0));
    }
    expect(refused.every((message) => message.includes('422'))).toBe(true);
    await expectGoodPage(page);
  });

  await test.step('of a link that is pasted the code stays; the keyboard is enough', async () => {
    await field.fill('');
    await field.evaluate((element, text) => {
      const clipboardData = new DataTransfer();
      clipboardData.setData('text/plain', text);
      element.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
    }, `${baseURL!}/r/${code}?utm_source=ig`);
    await expect(field).toHaveValue(code);
    await tabTo(page, /^Send$/);
    await page.keyboard.press('Enter');
    await expect(card.getByRole('status')).toContainText('Thank you.');
    await expectGoodPage(page);
    await page.reload();
    await expect(page.locator('ff-hero')).toBeVisible();
    await expect(card).toBeHidden();
    expect(heard).toEqual([]);
  });

  await test.step('staff see by what they were named, and approve it', async () => {
    const office = await (await browser.newContext()).newPage();
    await signInAsStaff(office, MODERATOR);
    await office.goto(`/staff/${PROGRAM}/review?q=${encodeURIComponent(inviter.split('@')[0]!)}`);
    const panel = office.locator('ff-referral-panel');
    await expect(panel).toContainText('Named by the friend');
    await expect(panel).toContainText(`/r/${code}`);
    await expect(office.locator('ff-friend-table tbody tr')).toContainText('Named this member as who invited them');
    await office.keyboard.press('a');
    await expect(office.locator('ff-toasts')).toContainText('Lateta counts now');
    await office.context().close();
  });

  const fan = await (await browser.newContext()).newPage();
  await signInAsMember(fan, inviter);
  expect((await (await fan.request.get(`/api/v1/me/programs/${PROGRAM}/progress`)).json()) as unknown).toMatchObject({ qualified: 1 });
  await fan.context().close();
});
