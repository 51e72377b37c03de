// npm run crash -- --kills 50
import { enterRuntime } from './runtime.mjs';

await enterRuntime(import.meta.url);
const { compiledProof, prove, readProofArguments } = await import('./proof-stage.mjs');
const { amount, ...wanted } = readProofArguments('kills', 50);
const dieAt = new URL('./die-at.mjs', import.meta.url).href;
process.exit(await prove(wanted, async (stage) => (await compiledProof('crash')).runCrash({ ...stage, dieAt }, amount)));
