import { expect, type Page, test } from '@playwright/test';
import { join } from './support/friends.js';
import { tabTo } from './support/keyboard.js';
import { complaints, expectGoodPage } from './support/looks.js';
import { subjectsTo } from './support/mailbox.js';
import { MODERATOR, newAddress, PROGRAM } from './support/people.js';
import { signInAsMember, signInAsStaff } from './support/sign-in.js';

/** As it stands, at both widths and in both schemes. */
async function look(page: Page): Promise<void> {
  for (const [width, height] of [[390, 844], [1440, 900]] as const) {
    for (const colorScheme of ['dark', 'light'] as const) {
      await page.setViewportSize({ width, height });
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await expectGoodPage(page);
    }
  }
}

test('a member asks the team to look again at a friend who did not count; the answer comes by mail and stands with the friend', async ({ page, browser }) => {
  const [referrer, greta] = [newAddress('asks'), newAddress('greta')];
  const member = referrer.split('@')[0]!;
  const referralCode = await join(page.request, referrer, { name: member });
  await join(page.request, greta, { name: 'Greta', referralCode });
  const office = await (await browser.newContext({ viewport: { width: 1440, height: 900 } })).newPage();
  await signInAsStaff(office, MODERATOR);
  const complaintsOf = { fan: complaints(page), team: complaints(office) };

  await test.step('a moderator turns the friend down', async () => {
    await office.goto(`/staff/${PROGRAM}/friends?q=${encodeURIComponent(member)}`);
    await office.locator('ff-friend-table').getByRole('button', { name: 'Greta' }).click();
    await office.locator('ff-referral-panel').getByRole('button', { name: 'Reverse' }).click();
    await office.getByRole('dialog').getByRole('button', { name: 'Reverse' }).click();
    await expect(office.locator('ff-toasts')).toContainText('Greta');
  });

  await signInAsMember(page, referrer);
  await page.goto(`/me/${PROGRAM}/friends`);
  const row = page.locator('ff-friend-row');
  const ask = page.getByRole('button', { name: 'Ask the team to look again: Greta' });

  await test.step('the member asks, by keyboard alone; nothing is not a question', async () => {
    await expect(ask).toBeVisible();
    await look(page);
    await ask.focus();
    await page.keyboard.press('Enter');
    const note = row.getByLabel('Why should Greta count?');
    await expect(note).toBeFocused();
    await tabTo(page, /^Send to the team$/);
    await page.keyboard.press('Enter');
    await expect(row).toContainText('Please fill this in.');
    await expect(note).toBeFocused();
    await look(page);
    await note.fill('She sits beside me at work.\nWe share the network.');
    await tabTo(page, /^Send to the team$/);
    await page.keyboard.press('Enter');
    await expect(row).toContainText('The team answers by');
    await expect(row).toContainText('You wrote: She sits beside me at work.');
    await expect(ask).toBeHidden();
    await look(page);
  });

  const card = office.locator('ff-appeal-card').filter({ hasText: member });
  await test.step('the team finds it where it looks each morning, and accepts the friend', async () => {
    await office.goto(`/staff/${PROGRAM}/overview`);
    await office.getByRole('link', { name: /to answer/ }).filter({ hasText: 'appeal' }).click();
    await expect(card).toContainText('We share the network.');
    await expect(card).toContainText('answer by');
    await card.getByRole('button', { name: 'Take it' }).click();
    await expect(card).toContainText('You look at it');
    await look(office);
    await card.getByRole('button', { name: /^Answer/ }).click();
    const answer = card.getByLabel(`What ${member} reads`);
    await expect(answer).toBeFocused();
    await card.getByRole('button', { name: 'Greta does not count' }).click();
    await expect(card).toContainText('Please fill this in.');
    await answer.fill('You are right, we are sorry.');
    await look(office);
    await card.getByRole('button', { name: 'Accept Greta' }).click();
    await expect(office.locator('ff-toasts')).toContainText(`Greta is accepted. ${member} is told by mail.`);
    await expect(card).toHaveCount(0);
    await office.getByRole('button', { name: 'Answered', exact: true }).click();
    await expect(card).toContainText('You are right, we are sorry.');
    await look(office);
  });

  await test.step('the evidence tells it, down to the entry', async () => {
    await card.getByRole('link', { name: 'Evidence about Greta' }).click();
    const panel = office.locator('ff-referral-panel');
    await expect(panel).toContainText('Accepted after an appeal');
    await expect(panel.locator('ol li').first()).toContainText('after an appeal');
    await look(office);
  });

  await test.step('the member has the answer by mail and with the friend', async () => {
    await expect.poll(() => subjectsTo(page.request, referrer), { timeout: 60_000 }).toContain('Greta counts after your appeal');
    await page.reload();
    await expect(row).toContainText('accepted your friend');
    await expect(row).toContainText('You are right, we are sorry.');
    await expect(row.locator('ff-pill')).toHaveText('Counts');
    await look(page);
  });
  expect(complaintsOf).toEqual({ fan: [], team: [] });
  await office.context().close();
});
