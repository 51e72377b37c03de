// `npm run e2e` and `npm run screenshots`: Playwright with a browser that this machine has. Arguments go on to Playwright.
import { findChromium } from '../apps/runner/chromium.mjs';
import { enterRuntime } from '../apps/runner/runtime.mjs';
import { startCompanion } from '../apps/runner/children.mjs';

await enterRuntime(import.meta.url);
const command = ['playwright', 'test', '--config', 'e2e/playwright.config.ts', ...process.argv.slice(2)];
process.exitCode = await startCompanion(command, { env: { CHROMIUM_PATH: await findChromium() } }).ended;
