// npm run crash:money -- --kills 500
import { enterRuntime } from './runtime.mjs';

await enterRuntime(import.meta.url);
const { compiledProof, prove, readProofArguments } = await import('./proof-stage.mjs');
const { makeStripeFake } = await import('./typescript.mjs');
const { amount, ...wanted } = readProofArguments('kills', 500);
const stripe = await (await makeStripeFake({ seed: wanted.seed })).listen();
process.env['STRIPE_API_URL'] = stripe.origin;
const aheadOfTime = new URL('./ahead-of-time.mjs', import.meta.url).href;
process.exit(await prove(wanted, async (stage) => (await compiledProof('money')).runMoney({ ...stage, stripe, aheadOfTime }, amount)));
