// npm run staff:reset-second-factor -- --email x
import { enterRuntime } from './runtime.mjs';

await enterRuntime(import.meta.url);
const { runOnDatabase } = await import('./on-database.mjs');
process.exit(await runOnDatabase('staff-reset', process.argv.slice(2)));
