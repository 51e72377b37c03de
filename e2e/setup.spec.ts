import { expect, test } from '@playwright/test';
import { type Product, startProduct } from './support/product.js';
import { totp } from './support/totp.js';

const PASSWORD = 'seven quiet otters paint';
let product: Product;

test.beforeAll(async () => {
  product = await startProduct();
});
test.afterAll(() => product.stop());

test('the console’s token makes the first owner, who sets up a second factor and has a program', async ({ browser }) => {
  const token = product.setupToken;
  const context = await browser.newContext({ baseURL: product.url, locale: 'en-GB' });
  const page = await context.newPage();

  await test.step('a wrong token opens nothing', async () => {
    const refused = await page.request.post('/api/v1/setup', { data: { token: 'wrong', name: 'Eve', email: 'eve@halcyon.example', password: PASSWORD, programName: 'Eve', slug: 'eve' } });
    expect(refused.status()).toBeGreaterThanOrEqual(400);
    expect(await page.request.get('/api/v1/public/programs/eve').then((answer) => answer.status())).toBe(404);
  });

  await test.step('the owner sets the program up', async () => {
    await page.goto(`/setup?token=${token}`);
    await expect(page.locator('#token')).toHaveValue(token);
    await page.locator('#name').fill('Olga Nowak');
    await page.locator('#email').fill('olga@lighthouse.example');
    await page.locator('#password').fill(PASSWORD);
    await page.locator('#programName').fill('Lighthouse Letters');
    await page.locator('#slug').fill('lighthouse');
    await page.locator('main form button').click();
    await page.locator('a[href="/staff/lighthouse"]').click();
  });

  await test.step('and enrols an authenticator', async () => {
    await page.locator('#email').fill('olga@lighthouse.example');
    await page.locator('#password').fill(PASSWORD);
    await page.getByRole('button', { name: 'Sign in' }).click();
    const secret = await page.locator('#totp-secret').textContent();
    await page.locator('#totp').fill('000000');
    await page.getByRole('button', { name: 'Confirm' }).click();
    await expect(page.getByRole('alert')).toBeVisible();
    await page.locator('#totp').fill(totp(secret!));
    await page.getByRole('button', { name: 'Confirm' }).click();
    await expect(page.locator('ff-totp-enrolment li')).toHaveCount(10);
    await page.getByRole('button', { name: 'I have kept them' }).click();
    await expect(page).toHaveURL('/staff/lighthouse/overview');
    await expect(page.locator('aside')).toContainText('Lighthouse Letters');
  });

  await test.step('the program takes sign-ups, and setup is closed', async () => {
    expect((await page.request.get('/join/lighthouse')).status()).toBe(200);
    expect((await page.request.get('/setup')).status()).toBe(410);
  });
  await context.close();
});
