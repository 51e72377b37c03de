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

/** As a hand scanner types, and says Enter. */
async function scan(page: Page, code: string, outcome: string): Promise<void> {
  await page.keyboard.type(code);
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('scan-result')).toHaveAttribute('data-outcome', outcome);
}

test('a box goes from the claim to the door in parts, comes back and goes out again, between its member and who packs it', async ({ page }) => {
  const clerk = await anotherPage(page);
  const card = page.locator('ff-parcel-card', { hasText: STREET });
  let first = '';

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
    await expect(card).toBeVisible();
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
    await expect(clerk.getByRole('button', { name: /^Not there/ })).toHaveCount(3);
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
    first = /Code of parcel (\d+-1)/.exec((await clerk.locator('.slip svg').getAttribute('aria-label')) ?? '')![1]!;
    await clerk.getByRole('link', { name: 'Back to the batch' }).click();
  });

  await test.step('what is not there is left out, and the list says what to take from the shelf', async () => {
    await clerk.getByRole('button', { name: /^Not there: Welcome box · XS · Mug/ }).click();
    await expect(clerk.locator('ff-batch-page')).not.toContainText('Mug');
    await clerk.getByRole('link', { name: 'Packing list' }).click();
    await expect(clerk.getByRole('row', { name: /Welcome box · XS · T-shirt.* 1$/ })).toBeVisible();
    await expect(clerk.locator('ff-list-page')).not.toContainText('Mug');
    await expect(clerk.locator('ff-list-page')).not.toContainText(STREET);
    await expectGoodPage(clerk);
  });

  await test.step('on a phone, the slip packs it and the label after it ships it, by keys alone', async () => {
    await clerk.setViewportSize({ width: 390, height: 844 });
    await clerk.goto(`/staff/${PROGRAM}/parcels?view=desk`);
    await expect(clerk.locator('ff-desk input')).toBeFocused();
    await scan(clerk, '999-9', 'unknown');
    await clerk.locator('ff-desk select').selectOption('dhl');
    await scan(clerk, first, 'packed');
    await clerk.locator('h1').click(); // wherever the focus was left, what is scanned ends in the field
    await scan(clerk, '00340434161000', 'shipped');
    await clerk.keyboard.press('Control+z');
    await expect(clerk.getByTestId('scan-result')).toHaveAttribute('data-outcome', 'undone');
    await scan(clerk, first, 'ready');
    await expectGoodPage(clerk);
    await scan(clerk, '00340434161094', 'shipped');
    await scan(clerk, first, 'already');
    await clerk.setViewportSize({ width: 1280, height: 720 });
  });

  await test.step('the member sees the part that is on its way, can follow it, and what is still to come', async () => {
    await page.reload();
    await expect(card).toContainText('In it: T-shirt, Stickers');
    await expect(card).toContainText('Still to come: Mug');
    await expect(card.locator('a[target=_blank]')).toHaveAttribute('href', /dhl\.com.*00340434161094$/);
    await linkMailedTo(page.request, LATE, '/en/home/tracking.html');
  });

  await test.step('the rest leaves with a number out of a file', async () => {
    await clerk.goto(`/staff/${PROGRAM}/parcels`);
    await clerk.locator('ff-to-pack li', { hasText: 'still to send: Mug' }).click();
    await clerk.getByRole('button', { name: 'Make a batch of one' }).click();
    await clerk.getByRole('button', { name: 'Mark all as packed' }).click();
    await expect(clerk.getByText('One parcel is packed.')).toBeVisible();
    const parcel = /(\d+-1)/.exec((await clerk.locator('ff-batch-page li').first().textContent()) ?? '')![1];
    await clerk.locator('input[type=file]').setInputFiles({ name: 'numbers.csv', mimeType: 'text/csv', buffer: Buffer.from(`parcel,carrier,tracking\n${parcel},DHL,00340434161222\n99-9,DHL,1\n`) });
    await expect(clerk.getByText('no parcel of this batch')).toBeVisible();
    await expect(clerk.getByLabel(`Tracking number of parcel ${parcel}`)).toHaveValue('00340434161222');
    await clerk.getByRole('button', { name: 'Ship the parcel' }).click();
    await expect(clerk.getByText('One parcel is on the way; their members are told.')).toBeVisible();
    await page.reload();
    await expect(card.locator('li[aria-current=step]')).toContainText(/On its way|Unterwegs/);
    await expect(card.locator('a[target=_blank]')).toHaveCount(2);
  });

  await test.step('it comes back, its member puts the address right, and it goes out again', async () => {
    await clerk.getByRole('button', { name: /^Came back: / }).click();
    await clerk.getByLabel('Why it came back').selectOption('wrong_address');
    await clerk.getByRole('button', { name: 'Came back', exact: true }).click();
    await expect(clerk.getByRole('heading', { name: 'Done, or stopped' })).toBeVisible();
    await page.reload();
    await expect(card).toContainText('Came back to us');
    await card.getByRole('button', { name: /^Change/ }).click();
    await page.locator('#claim-line1').fill(`${STREET} c/o Voss`);
    await page.getByRole('dialog').locator('button[type=submit]').click();
    await expect(card).toContainText('c/o Voss');
    await clerk.goto(`/staff/${PROGRAM}/parcels`);
    await clerk.locator('ff-to-pack li', { hasText: 'Welcome box · XS' }).filter({ hasText: 'Returned' }).click();
    await clerk.getByRole('button', { name: 'Make a batch of one' }).click();
    await clerk.getByRole('button', { name: 'Mark all as packed' }).click();
    await clerk.getByLabel(/^Tracking number of parcel/).fill('00340434161333');
    await clerk.getByRole('button', { name: 'Ship the parcel' }).click();
    await expect(clerk.getByText('One parcel is on the way; their members are told.')).toBeVisible();
    await page.reload();
    for (const said of ['T-shirt, Stickers', 'Came back to us', '00340434161333']) await expect(card).toContainText(said);
    await expectGoodPage(page);
  });

  await test.step('and arrives', async () => {
    await clerk.getByRole('button', { name: 'Mark all as delivered' }).click();
    await expect(clerk.getByText('One parcel has arrived.')).toBeVisible();
    await clerk.goto(`/staff/${PROGRAM}/parcels?view=on_way`);
    await clerk.getByRole('listitem').filter({ hasText: '00340434161094' }).getByRole('button', { name: /^Mark as delivered/ }).click();
    await expect(clerk.getByText('00340434161094')).toHaveCount(0);
    await page.reload();
    await expect(card).toHaveCount(0);
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
