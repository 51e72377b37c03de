import { createHmac } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, type Page, test } from '@playwright/test';
import { complaints, expectGoodPage } from './support/looks.js';
import { LATE, OWNER, PROGRAM } from './support/people.js';
import { signInAsMember, signInAsStaff } from './support/sign-in.js';

const OFFICE = `/staff/${PROGRAM}`;
const CARD = `Bookshop card ${process.pid}`;
const RECIPE = `Secret recipe ${process.pid}`;
const GUIDE = `City guide ${process.pid}`;
const BETA = `Early access ${process.pid}`;
const PDF = '%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF';
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

async function takeBack(owner: Page, title: string): Promise<void> {
  await owner.goto(`${OFFICE}/rewards/granted?status=fulfilled`);
  await owner.locator('ff-granted-page ul.card > li', { hasText: title }).getByRole('button').first().click();
  await owner.getByRole('button', { name: 'Withdraw' }).click();
  await owner.getByLabel('Reason (for the team)').fill('given by mistake');
  const done = owner.waitForResponse((answer) => answer.url().endsWith('/revoke') && answer.ok());
  await owner.locator('ff-grant-details form').getByRole('button', { name: 'Withdraw' }).click();
  await done;
}

/** As it is on a desktop and on a phone. */
async function expectGoodAtBothWidths(page: Page): Promise<void> {
  for (const size of [PHONE, DESKTOP]) {
    await page.setViewportSize(size);
    await expectGoodPage(page);
  }
}

test('a gift card, a private page and a file: from the office to whoever has won them, and to nobody else', async ({ page: owner }) => {
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
    await takeBack(owner, CARD);
    await expect(async () => {
      await owner.goto(`${OFFICE}/rewards/deliveries?view=stuck`);
      await expect(owner.locator('ff-step-card', { hasText: CARD })).toContainText('The member has looked at the card', { timeout: 5_000 });
    }).toPass();
    const stuck = owner.locator('ff-step-card', { hasText: CARD });
    await stuck.getByRole('button', { name: 'Show the card' }).click();
    await expect(stuck.locator('code').first()).toHaveText(`6006 4912 ${process.pid}`);
    await expectGoodAtBothWidths(owner);
    await stuck.getByRole('button', { name: 'Leave it with them' }).click();
    await expect(stuck).toBeHidden();
  });

  await test.step('a private page is written with its preview, and reached by a link that works for a while', async () => {
    await owner.goto(`${OFFICE}/rewards/new`);
    await owner.locator('select[name=kind]').selectOption('unlock');
    await owner.locator('input[name="title.en"]').fill(RECIPE);
    await owner.locator('input[name="unlock.title.en"]').fill('Our granola, as we bake it');
    await owner.locator('textarea[name="unlock.text.en"]').fill('Oats, honey, patience.\n\nThe rest is at https://halcyon.example/granola.');
    const preview = owner.getByRole('region', { name: 'What its winners see' });
    await expect(preview.getByRole('link')).toHaveAttribute('href', 'https://halcyon.example/granola');
    await expectGoodAtBothWidths(owner);
    await owner.getByRole('button', { name: 'Save' }).click();
    await expect(owner.locator('li', { hasText: RECIPE })).toContainText('Nobody has opened it yet.');
    await give(owner, RECIPE);
    await claim(member, RECIPE);
    const tile = member.locator('ff-reward-tile', { hasText: RECIPE });
    await expectGoodAtBothWidths(member);
    await tile.getByRole('button', { name: `Open: ${RECIPE}` }).click();
    await expect(member.getByRole('heading', { level: 1 })).toHaveText('Our granola, as we bake it');
    await expectGoodAtBothWidths(member);
  });

  await test.step('a file is what it says it is, or is not taken; its winner saves it', async () => {
    await owner.goto(`${OFFICE}/rewards/new`);
    await owner.locator('select[name=kind]').selectOption('unlock');
    await owner.locator('input[name="title.en"]').fill(GUIDE);
    await owner.getByLabel('A file', { exact: true }).check();
    const file = owner.locator('ff-unlock-fields input[type=file]');
    await file.setInputFiles({ name: 'guide.pdf', mimeType: 'application/pdf', buffer: Buffer.from('<html><script>alert(1)</script></html>') });
    await expect(owner.locator('ff-unlock-fields')).toContainText('This file is not what it claims to be');
    await file.setInputFiles({ name: 'guide.pdf', mimeType: 'application/pdf', buffer: Buffer.from(PDF) });
    await expect(owner.getByRole('link', { name: 'guide.pdf' })).toBeVisible();
    await expectGoodAtBothWidths(owner);
    await owner.getByRole('button', { name: 'Save' }).click();
    await expect(owner.locator('li', { hasText: GUIDE })).toBeVisible();
    await give(owner, GUIDE);
    await claim(member, GUIDE);
    const saved = member.waitForEvent('download');
    await member.getByRole('button', { name: `Download: ${GUIDE}` }).click();
    expect((await saved).suggestedFilename()).toBe('guide.pdf');
  });

  await test.step('what is taken back does not open any more, and says so', async () => {
    await member.getByRole('button', { name: `Open: ${RECIPE}` }).click();
    await expect(member).toHaveURL(/\/unlocked\//);
    await takeBack(owner, RECIPE);
    await member.reload();
    await expect(member.getByRole('heading', { level: 1 })).toHaveText('This reward was withdrawn');
    await expectGoodAtBothWidths(member);
    await owner.goto(`${OFFICE}/rewards`);
    await expect(owner.locator('li', { hasText: RECIPE })).toContainText('One has opened it, 2 times.');
    await expectGoodAtBothWidths(owner);
  });

  // The browser notes what was refused on purpose: the file that lied, and the link that was closed.
  expect(heard.flat().filter((line) => !/status of (422|410)/.test(line))).toEqual([]);
  await member.context().close();
});

/** A system of the brand's own: gives early access to whoever asks with the right signature, and remembers what it was asked. */
class OwnSystem {
  secret = '';
  readonly asked: string[] = [];
  private readonly server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (part: string) => (body += part));
    request.on('end', () => {
      const says = (status: number, json: object) => response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(json));
      const { 'webhook-id': id, 'webhook-timestamp': at, 'webhook-signature': signature } = request.headers;
      const signed = createHmac('sha256', Buffer.from(this.secret.replace('whsec_', ''), 'base64')).update(`${id as string}.${at as string}.${body}`).digest('base64');
      if (signature !== `v1,${signed}`) return says(401, {});
      const { type, data } = JSON.parse(body) as { type: string; data: { member?: { email?: string } } };
      this.asked.push(`${type} ${data.member?.email ?? ''}`.trim());
      return says(200, { status: 'done', message: 'Welcome aboard.\nSign in with this code.', code: 'BETA-2026-0042', url: 'https://app.halcyon.example/beta', reference: 'seat 42' });
    });
  });

  async listen(): Promise<string> {
    await new Promise<void>((done) => this.server.listen(0, '127.0.0.1', done));
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/give`;
  }

  close(): void {
    this.server.close();
  }
}

test('early access: a system of the brand’s own gives it when it is asked with a signature, and its member sees what it said', async ({ page: owner }) => {
  const system = new OwnSystem();
  const address = await system.listen();
  const member = await anotherPage(owner);
  await signInAsStaff(owner, OWNER);
  await signInAsMember(member, LATE);
  const heard = complaints(member);
  try {
    await test.step('staff enter where it is asked, keep the secret, and try it', async () => {
      await owner.goto(`${OFFICE}/rewards/new`);
      await owner.locator('select[name=kind]').selectOption('custom');
      await owner.locator('input[name="title.en"]').fill(BETA);
      await owner.locator('input[name=needsAddress]').uncheck();
      await owner.getByRole('button', { name: 'Save' }).click();
      await owner.locator('li', { hasText: BETA }).getByRole('link', { name: `Edit ${BETA}` }).click();
      const card = owner.locator('ff-reward-hook');
      await card.getByLabel('Address (https)').fill('http://shop.example/give');
      await card.getByRole('button', { name: 'Save' }).click();
      await expect(card.getByRole('alert')).toContainText('Enter an https address');
      await card.getByLabel('Address (https)').fill(address);
      await card.getByLabel('Tell it the member’s e-mail and name').check();
      await card.getByRole('button', { name: 'Save' }).click();
      system.secret = (await card.locator('ff-code code').textContent())!.trim();
      expect(system.secret).toMatch(/^whsec_/);
      await expectGoodAtBothWidths(owner);
      await card.getByRole('button', { name: 'I have it' }).click();
      await card.getByRole('button', { name: 'Send a test' }).click();
      await expect(card.getByText('A reward would have arrived.')).toBeVisible();
      await expectGoodAtBothWidths(owner);
      expect(system.asked).toEqual(['reward.test test@example.org']);
    });

    await test.step('its member claims it, and sees message, code and the way there', async () => {
      await give(owner, BETA);
      await claim(member, BETA);
      const tile = member.locator('ff-reward-tile', { hasText: BETA });
      await expect(async () => {
        await member.reload();
        await expect(tile.locator('code')).toHaveText('BETA-2026-0042', { timeout: 5_000 });
      }).toPass();
      await expect(tile).toContainText('Welcome aboard.');
      await expect(tile.getByRole('link', { name: 'Open' })).toHaveAttribute('href', 'https://app.halcyon.example/beta');
      await expectGoodAtBothWidths(member);
      expect(system.asked).toEqual(['reward.test test@example.org', `reward.give ${LATE}`]);
    });

    await test.step('withdrawn, it is asked to take it back, and the tile keeps none of it', async () => {
      await takeBack(owner, BETA);
      await expect.poll(() => system.asked.at(-1), { timeout: 60_000 }).toMatch(/^reward\.take_back/);
      await expect(async () => {
        await member.reload();
        await expect(member.locator('ff-reward-tile', { hasText: BETA })).not.toContainText('BETA-2026-0042', { timeout: 5_000 });
      }).toPass();
      expect(heard).toEqual([]);
    });
  } finally {
    system.close();
  }
});
