// npm run verify [-- --checkpoint FILE]
import { enterRuntime } from './runtime.mjs';

await enterRuntime(import.meta.url);
const { runOnDatabase } = await import('./on-database.mjs');
process.exit(await runOnDatabase('verify', process.argv.slice(2)));
