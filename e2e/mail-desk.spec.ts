import { type APIRequestContext, expect, type Page, test } from '@playwright/test';
import pg from 'pg';
import { startPostgres } from '../apps/runner/embedded-postgres.mjs';
import { complaints, expectGoodPage } from './support/looks.js';
import { MailServer } from './support/mail-server.js';
import { type Product, startProduct } from './support/product.js';
import { totp } from './support/totp.js';

const SLUG = 'lighthouse';
const OWNER = { name: 'Olga Nowak', email: 'olga@lighthouse.example', password: 'seven quiet otters paint' };
let post: MailServer;
let product: Product;
let database: pg.Client;

test.beforeAll(async () => {
  post = await MailServer.open();
  product = await startProduct({ SMTP_URL: post.url });
  // The server that runs there is adopted, not started again; it ends with the product.
  database = new pg.Client({ connectionString: (await startPostgres({ dataDir: product.folder })).urls.adminUrl });
  await database.connect();
});
test.afterAll(async () => {
  await database.end();
  await product.stop();
  await post.close();
});

/** The owner at their desk, on a page of a browser of their own. @returns the program as well */
async function openDesk(page: Page): Promise<string> {
  const made = await page.request.post('/api/v1/setup', { data: { token: product.setupToken, ...OWNER, programName: 'Lighthouse Letters', slug: SLUG } });
  expect(made.status(), await made.text()).toBe(201);
  await page.goto('/staff');
  await page.locator('#email').fill(OWNER.email);
  await page.locator('#password').fill(OWNER.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.locator('#totp').fill(totp((await page.locator('#totp-secret').textContent())!));
  await page.getByRole('button', { name: 'Confirm' }).click();
  await page.getByRole('button', { name: 'I have kept them' }).click();
  await expect(page).toHaveURL(`/staff/${SLUG}/overview`);
  const me = (await (await page.request.get('/api/v1/me')).json()) as { staffRoles: { programId: string }[] };
  return `/api/v1/programs/${me.staffRoles[0]!.programId}`;
}

async function signUp(request: APIRequestContext, email: string): Promise<void> {
  expect((await request.post(`/api/v1/public/programs/${SLUG}/signups`, { data: { email, consent: true } })).status()).toBe(202);
}

/** By the link of the mail, once it has come. */
async function confirm(request: APIRequestContext, email: string): Promise<void> {
  const find = () => /\/confirm\?token=([\w.-]+)/.exec(post.takenFor(email).at(-1)?.text ?? '')?.[1];
  await expect.poll(find, { message: `a mail to ${email} to confirm by`, timeout: 60_000 }).toBeTruthy();
  expect((await request.post('/api/v1/public/confirmations', { data: { token: find() } })).status()).toBe(200);
}

/** How the mails to an address have ended, the first first. */
async function endingsOf(request: APIRequestContext, program: string, email: string): Promise<string[]> {
  const { items } = (await (await request.get(`${program}/deliveries`)).json()) as { items: { recipient: string; template: string; status: string }[] };
  return items.filter(({ recipient }) => recipient === email).map(({ template, status }) => `${template} ${status}`).toReversed();
}

test('every mail that waits is decided by one button, and does exactly what it says', async ({ browser }) => {
  const [full, madeUp, lost, arrived, left] = ['full', 'made.up', 'lost', 'arrived', 'left'].map((name) => `${name}@reader.example`) as [string, string, string, string, string];
  const context = await browser.newContext({ baseURL: product.url, locale: 'en-GB' });
  const page = await context.newPage();
  const { request } = page;
  const program = await openDesk(page);
  const endings = (email: string) => endingsOf(request, program, email);
  /** The mail to confirm by arrives; what comes after it is taken, and the connection breaks. */
  async function confirmAndLose(email: string): Promise<void> {
    await expect.poll(() => endings(email)).toEqual(['confirm sent']);
    post.answer(email, 'hang up');
    await confirm(request, email);
    await expect.poll(() => endings(email)).toEqual(['confirm sent', 'welcome unknown']);
  }
  const row = (email: string) => page.locator('ff-mail-page li', { hasText: email });
  const button = (email: string, name: string) => row(email).getByRole('button', { name, exact: true });

  await test.step('two addresses are refused, and of three welcomes nobody knows whether they arrived', async () => {
    post.answer(full, { refuse: '552 mailbox full' });
    post.answer(madeUp, { refuse: '550 no such person' });
    for (const email of [full, madeUp, lost, arrived, left]) await signUp(request, email);
    for (const email of [lost, arrived, left]) await confirmAndLose(email);
    for (const email of [full, madeUp]) await expect.poll(() => endings(email)).toEqual(['confirm parked']);
  });

  const heard = complaints(page);
  await page.getByRole('link', { name: /^Mail/ }).click();
  await expect(page.getByText('2 mails are parked, 3 are unclear.')).toBeVisible();

  await test.step('parked: sent again, once, now that there is room', async () => {
    await expect(row(full)).toContainText('mailbox full');
    await expect(row(full)).toContainText('Confirmation of a sign-up');
    await expect(row(madeUp)).toContainText('no such person');
    await expect(button(full, 'It arrived')).toHaveCount(0);
    await expectGoodPage(page);
    post.accept(full);
    await button(full, 'Send it').click();
    await expect(page.locator('ff-toasts')).toContainText('On its way');
    await expect(row(full)).toHaveCount(0);
    await expect.poll(() => endings(full)).toEqual(['confirm sent']);
    expect(post.takenFor(full)).toHaveLength(1);
  });

  await test.step('parked: left alone', async () => {
    await button(madeUp, 'Leave it').click();
    await expect(row(madeUp)).toHaveCount(0);
    await expect(page.getByText('No mail here.')).toBeVisible();
    await expect(page.getByText('No mail is parked, 3 are unclear.')).toBeVisible();
    expect(await endings(madeUp)).toEqual(['confirm dismissed']);
  });

  await test.step('unclear: one more goes out, under the same number', async () => {
    await page.getByRole('button', { name: 'Unclear' }).click();
    await expect(page.locator('ff-mail-page ul').first().getByRole('listitem')).toHaveCount(3);
    await expectGoodPage(page);
    post.accept(lost);
    await button(lost, 'Send it again').click();
    await expect(row(lost)).toHaveCount(0);
    await expect.poll(() => endings(lost)).toEqual(['confirm sent', 'welcome sent']);
    const welcomes = post.takenFor(lost).slice(1).map(({ messageId }) => messageId);
    expect(welcomes).toEqual([welcomes[0], welcomes[0]]);
  });

  await test.step('unclear: it arrived after all', async () => {
    await button(arrived, 'It arrived').click();
    await expect(row(arrived)).toHaveCount(0);
    expect(await endings(arrived)).toEqual(['confirm sent', 'welcome sent']);
  });

  await test.step('unclear: left alone; whoever still has it before them is told that it is decided', async () => {
    const other = await context.newPage();
    await other.goto(`/staff/${SLUG}/mail`);
    await expect(other.getByRole('button', { name: 'Unclear', pressed: true })).toBeVisible();
    const theirs = other.locator('ff-mail-page li', { hasText: left });
    await expect(theirs).toBeVisible();
    await button(left, 'Leave it').click();
    await expect(row(left)).toHaveCount(0);
    await theirs.getByRole('button', { name: 'Send it again' }).click();
    await expect(other.getByRole('alert')).toHaveText('Somebody has decided about this mail already.');
    await expect(theirs).toHaveCount(0);
    await other.close();
    expect(await endings(left)).toEqual(['confirm sent', 'welcome dismissed']);
    await expect(page.getByText('No mail is parked, none is unclear.')).toBeVisible();
  });

  await test.step('how each ended is listed', async () => {
    await page.getByRole('button', { name: 'Left alone' }).click();
    for (const email of [madeUp, left]) await expect(row(email)).toBeVisible();
    await page.getByRole('button', { name: 'Sent', exact: true }).click();
    for (const email of [full, lost, arrived]) await expect(row(email).first()).toBeVisible();
    await expect(row(left)).toHaveCount(1); // the one to confirm by
  });

  await test.step('work that the database refused again and again is tried once more, or left', async () => {
    const [member, visitor] = ['member@reader.example', 'visitor@reader.example'];
    await signUp(request, member);
    await expect.poll(() => endings(member)).toEqual(['confirm sent']);
    await database.query('REVOKE INSERT ON deliveries FROM app');
    await signUp(request, visitor);
    await confirm(request, member);
    // Twelve tries take two hours: whatever waits for its next one has it at once, as its last.
    await expect.poll(async () => {
      await database.query(`UPDATE pgboss.job SET retry_limit = retry_count, start_after = now() WHERE name = 'events' AND state = 'retry'`);
      const { items } = (await (await request.get(`${program}/failed-work`)).json()) as { items: { topic: string }[] };
      return items.map(({ topic }) => topic).toSorted();
    }, { timeout: 60_000 }).toEqual(['member.joined', 'submission.created']);
    await database.query('GRANT INSERT ON deliveries TO app');

    await page.reload();
    const work = page.locator('ff-failed-work li');
    await expect(work).toHaveCount(2);
    await expect(work.first()).toContainText('permission denied for table deliveries');
    await expectGoodPage(page);
    await work.filter({ hasText: 'submission.created' }).getByRole('button', { name: 'Try again' }).click();
    await expect(page.locator('ff-toasts')).toContainText('Back in the queue');
    await expect(work).toHaveCount(1);
    await expect.poll(() => endings(visitor)).toEqual(['confirm sent']);
    expect(post.takenFor(visitor)).toHaveLength(1);
    await work.filter({ hasText: 'member.joined' }).getByRole('button', { name: 'Leave it' }).click();
    await expect(page.locator('ff-toasts')).toContainText('Left undone');
    await expect(page.getByText('Nothing has failed.')).toBeVisible();
    const waiting = async () => (await database.query(`SELECT data FROM pgboss.job WHERE name IN ('events', 'events_dead') AND state IN ('created', 'retry', 'active')`)).rows;
    await expect.poll(waiting, { message: 'nothing is left to be tried' }).toEqual([]);
    expect(await endings(member)).toEqual(['confirm sent']);
  });

  await test.step('and each was taken as often as staff asked for it', () => {
    const times = Object.fromEntries([full, madeUp, lost, arrived, left].map((email) => [email.split('@')[0]!, post.takenFor(email).length]));
    expect(times).toEqual({ full: 1, 'made.up': 0, lost: 3, arrived: 2, left: 2 });
    expect(heard.filter((line) => !line.includes('409'))).toEqual([]);
  });
  await context.close();
});
