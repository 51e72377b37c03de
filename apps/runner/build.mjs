// npm run build
import { enterRuntime } from './runtime.mjs';

await enterRuntime(import.meta.url);
const { buildWhatIsStale } = await import('./builds.mjs');
const { inWords } = await import('./project.mjs');
try {
  await buildWhatIsStale(console.log);
} catch (error) {
  console.error(inWords(error));
  process.exitCode = 1;
}
