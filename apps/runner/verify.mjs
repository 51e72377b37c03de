// npm run verify
import { enterRuntime } from './runtime.mjs';

await enterRuntime(import.meta.url);
const { verifyBooks } = await import('./books-verification.mjs');
process.exit(await verifyBooks());
