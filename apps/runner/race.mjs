// npm run race -- --rounds 2000
import { enterRuntime } from './runtime.mjs';

await enterRuntime(import.meta.url);
const { compiledProof, prove, readProofArguments } = await import('./proof-stage.mjs');
const { amount, ...wanted } = readProofArguments('rounds', 2000);
process.exit(await prove(wanted, async (stage) => (await compiledProof('race')).runRace(stage, amount)));
