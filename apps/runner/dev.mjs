// npm run dev
import { enterRuntime } from './runtime.mjs';

await enterRuntime(import.meta.url);
const { startDevelopment } = await import('./development.mjs');
process.exit(await startDevelopment());
