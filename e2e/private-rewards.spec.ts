import { expect, type Page, test } from '@playwright/test';
import { complaints, expectGoodPage } from './support/looks.js';
import { LATE, OWNER, PROGRAM } from './support/people.js';
import { signInAsMember, signInAsStaff } from './support/sign-in.js';

const OFFICE = `/staff/${PROGRAM}`;
const CARD = `Bookshop card ${process.pid}`;
const PHONE = { width: 390, height: 844 };
const DESKTOP = { width: 1440, height: 900 };

/** A page of somebody else, in a browser of their own. */
async function anotherPage(page: Page): Promise<Page> {
  return (await page.context().browser()!.newContext({ locale: 'en-GB', timezoneId: 'Europe/Berlin', baseURL: test.info().project.use.baseURL! })).newPage();
}

/** What the office's buttons do, where the journey is about something else. */
async function office(page: Page, path: string, body?: object): Promise<{ items: { id: string; title: Record<string, string> }[] }> {
  const { staffRoles } = (await (await page.request.get('/api/v1/me')).json()) as { staffRoles: { programId: string; slug: string }[] };
  const url = `/api/v1/programs/${staffRoles.find(({ slug }) => slug === PROGRAM)!.programId}/${path}`;
  const answer = body ? await page.request.post(url, { data: body, headers: { 'X-Requested-With': 'fanfare', 'Sec-Fetch-Site': 'same-origin' } }) : await page.request.get(url);
  expect(answer.ok(), await answer.text()).toBe(true);
  return (await answer.json()) as never;
}

async function give(owner: Page, title: string): Promise<void> {
  const reward = (await office(owner, 'rewards')).items.find((item) => item.title['en'] === title)!;
  const who = (await office(owner, 'members?search=S%C3%B8ren%20Lindqvist')).items[0]!;
  await office(owner, 'grants', { memberId: who.id, rewardId: reward.id, reason: 'for a journey' });
}

async function claim(member: Page, title: string): Promise<void> {
  await member.goto(`/me/${PROGRAM}/rewards`);
  await member.getByRole('button', { name: `Claim now: ${title}` }).click();
  await member.getByRole('dialog').locator('button[type=submit]').click();
  await expect(member.getByRole('dialog')).toBeHidden();
}

/** As it is on a desktop and on a phone. */
async function expectGoodAtBothWidths(page: Page): Promise<void> {
  for (const size of [PHONE, DESKTOP]) {
    await page.setViewportSize(size);
    await expectGoodPage(page);
  }
}

test('a gift card and a private page: from the office to whoever has won them, and to nobody else', async ({ page: owner }) => {
  test.setTimeout(180_000);
  const member = await anotherPage(owner);
  await signInAsStaff(owner, OWNER);
  await signInAsMember(member, LATE);
  const heard = [complaints(owner), complaints(member)];

  await test.step('cards come from a file, which is looked at before anything is added', async () => {
    await owner.goto(`${OFFICE}/rewards/new`);
    await owner.locator('select[name=kind]').selectOption('gift_card');
    await owner.locator('input[name="title.en"]').fill(CARD);
    await owner.locator('input[name=amount]').fill('20');
    await expectGoodAtBothWidths(owner);
    await owner.getByRole('button', { name: 'Save' }).click();
    await owner.getByRole('link', { name: `Stock of ${CARD}` }).click();
    const list = `Card number;PIN;Valid until\n6006 4912 ${process.pid};0042;31.12.2099\n6006 4913 ${process.pid};0043;01.01.2020\n6006 4914 ${process.pid};;12/31/2099`;
    await owner.locator('ff-code-list input[type=file]').setInputFiles({ name: 'cards.csv', mimeType: 'text/csv', buffer: Buffer.from(list) });
    await expect(owner.getByText('One card would be added. Nothing has changed yet.')).toBeVisible();
    await expect(owner.locator('ff-code-list')).toContainText('the last day has passed');
    await expect(owner.locator('ff-code-list')).toContainText('write it as 2027-12-31 or 31.12.2027');
    await expectGoodAtBothWidths(owner);
    await owner.getByRole('button', { name: 'Add what “cards.csv” says' }).click();
    await expect(owner.getByText('One card added.')).toBeVisible();
    await expect(owner.locator('ff-code-list')).not.toContainText('6006 4912 ');
  });

  await test.step('its member claims it, and sees code and PIN on a press', async () => {
    await give(owner, CARD);
    await claim(member, CARD);
    const tile = member.locator('ff-reward-tile', { hasText: CARD });
    await expect(tile).toContainText('Works until 31 December 2099');
    await expect(tile).not.toContainText('6006');
    await tile.getByRole('button', { name: `Show code and PIN: ${CARD}` }).click();
    await expect(tile.locator('code')).toHaveText([`6006 4912 ${process.pid}`, '0042']);
    await expect(tile.getByRole('button', { name: 'Copy PIN' })).toBeVisible();
    await expectGoodAtBothWidths(member);
  });

  await test.step('one that was seen is not taken back by itself: a person decides', async () => {
    await owner.goto(`${OFFICE}/rewards/granted?status=fulfilled`);
    await owner.locator('ff-granted-page ul.card > li', { hasText: CARD }).getByRole('button').first().click();
    await owner.getByRole('button', { name: 'Withdraw' }).click();
    await owner.getByLabel('Reason (for the team)').fill('given by mistake');
    await owner.locator('ff-grant-details form').getByRole('button', { name: 'Withdraw' }).click();
    await expect(async () => {
      await owner.goto(`${OFFICE}/rewards/deliveries?view=stuck`);
      await expect(owner.locator('ff-step-card', { hasText: CARD })).toContainText('The member has looked at the card', { timeout: 1_000 });
    }).toPass({ timeout: 20_000 });
    const stuck = owner.locator('ff-step-card', { hasText: CARD });
    await stuck.getByRole('button', { name: 'Show the card' }).click();
    await expect(stuck.locator('code').first()).toHaveText(`6006 4912 ${process.pid}`);
    await expectGoodAtBothWidths(owner);
    await stuck.getByRole('button', { name: 'Leave it with them' }).click();
    await expect(stuck).toBeHidden();
  });

  expect(heard.flat()).toEqual([]);
  await member.context().close();
});
