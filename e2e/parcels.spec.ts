import { expect, test, type Page } from '@playwright/test';
import { expectGoodPage } from './support/looks.js';
import { linkMailedTo } from './support/mailbox.js';
import { LATE, FULFILMENT, OWNER, PROGRAM } from './support/people.js';
import { signInAsMember, signInAsStaff } from './support/sign-in.js';

const STREET = 'Kastanienallee 77';

/** A page of somebody else, in a browser of their own. */
async function anotherPage(page: Page): Promise<Page> {
  return (await page.context().browser()!.newContext({ locale: 'en-GB', timezoneId: 'Europe/Berlin', baseURL: test.info().project.use.baseURL! })).newPage();
}

test('a box goes from the claim to the door, between its member and who packs it', async ({ page }) => {
  test.setTimeout(150_000);
  const clerk = await anotherPage(page);

  await test.step('the member chooses a size that is there, and says where it goes', async () => {
    await signInAsMember(page, LATE);
    await page.goto(`/me/${PROGRAM}/rewards`);
    await page.getByRole('button', { name: /Claim now: Welcome box|Jetzt anfordern: Willkommensbox/ }).click();
    const dialog = page.getByRole('dialog');
    await expect(dialog.getByRole('radio', { name: /XXL/ })).toBeDisabled();
    await dialog.locator('label').filter({ hasText: /^\s*XS\s*$/ }).click();
    await dialog.locator('#claim-country').selectOption('US');
    await expect(dialog.locator('#claim-region')).toBeVisible();
    await dialog.locator('#claim-country').selectOption('DE');
    await expect(dialog.locator('#claim-region')).toBeHidden();
    await dialog.locator('#claim-name').fill('Søren Lindqvist');
    await dialog.locator('#claim-line1').fill(STREET);
    await dialog.locator('#claim-postalCode').fill('1043');
    await dialog.locator('#claim-city').fill('Berlin');
    await dialog.locator('button[type=submit]').click();
    await expect(dialog.locator('#claim-postalCode-error')).toBeVisible();
    await dialog.locator('#claim-postalCode').fill('10435');
    await dialog.locator('button[type=submit]').click();
    await expect(dialog).toBeHidden();
    await expect(page.locator('ff-parcel-card', { hasText: STREET })).toBeVisible();
  });

  await test.step('the clerk sees what to pack, and whom it is for only in a batch of their own', async () => {
    await signInAsStaff(clerk, FULFILMENT);
    const row = clerk.locator('ff-to-pack li', { hasText: 'Welcome box · XS' });
    await expect(row).toContainText('Germany');
    await expect(clerk.locator('main')).not.toContainText('Søren');
    await row.click();
    await clerk.getByRole('button', { name: 'Make a batch of one' }).click();
    await expect(clerk.getByRole('heading', { level: 1 })).toHaveText(/^Batch \d+$/);
    await expect(clerk.locator('ff-batch-page')).toContainText('Søren Lindqvist');
    await expect(clerk.locator('ff-batch-page')).not.toContainText(STREET);
    await expectGoodPage(clerk);
  });

  await test.step('the slip says where it goes, and prints without anything around it', async () => {
    await clerk.getByRole('link', { name: 'Packing slips' }).click();
    await expect(clerk.locator('.slip')).toHaveCount(1);
    await expect(clerk.locator('.slip')).toContainText(STREET);
    await expect(clerk.locator('.slip')).toContainText('10435 Berlin');
    await expectGoodPage(clerk);
    await clerk.emulateMedia({ media: 'print' });
    await expect(clerk.locator('aside')).toBeHidden();
    await expect(clerk.getByRole('button', { name: /Print/ })).toBeHidden();
    await clerk.emulateMedia({ media: 'screen' });
    await clerk.getByRole('link', { name: 'Back to the batch' }).click();
  });

  await test.step('it leaves with a number out of a file, and the member can follow it', async () => {
    await clerk.getByRole('button', { name: 'Mark all as packed' }).click();
    await expect(clerk.getByText('One parcel is packed.')).toBeVisible();
    const parcel = /(\d+-1)/.exec((await clerk.locator('ff-batch-page li').first().textContent()) ?? '')![1];
    await clerk.locator('input[type=file]').setInputFiles({ name: 'numbers.csv', mimeType: 'text/csv', buffer: Buffer.from(`parcel,carrier,tracking\n${parcel},DHL,00340434161094\n99-9,DHL,1\n`) });
    await expect(clerk.getByText('no parcel of this batch')).toBeVisible();
    await expect(clerk.getByLabel(`Tracking number of parcel ${parcel}`)).toHaveValue('00340434161094');
    await clerk.getByRole('button', { name: 'Ship the parcel' }).click();
    await expect(clerk.getByText('One parcel is on the way; their members are told.')).toBeVisible();
    await page.reload();
    const card = page.locator('ff-parcel-card', { hasText: STREET });
    await expect(card.locator('li[aria-current=step]')).toContainText(/On its way|Unterwegs/);
    await expect(card.locator('a[target=_blank]')).toHaveAttribute('href', /dhl\.com.*00340434161094$/);
    await linkMailedTo(page.request, LATE, '/en/home/tracking.html');
  });

  await test.step('and arrives', async () => {
    await clerk.getByRole('button', { name: 'Mark all as delivered' }).click();
    await expect(clerk.getByText('One parcel has arrived.')).toBeVisible();
    await page.reload();
    await expect(page.locator('ff-parcel-card', { hasText: STREET })).toHaveCount(0);
    await expect(page.locator('ff-reward-tile', { hasText: /Delivered|Zugestellt/ }).first()).toBeVisible();
  });
  await clerk.context().close();
});

test('a code of the shop is shown to the member who claimed it, and staff see how many are left', async ({ page }) => {
  await signInAsStaff(page, OWNER);
  await page.goto(`/staff/${PROGRAM}/rewards`);
  await page.getByRole('link', { name: 'Stock of Discount code' }).click();
  await page.getByLabel('More codes, one a line').fill('EXTRA-0001\nEXTRA-0002\nEXTRA-0001\nX');
  await page.getByRole('button', { name: 'Add codes' }).click();
  await expect(page.getByText('2 codes added; one was there before.')).toBeVisible();
  await expect(page.getByText('shorter than three signs')).toBeVisible();
  await expect(page.locator('ff-code-list')).not.toContainText('MORNING-');
  await expectGoodPage(page);

  const theirs = await anotherPage(page);
  await signInAsMember(theirs, LATE);
  await theirs.goto(`/me/${PROGRAM}/rewards`);
  const code = await theirs.locator('ff-reward-tile code').first().textContent();
  expect(code).toMatch(/^MORNING-[0-9A-Z]{4}$/);
  await theirs.context().close();

  await page.goto(`/staff/${PROGRAM}/rewards/granted?status=fulfilled`);
  await page.locator('ff-granted-page ul.card > li button', { hasText: 'Søren Lindqvist' }).first().click();
  await expect(page.locator('ff-grant-details')).not.toContainText(code!);
  await page.getByRole('button', { name: 'Show the code' }).click();
  await expect(page.locator('ff-grant-details')).toContainText(code!);
  await expect(page.locator('ff-grant-details')).toContainText('Code looked at · Clara Voss');
});
