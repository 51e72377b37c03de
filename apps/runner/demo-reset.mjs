// npm run demo:reset
import { enterRuntime } from './runtime.mjs';

await enterRuntime(import.meta.url);
const { resetDemo } = await import('./demo-reset-work.mjs');
process.exit(await resetDemo());
