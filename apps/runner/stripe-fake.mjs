// npm run stripe:fake -- --port 4010 --file .data/stripe-fake.json --webhooks http://127.0.0.1:3000/api/v1/integrations/stripe/halcyon --secret whsec_…
import { enterRuntime } from './runtime.mjs';

await enterRuntime(import.meta.url);
const { parseArgs } = await import('node:util');
const { mkdirSync } = await import('node:fs');
const { dirname } = await import('node:path');
const { inProject } = await import('./project.mjs');
const { listenForStop } = await import('./stop-request.mjs');
const { makeStripeFake } = await import('./typescript.mjs');

const KEY = 'sk_test_fanfare';
const { values } = parseArgs({ options: { port: { type: 'string', default: '4010' }, file: { type: 'string', default: '.data/stripe-fake.json' }, webhooks: { type: 'string' }, secret: { type: 'string', default: 'whsec_fanfare' }, key: { type: 'string', default: KEY } } });
const file = inProject(values.file);
mkdirSync(dirname(file), { recursive: true });
const fake = await (await makeStripeFake({ file, sendsEvents: true })).listen(Number(values.port));
if (values.webhooks && fake.all('webhook_endpoint').length === 0) {
  for (const connect of [false, true]) fake.addEndpoint(values.key, values.webhooks, { connect, secret: values.secret });
}
console.log(`A Stripe of your own listens at ${fake.origin}; open it in a browser to turn things by hand.

  STRIPE_API_URL=${fake.origin} npm start     in another terminal; then connect Stripe in the office with
  ${values.key}          as secret key, and
  ${values.secret}            as signing secret of the webhooks${values.webhooks ? `, which go to ${values.webhooks}` : ' (send them with --webhooks URL)'}.

What exists is kept in ${values.file}. Stop with Ctrl-C.`);
await new Promise((stop) => listenForStop().onRequest(() => stop(undefined)));
await fake.close();
process.exit(0);
