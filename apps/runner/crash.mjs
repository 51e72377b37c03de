// npm run crash -- --kills 50
import { enterRuntime } from './runtime.mjs';

await enterRuntime(import.meta.url);
const { compiledProof, prove, readProofArguments } = await import('./proof-stage.mjs');
const { amount, ...wanted } = readProofArguments('kills', 50);
process.exit(await prove(wanted, async (stage) => (await compiledProof('crash')).runCrash(stage, amount)));
