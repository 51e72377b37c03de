// npm run verify
import { enterRuntime } from './runtime.mjs';

await enterRuntime(import.meta.url);
const { runOnDatabase } = await import('./on-database.mjs');
process.exit(await runOnDatabase('verify'));
