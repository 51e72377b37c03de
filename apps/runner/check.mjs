// npm run check
import { enterRuntime } from './runtime.mjs';

await enterRuntime(import.meta.url);
const { CHECK } = await import('./steps.mjs');
const { verify } = await import('./verification.mjs');
process.exit(await verify(CHECK));
