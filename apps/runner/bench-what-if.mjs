// npm run bench:what-if -- --referrals 1000000
import { enterRuntime } from './runtime.mjs';

await enterRuntime(import.meta.url);
const { compiledProof, prove, readProofArguments } = await import('./proof-stage.mjs');
const { amount, ...wanted } = readProofArguments('referrals', 1_000_000);
process.exit(await prove(wanted, async (stage) => (await compiledProof('what-if-bench')).runWhatIfBench(stage, amount)));
