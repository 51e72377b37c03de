import { expect, test, type Page } from '@playwright/test';
import { complaints, expectGoodPage } from './support/looks.js';
import { MANAGER, OWNER, PROGRAM } from './support/people.js';
import { signInAsStaff } from './support/sign-in.js';

const MUG = 'Enamel mug';

/** Asks the API as this page's person. */
async function ask<T>(page: Page, method: 'GET' | 'POST', path: string, body?: object): Promise<T> {
  return page.evaluate(async ([verb, url, payload]) => {
    const answer = await fetch(url, { method: verb, headers: { 'content-type': 'application/json', 'x-requested-with': 'fanfare' }, ...(payload ? { body: payload } : {}) });
    if (!answer.ok) throw new Error(await answer.text());
    return answer.json();
  }, [method, path, body ? JSON.stringify(body) : null] as const) as Promise<T>;
}

test('two people approve, one budget pays for one, and money drains the queue', async ({ page, browser }) => {
  const owner = page;
  const manager = await (await browser.newContext({ locale: 'en-GB', timezoneId: 'Europe/Berlin', baseURL: test.info().project.use.baseURL! })).newPage();
  await signInAsStaff(owner, OWNER);
  const heard = complaints(owner);
  const { staffRoles } = await ask<{ staffRoles: { programId: string; slug: string }[] }>(owner, 'GET', '/api/v1/me');
  const program = `/api/v1/programs/${staffRoles.find(({ slug }) => slug === PROGRAM)!.programId}`;
  let rewardId = '';

  await test.step('a mug is approved above ten euros, and kept for a while: said in its form', async () => {
    await owner.goto(`/staff/${PROGRAM}/rewards/new`);
    await owner.locator('input[name="title.en"]').fill(MUG);
    await owner.locator('input[name=needsAddress]').uncheck();
    await owner.locator('input[name=cost]').fill('12');
    await owner.getByLabel('Approval').selectOption('above');
    await owner.getByLabel('Above (EUR each)').fill('10');
    await owner.getByLabel('Days to claim it').fill('30');
    await expectGoodPage(owner);
    await owner.getByRole('button', { name: 'Save' }).click();
    await expect(owner.locator('li', { hasText: MUG })).toBeVisible();
    const { items } = await ask<{ items: { id: string; title: Record<string, string> }[] }>(owner, 'GET', `${program}/rewards`);
    rewardId = items.find(({ title }) => title['en'] === MUG)!.id;
  });

  await test.step('a budget has money for one', async () => {
    await owner.getByRole('link', { name: 'Budgets' }).click();
    await owner.getByRole('button', { name: 'New budget' }).click();
    await owner.locator('ff-budget-form select').first().selectOption({ label: MUG });
    await owner.locator('input[name=amount]').fill('20');
    await owner.locator('input[name=lowAt]').fill('5');
    await owner.locator('input[name=reason]').fill('the spring plan');
    await owner.getByRole('button', { name: 'Save' }).first().click();
    await expect(owner.locator('ff-budget-card', { hasText: MUG })).toContainText('€20.00');
  });

  await test.step('two are given by hand; who gave them is not enough to approve them', async () => {
    const { items } = await ask<{ items: { member: { id: string } }[] }>(owner, 'GET', `${program}/grants?limit=20`);
    const memberIds = [...new Set(items.map(({ member }) => member.id))].slice(0, 2);
    for (const memberId of memberIds) await ask(owner, 'POST', `${program}/grants`, { memberId, rewardId, reason: 'a kind word' });
    await owner.goto(`/staff/${PROGRAM}/rewards/granted?waitsFor=approval&rewardId=${rewardId}`);
    await expect(owner.locator('ff-waits-pill')).toHaveText(['Needs a second approval', 'Needs a second approval']);
    await expect(owner.getByRole('checkbox', { name: new RegExp(`^Choose ${MUG}`) }).first()).toBeDisabled();
    await expectGoodPage(owner);
  });

  await test.step('a colleague approves both at once: one can be claimed, the other waits for the budget', async () => {
    await signInAsStaff(manager, MANAGER);
    await expect(manager.getByRole('link', { name: /rewards? to approve/ })).toBeVisible();
    await manager.goto(`/staff/${PROGRAM}/rewards/granted?waitsFor=approval&rewardId=${rewardId}`);
    await manager.getByLabel('Choose all').check();
    await manager.getByRole('button', { name: 'Approve' }).click();
    await expect(manager.getByText('2 are on their way.')).toBeVisible();
    await manager.goto(`/staff/${PROGRAM}/rewards/granted?rewardId=${rewardId}`);
    await expect(manager.locator('ff-waits-pill')).toHaveText(['Waits for budget', 'Not claimed yet']);
    await manager.locator('ff-granted-page li button').last().click();
    await expect(manager.locator('ff-grant-details')).toContainText('Approved by 2 of 2');
    await expectGoodPage(manager);
  });

  await test.step('money comes, and the one who waited is served', async () => {
    await owner.goto(`/staff/${PROGRAM}/rewards/budgets`);
    const card = owner.locator('ff-budget-card', { hasText: MUG });
    await expect(card).toContainText('1 waits for €12.00');
    await card.getByRole('button', { name: 'Add money' }).click();
    await card.getByLabel('Amount (EUR)').fill('4');
    await card.getByLabel(/^Reason/).fill('a sponsor');
    await card.getByRole('button', { name: 'Add money' }).click();
    await expect(card).not.toContainText('waits for');
    await card.getByRole('button', { name: 'History' }).click();
    await expect(card).toContainText('1 reward was served');
    await expectGoodPage(owner);
    await owner.setViewportSize({ width: 390, height: 844 });
    await expectGoodPage(owner);
  });
  expect(heard).toEqual([]);
});
