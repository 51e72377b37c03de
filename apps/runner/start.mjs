// npm start
import { enterRuntime } from './runtime.mjs';

await enterRuntime(import.meta.url);
const { startApplication } = await import('./application.mjs');
process.exit(await startApplication());
