import { expect, type Page, test } from '@playwright/test';
import { StripeFake } from '../libs/testing/src/stripe-fake/index.js';
import { expectGoodPage } from './support/looks.js';
import { FAN, OWNER, PROGRAM } from './support/people.js';
import { signInAsMember, signInAsStaff } from './support/sign-in.js';
import { stripePort } from './support/stripe.js';

const OFFICE = `/staff/${PROGRAM}`;
const CREDIT = `Ten euros of credit ${process.pid}`;
const DISCOUNT = `Spring discount ${process.pid}`;
const MONEY = `Twenty euros ${process.pid}`;
const KEY = 'sk_test_0123456789';
const CONNECT_SECRET = 'whsec_9876543210abcdefghij';
const fake = new StripeFake();
test.beforeAll(() => fake.listen(stripePort()));
test.afterAll(() => fake.close());

/** A page of somebody else, in a browser of their own. */
async function anotherPage(page: Page): Promise<Page> {
  return (await page.context().browser()!.newContext({ locale: 'en-GB', timezoneId: 'Europe/Berlin', baseURL: test.info().project.use.baseURL! })).newPage();
}

/** What the office's buttons do, where the journey is about something else. */
async function office(page: Page, path: string, body?: object): Promise<{ items: { id: string; name: string | null; title: Record<string, string> }[] }> {
  const { staffRoles } = (await (await page.request.get('/api/v1/me')).json()) as { staffRoles: { programId: string; slug: string }[] };
  const url = `/api/v1/programs/${staffRoles.find(({ slug }) => slug === PROGRAM)!.programId}/${path}`;
  const answer = body ? await page.request.post(url, { data: body, headers: { 'X-Requested-With': 'fanfare', 'Sec-Fetch-Site': 'same-origin' } }) : await page.request.get(url);
  expect(answer.ok(), await answer.text()).toBe(true);
  return (await answer.json()) as never;
}

async function newReward(owner: Page, kind: string, title: string, fill: (form: ReturnType<Page['locator']>) => Promise<void>): Promise<void> {
  await owner.goto(`${OFFICE}/rewards/new`);
  await owner.locator('select[name=kind]').selectOption(kind);
  await owner.locator('input[name="title.en"]').fill(title);
  const form = owner.locator('form.card');
  await fill(form);
  await expectGoodPage(owner);
  await form.getByRole('button', { name: 'Save' }).click();
  await expect(owner.locator('li', { hasText: title })).toBeVisible();
}

async function give(owner: Page, title: string): Promise<void> {
  const reward = (await office(owner, 'rewards')).items.find((item) => item.title['en'] === title)!;
  const who = (await office(owner, 'members?search=Amelia%20Carter')).items[0]!;
  await office(owner, 'grants', { memberId: who.id, rewardId: reward.id, reason: 'for a journey' });
}

/** As the page of the developers does; what is tried there is in the first journey. */
async function connectStripe(owner: Page): Promise<void> {
  await owner.goto(`${OFFICE}/developers/stripe`);
  await owner.locator('#stripe-secret').fill('whsec_0123456789abcdefghij');
  await owner.locator('#stripe-connect-secret').fill(CONNECT_SECRET);
  await owner.locator('#stripe-key').fill(KEY);
  await owner.getByLabel('Give rewards with this key').check();
  await owner.getByLabel(/Take live events/).uncheck();
  await owner.getByRole('button', { name: 'Connect' }).click();
  await expect(owner.getByText('Saved.')).toBeVisible();
}

async function disconnectStripe(owner: Page): Promise<void> {
  await owner.goto(`${OFFICE}/developers/stripe`);
  await owner.getByRole('button', { name: 'Disconnect' }).click();
  await owner.getByRole('dialog').getByRole('button', { name: 'Disconnect' }).click();
  await expect(owner.getByRole('button', { name: 'Connect' })).toBeVisible();
}

async function claim(member: Page, title: string): Promise<void> {
  await member.goto(`/me/${PROGRAM}/rewards`);
  await member.getByRole('button', { name: `Claim now: ${title}` }).click();
  await member.getByRole('dialog').locator('button[type=submit]').click();
  await expect(member.getByRole('dialog')).toBeHidden();
}

test('a code and credit: by hand without Stripe, by Stripe with it, and decided by a person where Stripe will not', async ({ page: owner }) => {
  const member = await anotherPage(owner);
  await signInAsStaff(owner, OWNER);
  await signInAsMember(member, FAN);

  await test.step('without Stripe, credit is a task for the team, and every screen says so', async () => {
    await newReward(owner, 'account_credit', CREDIT, async (form) => {
      await expect(form.locator('.notice')).toContainText('your team does this by hand');
      await form.locator('input[name=amount]').fill('10');
    });
    await expect(owner.locator('li', { hasText: CREDIT })).toContainText('By hand: Stripe is not connected');
    await expect(owner.locator('li', { hasText: CREDIT })).toContainText('€10.00');
    await give(owner, CREDIT);
    await claim(member, CREDIT);
    const card = member.locator('ff-parcel-card', { hasText: CREDIT });
    await expect(card).toContainText('The team does this by hand');
    await expectGoodPage(member);
    await owner.goto(`${OFFICE}/rewards/deliveries`);
    const task = owner.locator('ff-step-card', { hasText: 'Amelia Carter' });
    await expect(task).toContainText('Book the credit · €10.00');
    await expectGoodPage(owner);
    await task.getByRole('button', { name: `Done: ${CREDIT} for Amelia Carter` }).click();
    await task.getByLabel('Reference (optional)').fill('Invoice 2026-17');
    await expectGoodPage(owner);
    await task.getByRole('button', { name: 'Done' }).click();
    await expect(owner.getByText('Nothing has to be done by hand.')).toBeVisible();
    await member.reload();
    await expect(member.locator('ff-reward-tile', { hasText: CREDIT })).toContainText('It is on your account');
  });

  await test.step('with a key that may give rewards, a code is in Stripe as soon as it is claimed', async () => {
    await owner.goto(`${OFFICE}/developers/stripe`);
    await owner.locator('#stripe-secret').fill('whsec_0123456789abcdefghij');
    await owner.locator('#stripe-key').fill('sk_live_0123456789');
    await owner.getByLabel('Give rewards with this key').check();
    await owner.getByLabel(/Take live events/).uncheck();
    await owner.getByRole('button', { name: 'Connect' }).click();
    await expect(owner.getByRole('alert')).toContainText('belongs to the other mode');
    await owner.locator('#stripe-key').fill('sk_test_0123456789');
    await owner.getByRole('button', { name: 'Connect' }).click();
    await expect(owner.getByText('Saved.')).toBeVisible();
    await newReward(owner, 'discount_code', DISCOUNT, async (form) => {
      await form.getByLabel(/In Stripe/).check();
      await expect(form).toContainText('Given through Stripe');
      await form.locator('input[name=amount]').fill('10');
      await form.locator('input[name=minimum]').fill('30');
      await form.locator('input[name=codePrefix]').fill('spring-26');
    });
    await give(owner, DISCOUNT);
    await claim(member, DISCOUNT);
    const tile = member.locator('ff-reward-tile', { hasText: DISCOUNT });
    await expect(async () => {
      await member.reload();
      await expect(tile.locator('code')).toHaveText(/^SPRING-26-[A-Z0-9]{8}$/, { timeout: 5_000 });
    }).toPass();
    await expect(tile).toContainText('€10.00 off, from a purchase of €30.00');
    expect(fake.all('promotion_code').map((made) => made['code'])).toEqual([await tile.locator('code').textContent()]);
    await expectGoodPage(member);
  });

  await test.step('what Stripe refuses waits for a person, who sends it again', async () => {
    fake.plan({ method: 'POST', path: '/v1/promotion_codes' }, 'refused', { error: { type: 'invalid_request_error', code: 'coupon_expired', message: 'expired' } });
    await give(owner, DISCOUNT);
    await claim(member, DISCOUNT);
    await owner.goto(`${OFFICE}/rewards/deliveries?view=stuck`);
    const stuck = owner.locator('ff-step-card', { hasText: 'Amelia Carter' });
    await expect(async () => {
      await owner.reload();
      await expect(stuck).toContainText('The provider refused it', { timeout: 5_000 });
    }).toPass();
    await expect(stuck).toContainText('coupon_expired');
    await expectGoodPage(owner);
    await stuck.getByRole('button', { name: 'Send again' }).click();
    await expect(stuck).toBeHidden();
    await expect.poll(() => fake.all('promotion_code').length, { timeout: 60_000 }).toBe(2);
    expect(fake.doubles()).toEqual([]);
  });

  await test.step('disconnected again', () => disconnectStripe(owner));
});

test('money: through the member’s own account at Stripe, and by hand to their bank', async ({ page: owner }) => {
  const member = await anotherPage(owner);
  await signInAsStaff(owner, OWNER);
  await signInAsMember(member, FAN);

  await test.step('the member tells Stripe where to pay, and the money is sent', async () => {
    await connectStripe(owner);
    fake.setBalance(KEY, 'eur', 100_000);
    await newReward(owner, 'cash', MONEY, async (form) => {
      await expect(form).toContainText('Given through Stripe');
      await form.locator('input[name=amount]').fill('20');
    });
    await give(owner, MONEY);
    await claim(member, MONEY);
    await expect(member.locator('ff-parcel-card', { hasText: MONEY })).toContainText('First tell Stripe where to pay');
    const account = member.locator('ff-payout-account');
    await account.getByLabel('Where you live').selectOption('DE');
    await expectGoodPage(member);
    await account.getByRole('button', { name: 'Go to Stripe' }).click();
    await expect(member).toHaveURL(new RegExp(`^${fake.origin}/setup/`));
    await member.locator('button[value=complete]').click();
    await expect(member).toHaveURL(`/me/${PROGRAM}/rewards?payout=back`);
    await expect(account).toContainText('Set up');
    await expect(async () => {
      await member.reload();
      await expect(member.locator('ff-reward-tile', { hasText: MONEY })).toContainText('The money was sent to you', { timeout: 5_000 });
    }).toPass();
    expect(fake.all('transfer')).toMatchObject([{ amount: 2_000, currency: 'eur' }]);
    await expectGoodPage(member);
  });

  await test.step('when the bank refuses it, both see why as soon as Stripe tells', async () => {
    const payout = fake.payOutAccount(fake.all('account').at(-1)!.id)!;
    fake.settle(payout.id, 'failed');
    expect(await fake.send(fake.events('payout.failed').at(-1)!, { url: new URL(`/api/v1/integrations/stripe/${PROGRAM}`, owner.url()).href, secret: CONNECT_SECRET })).toBe(200);
    await owner.goto(`${OFFICE}/rewards/deliveries?view=done`);
    await expect(owner.locator('ff-step-card', { hasText: MONEY })).toContainText('refused the latest payout (€20.00): the account is closed');
    await expectGoodPage(owner);
    await member.reload();
    await expect(member.locator('ff-payout-account')).toContainText('Your bank refused €20.00: the account is closed');
    await expectGoodPage(member);
  });

  await test.step('what does not agree is found, told in plain words, and accepted with a note', async () => {
    await owner.goto(`${OFFICE}/rewards/reconciliation`);
    await owner.getByRole('button', { name: 'Compare now' }).click();
    const finding = owner.locator('ff-finding-card', { hasText: MONEY });
    await expect(finding).toContainText('The member’s bank refused a payout of €20.00 from their account at Stripe: the account is closed.', { timeout: 60_000 });
    await expect(owner.getByText('Transfers in Stripe')).toBeVisible();
    await expectGoodPage(owner);
    await finding.getByRole('button', { name: 'Accept with a note' }).click();
    await owner.getByRole('dialog').getByLabel('Why it may stay so').fill('She knows.');
    await expectGoodPage(owner);
    await owner.getByRole('dialog').getByRole('button', { name: 'Accept with a note' }).click();
    await expect(finding).toBeHidden();
    await owner.getByRole('link', { name: /^Accepted/ }).click();
    await expect(finding).toContainText('She knows.');
  });

  await test.step('without Stripe it goes to a bank account, in a batch', async () => {
    await disconnectStripe(owner);
    await give(owner, MONEY);
    await member.goto(`/me/${PROGRAM}/rewards`);
    await member.getByRole('button', { name: `Claim now: ${MONEY}` }).click();
    const dialog = member.getByRole('dialog');
    await dialog.locator('#claim-holder').fill('Amelia Carter');
    await dialog.locator('#claim-iban').fill('DE89 3704 0044 0532 0130 01');
    await dialog.locator('button[type=submit]').click();
    await expect(dialog).toContainText('This is no IBAN');
    await expectGoodPage(member);
    await dialog.locator('#claim-iban').fill('de89 3704 0044 0532 0130 00');
    await dialog.locator('button[type=submit]').click();
    await expect(dialog).toBeHidden();
    await expect(member.locator('ff-parcel-card', { hasText: MONEY })).toContainText('Goes to DE89 … 3000');
    await owner.goto(`${OFFICE}/rewards/payouts`);
    await expectGoodPage(owner);
    await owner.getByRole('button', { name: 'Make a batch' }).click();
    await expect(owner.getByRole('heading', { level: 1 })).toHaveText(/^Payment batch \d+$/);
    await owner.getByLabel('Name of your account’s owner').fill('Halcyon Media GmbH');
    await owner.getByLabel('IBAN of your account').fill('AT61 1904 3002 3457 3201');
    await expectGoodPage(owner);
    const file = owner.waitForEvent('download');
    await owner.getByRole('button', { name: 'SEPA file' }).click();
    expect((await file).suggestedFilename()).toMatch(/\.xml$/);
    await owner.getByRole('button', { name: 'Mark all as paid' }).click();
    await expect(owner.getByText('1 of 1 paid')).toBeVisible();
    await member.reload();
    await expect(member.locator('ff-reward-tile', { hasText: MONEY })).toHaveCount(2);
  });
});
