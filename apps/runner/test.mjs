// npm test
import { enterRuntime } from './runtime.mjs';

await enterRuntime(import.meta.url);
const { EVERYTHING } = await import('./steps.mjs');
const { verify } = await import('./verification.mjs');
process.exit(await verify(EVERYTHING));
