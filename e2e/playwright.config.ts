import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defineConfig } from '@playwright/test';
import { stripePort } from './support/stripe.js';

// Workers read this file, too: what is chosen here must be the same for all, so it travels in the environment.
process.env['E2E_PORT'] ??= String(20_000 + (process.pid % 20_000));
if (!process.env['E2E_DATA']) {
  const folder = mkdtempSync(join(tmpdir(), 'fanfare-e2e-'));
  process.env['E2E_DATA'] = folder;
  process.on('exit', () => rmSync(folder, { recursive: true, force: true })); // the product has ended by then
}
const url = `http://127.0.0.1:${process.env['E2E_PORT']}`;
const drawn = process.env['SCREENSHOTS'] === '1';

/** The product as `npm start` starts it, with the demo, on a data folder and a port of its own. */
export default defineConfig({
  testDir: import.meta.dirname,
  testMatch: drawn ? '**/*.shots.ts' : '**/*.spec.ts',
  outputDir: '../test-results',
  workers: 2,
  forbidOnly: true,
  timeout: 420_000, // against what hangs: a busy machine takes several times as long as an idle one
  expect: { timeout: 20_000, toPass: { timeout: 60_000 } },
  reporter: 'list',
  use: {
    baseURL: url,
    locale: 'en-GB',
    timezoneId: 'Europe/Berlin',
    trace: { mode: 'retain-on-failure', screenshots: false }, // pictures of everything would take a sixth of the time
    launchOptions: {
      executablePath: process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium',
      args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
    },
  },
  webServer: {
    command: 'node apps/runner/start.mjs',
    cwd: join(import.meta.dirname, '..'),
    env: { STRIPE_API_URL: `http://127.0.0.1:${stripePort()}`, DATA_DIR: process.env['E2E_DATA'], PORT: process.env['E2E_PORT'], HOST: '127.0.0.1', PUBLIC_URL: url, DEMO: 'on', DATABASE_URL: '', SMTP_URL: '', OUTBOUND_NETWORKS: '127.0.0.0/8' },
    url: `${url}/api/v1/health`,
    // One that runs already on a port named in E2E_PORT is tested as it is.
    reuseExistingServer: true,
    timeout: 600_000,
    gracefulShutdown: { signal: 'SIGTERM', timeout: 30_000 },
    stdout: 'pipe',
  },
});
