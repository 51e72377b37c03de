import { expect, type Page, test } from '@playwright/test';
import { OWNER, PROGRAM } from './support/people.js';
import { signInAsStaff } from './support/sign-in.js';

/** A square of one colour, as a browser draws it. */
async function picture(page: Page, color: string): Promise<{ name: string; mimeType: string; buffer: Buffer }> {
  const url = await page.evaluate((fill) => {
    const canvas = Object.assign(document.createElement('canvas'), { width: 96, height: 48 });
    const context = canvas.getContext('2d')!;
    context.fillStyle = fill;
    context.fillRect(0, 0, 96, 48);
    return canvas.toDataURL('image/png');
  }, color);
  return { name: 'logo.png', mimeType: 'image/png', buffer: Buffer.from(url.split(',')[1]!, 'base64') };
}

const worn = (page: Page) => page.evaluate(() => document.documentElement.style.getPropertyValue('--brand'));

test('the colour is tried on while it is chosen, and comes off again unsaved', async ({ page }) => {
  await signInAsStaff(page, OWNER);
  await page.getByRole('link', { name: 'Settings' }).click();
  await expect(page.getByLabel('Brand colour')).toBeVisible();
  const before = await worn(page);
  await page.getByLabel('Brand colour').fill('#facc15');
  expect(await worn(page)).toBe('#facc15');
  await expect(page.locator('ff-brand-preview')).toContainText('Dark text stands on it');
  await page.getByRole('link', { name: 'Overview' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();
  await expect(page.getByLabel('Brand colour')).toHaveValue('#facc15');
  await page.getByRole('link', { name: 'Overview' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Leave' }).click();
  await expect(page.getByRole('heading', { name: 'Overview' })).toBeVisible();
  expect(await worn(page)).toBe(before);
});

test('a logo, a colour and words of one’s own are what a visitor sees', async ({ page, browser }) => {
  await signInAsStaff(page, OWNER);
  await page.goto(`/staff/${PROGRAM}/settings`);
  await page.locator('ff-picture-field', { hasText: 'Logo' }).locator('input[type=file]').setInputFiles(await picture(page, '#c2410c'));
  await expect(page.locator('ff-brand-preview img').first()).toBeVisible();
  const before = await page.getByLabel('Brand colour').inputValue();
  await page.getByLabel('Brand colour').fill('#7c2d12');
  await page.getByLabel('Title (English)').fill('Good mornings, together');
  await page.getByLabel('Text (English)').fill('');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(page.getByText('A title needs a text, and a text a title.')).toBeVisible();
  await page.getByLabel('Text (English)').fill('Five minutes of news, every day.');
  await page.getByLabel('Your own sign-up page (optional)').fill('https://shop.halcyon.example/join');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(page.getByText('Its host is not on the list above.')).toBeVisible();
  await page.getByRole('button', { name: 'Allow shop.halcyon.example' }).click();
  await page.getByLabel('Your own sign-up page (optional)').fill('');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(page.getByRole('status').filter({ hasText: 'Saved.' })).toBeVisible();

  const visitor = await (await browser.newContext()).newPage();
  await visitor.goto(`/join/${PROGRAM}`);
  await expect(visitor.getByRole('heading', { level: 1 })).toHaveText('Good mornings, together');
  expect(await visitor.locator('header img').evaluate((image: HTMLImageElement) => image.naturalWidth)).toBe(96);
  expect(await visitor.evaluate(() => getComputedStyle(document.documentElement).getPropertyValue('--brand'))).toBe('#7c2d12');
  await visitor.context().close();

  await page.locator('ff-picture-field', { hasText: 'Logo' }).getByRole('button', { name: 'Remove' }).click();
  await page.getByLabel('Brand colour').fill(before);
  await page.getByLabel('Title (English)').fill('');
  await page.getByLabel('Text (English)').fill('');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(page.locator('ff-save-bar')).toHaveCount(0);
});

test('members share in the programme’s words where it has some', async ({ page }) => {
  await signInAsStaff(page, OWNER);
  await page.goto(`/staff/${PROGRAM}/settings/share`);
  const words = page.getByLabel('LinkedIn', { exact: true });
  await words.fill('Read this with me');
  await expect(page.getByText('{link} must be in it')).toBeVisible();
  await words.fill('Read {name} with me: {link}');
  await expect(page.locator('li', { has: words })).toContainText('Read Halcyon Daily with me: ');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(page.getByRole('status').filter({ hasText: 'Saved.' })).toBeVisible();
  await page.reload();
  await expect(words).toHaveValue('Read {name} with me: {link}');
  await page.getByRole('button', { name: 'Back to our text: LinkedIn' }).click();
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(page.locator('ff-save-bar')).toHaveCount(0);
});
