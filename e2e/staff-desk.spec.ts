import { expect, type Page, test } from '@playwright/test';
import { bringFriends, join } from './support/friends.js';
import { complaints, expectGoodPage } from './support/looks.js';
import { linkMailedTo } from './support/mailbox.js';
import { MODERATOR, newAddress, OWNER, PROGRAM } from './support/people.js';
import { signInAsMember, signInAsStaff } from './support/sign-in.js';

const BURST = 23; // the rules hold from the twentieth of a minute on

async function countOf(member: Page): Promise<number> {
  const answer = await member.request.get(`/api/v1/me/programs/${PROGRAM}/progress`);
  return ((await answer.json()) as { qualified: number }).qualified;
}

test('a held burst is shared out and noted about, reviewed by keyboard in bulk, one is undone, and the member’s count follows', async ({ page, browser }) => {
  const email = newAddress('viral');
  const name = email.split('@')[0]!;
  await bringFriends(page.request, await join(page.request, email, { name }), BURST);
  const fan = await (await browser.newContext()).newPage();
  await signInAsMember(fan, email);
  const before = await countOf(fan);

  await signInAsStaff(page, MODERATOR);
  await page.clock.install();
  await page.goto(`/staff/${PROGRAM}/review?q=${encodeURIComponent(name)}`);
  const rows = page.locator('ff-friend-table tbody tr');
  await expect(page.getByRole('button', { name: /^To review/, pressed: true })).toBeVisible();
  await expect(rows.first()).toContainText('Many sign-ups at once');
  await expect(rows.first()).toContainText('b••@');
  const held = await rows.count();
  expect(held).toBe(BURST - before);
  const panel = page.locator('ff-referral-panel');
  await expect(panel).toContainText(/2\d sign-ups through this member within a minute/);

  await test.step('two of the team take the same friend: one has it, the other is told, and takes it over on purpose', async () => {
    const other = await (await browser.newContext({ viewport: { width: 1440, height: 900 } })).newPage();
    await signInAsStaff(other, OWNER);
    await other.goto(page.url());
    const theirs = other.locator('ff-referral-panel');
    await expect(theirs).toContainText('Nobody has taken it yet');
    await page.keyboard.press('t');
    await expect(panel).toContainText('You look at it');
    await expect(rows.first()).toContainText('looks at it');
    await other.keyboard.press('t');
    await expect(other.locator('ff-toasts')).toContainText(/ looks at .* already/);
    await other.locator('ff-toasts').getByRole('button', { name: 'Take it over' }).click();
    await expect(theirs).toContainText('You look at it');
    await theirs.getByLabel('What should the team know about this friend?').fill('Asked the referrer:\na class trip.');
    await theirs.getByRole('button', { name: 'Add the note' }).click();
    await expect(theirs.locator('ff-note-list li').first()).toContainText('a class trip.');
    await other.keyboard.press('u'); // the taking over was the last step, a note is none
    await expect(theirs).not.toContainText('You look at it');
    await other.context().close();
    await page.clock.fastForward('01:01'); // the next time that the office asks what waits
    await expect(panel.locator('ff-note-list')).toContainText('a class trip.');
  });

  await test.step('the list is narrowed to one’s own, and given back', async () => {
    const whose = page.getByRole('group', { name: 'Whose to look at' });
    await whose.getByRole('button', { name: 'Mine' }).click();
    await expect(page).toHaveURL(/assignee=mine/);
    await expect(rows).toHaveCount(1);
    await page.reload();
    await expect(panel.locator('ff-note-list')).toContainText('a class trip.');
    for (const [width, height] of [[390, 844], [1440, 900]] as const) {
      for (const colorScheme of ['dark', 'light'] as const) {
        await page.setViewportSize({ width, height });
        await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
        await expectGoodPage(page);
      }
    }
    await panel.getByRole('button', { name: 'Give it back' }).click();
    await expect(page.locator('main')).toContainText('Nobody fits these filters');
    await whose.getByRole('button', { name: 'Everybody’s' }).click();
    await expect(rows).toHaveCount(held);
  });

  await page.keyboard.press('x');
  await page.keyboard.press('j');
  await page.keyboard.press('x');
  await expect(page.getByRole('region', { name: 'What to do with those selected' })).toContainText('2 selected');
  await page.keyboard.press('a');
  await expect(page.locator('ff-toasts')).toContainText('2 friends are approved');
  await expect(rows).toHaveCount(held - 2);
  expect(await countOf(fan)).toBe(before + 2);

  await test.step('undone from the note, and done again', async () => {
    await page.keyboard.press('u');
    await expect(rows).toHaveCount(held);
    expect(await countOf(fan)).toBe(before);
  });

  await test.step('one is rejected with a reason, one approved and later taken back from its evidence', async () => {
    await page.keyboard.press('r');
    await page.getByRole('dialog').getByLabel('Abuse').check();
    await page.keyboard.press('Enter');
    await expect(rows).toHaveCount(held - 1);
    const approved = await panel.locator('h2').innerText();
    await page.keyboard.press('a');
    await expect(rows).toHaveCount(held - 2);
    expect(await countOf(fan)).toBe(before + 1);
    await page.goto(`/staff/${PROGRAM}/friends?q=${encodeURIComponent(name)}&status=qualified`);
    await rows.filter({ hasText: approved }).first().getByRole('button').click();
    const counting = await rows.count();
    await panel.getByRole('button', { name: 'Take the decision back' }).click();
    await expect(rows).toHaveCount(counting - 1); // it has left the list of those that count; its evidence stays open
    await expect(panel).toContainText('To review');
    await expect(panel.locator('ol li').first()).toContainText('-1');
    expect(await countOf(fan)).toBe(before);
    await panel.getByRole('button', { name: 'Check the chain' }).click();
    await expect(panel.locator('.done')).toContainText('as they were written');
  });
  await fan.context().close();
});

test('friends are narrowed by state, name and day, and the address keeps what was chosen', async ({ page }) => {
  await signInAsStaff(page, OWNER);
  await page.getByRole('link', { name: 'Friends', exact: true }).click();
  await page.getByRole('button', { name: /^Expired/ }).click();
  await expect(page.locator('ff-friend-table tbody tr').first()).toContainText('Expired');
  await expect(page).toHaveURL(/status=expired/);
  await page.getByRole('button', { name: /^All/ }).click();
  await page.getByPlaceholder('Name, or a whole address').fill('Okafor');
  await expect(page.locator('ff-friend-table tbody tr').first()).toContainText('Tom Okafor');
  await page.reload();
  await expect(page.getByPlaceholder('Name, or a whole address')).toHaveValue('Okafor');
  await page.getByLabel('From').fill('2020-01-01');
  await page.getByLabel('to', { exact: true }).fill('2020-01-31');
  await expect(page.locator('main')).toContainText('Nobody fits these filters');
  await page.getByRole('button', { name: 'Clear filters' }).click();
  await expect(page.locator('ff-friend-table tbody tr').nth(1)).toBeVisible();
});

test('what needs doing today leads to where it is done, and the figures go into a spreadsheet', async ({ page }) => {
  await signInAsStaff(page, OWNER);
  const toDo = page.locator('main section', { has: page.getByRole('heading', { name: 'To do today' }) }).getByRole('link');
  for (const [name, address, there] of [[/to review$/, 'review', 'ff-friend-table'], [/to answer$/, 'messages', 'ff-message-card'], [/to send$/, 'parcels', 'main .card']] as const) {
    await page.goto(`/staff/${PROGRAM}/overview`);
    await toDo.filter({ hasText: name }).click();
    await expect(page).toHaveURL(`/staff/${PROGRAM}/${address}`);
    await expect(page.locator(there).first()).toBeVisible();
  }
  await page.goto(`/staff/${PROGRAM}/overview`);
  await page.getByLabel('Period', { exact: true }).selectOption({ label: 'Last 90 days' });
  await expect(page.locator('main')).toContainText('compared with the 90 days before');
  const downloaded = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Export' }).click();
  expect((await downloaded).suggestedFilename()).toMatch(/^halcyon-.*\.csv$/);
});

test('the palette begins things, and remembers them', async ({ page }) => {
  await signInAsStaff(page, OWNER);
  await expect(page.locator('main h1')).toBeVisible();
  await page.keyboard.press('Control+k');
  await expect(page.getByRole('dialog').getByRole('combobox')).toBeFocused();
  await page.keyboard.type('crt event');
  await expect(page.getByRole('dialog').getByRole('option').first()).toContainText('Create an event');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(`/staff/${PROGRAM}/events/new`);
  await page.keyboard.press('Control+k');
  await expect(page.getByRole('dialog').getByRole('option').first()).toContainText('Create an event');
  await expect(page.getByRole('dialog').getByRole('option').first()).toContainText('Recent');
  await expect(page.getByRole('dialog').getByRole('combobox')).toBeFocused();
  await page.keyboard.type('sign-up address');
  await page.keyboard.press('Enter');
  await expect(page.locator('ff-toasts')).toContainText(`/join/${PROGRAM}`);
});

test('where nothing may be copied, the palette shows the address instead, and the page stays where it is', async ({ page }) => {
  await page.addInitScript(() => {
    Object.defineProperty(navigator, 'clipboard', { value: { writeText: () => Promise.reject(new DOMException('Write permission denied.', 'NotAllowedError')) } });
    document.execCommand = () => false;
  });
  const heard = complaints(page);
  await signInAsStaff(page, OWNER);
  await expect(page.locator('main .card').first()).toBeVisible();
  heard.length = 0; // of before the sign-in
  await page.keyboard.press('Control+k');
  await expect(page.getByRole('dialog').getByRole('combobox')).toBeFocused();
  await page.keyboard.type('sign-up address');
  await page.keyboard.press('Enter');
  await expect(page.locator('ff-toasts')).toContainText(`did not let it be copied. People sign up at ${new URL(page.url()).origin}/join/${PROGRAM}`);
  expect(await page.evaluate(() => scrollY)).toBe(0);
  expect(heard).toEqual([]);
});

test('a message is answered by a person, once', async ({ page, browser }) => {
  const email = newAddress('writer');
  const name = `Wanda ${Date.now()}`;
  await join(page.request, email, { name });
  const fan = await (await browser.newContext()).newPage();
  await signInAsMember(fan, email);
  await fan.getByRole('link', { name: 'Profile' }).click();
  await fan.getByLabel('Your message').fill('When does the box come?');
  await fan.getByRole('button', { name: 'Send' }).click();
  await expect(fan.locator('ff-my-messages li').first()).toContainText('When does the box come?');

  await signInAsStaff(page, MODERATOR);
  const link = page.getByRole('link', { name: /^Messages/ });
  await link.click();
  await expect(link).toContainText(/waiting: \d+/);
  const card = page.locator('ff-message-card', { hasText: name });
  await card.getByRole('button', { name: `Answer ${name}` }).click();
  // A press is not lost to what is said on leaving the field: that comes with the click, not before it.
  await card.getByRole('button', { name: 'Send the answer' }).hover();
  await page.mouse.down();
  await expect(card.getByLabel('Answer')).toBeFocused();
  await expect(card.locator('.field-error')).toBeHidden();
  await page.mouse.up();
  await expect(card.locator('.field-error')).toBeVisible();
  await card.getByLabel('Answer').fill('On Monday, Wanda.');
  await expect(card).toContainText(MODERATOR);
  await card.getByRole('button', { name: 'Send the answer' }).click();
  await expect(page.locator('ff-toasts')).toContainText(`Your answer to ${name} is on its way`);
  await expect(card).toHaveCount(0);
  await page.getByRole('button', { name: 'Answered', exact: true }).click();
  await expect(card).toContainText('On Monday, Wanda.');
  await linkMailedTo(page.request, email, '/unsubscribe');
  await fan.reload();
  await expect(fan.locator('ff-my-messages li').first()).toContainText('On Monday, Wanda.');
  await fan.context().close();
});

test('evidence reads well on a phone', async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  const heard = complaints(page);
  await signInAsStaff(page, OWNER);
  heard.length = 0; // who is not signed in yet is told so
  await page.goto(`/staff/${PROGRAM}/friends`);
  await page.locator('ff-friend-table tbody tr').first().getByRole('button').click();
  await expect(page.locator('ff-referral-panel h2')).toBeVisible();
  await expectGoodPage(page);
  await page.locator('ff-referral-panel').getByRole('button', { name: 'Close' }).click();
  await expect(page.locator('ff-friend-table tbody tr').first()).toBeVisible();
  expect(heard).toEqual([]);
});
