// npm run checks:evaluate
import { enterRuntime } from './runtime.mjs';

await enterRuntime(import.meta.url);
const { writeDocsPage } = await import('./docs-page.mjs');
await writeDocsPage({ page: 'checks.md', module: 'referrals/intake/evaluation/checks-page.js', make: 'checksPage', saying: 'Judging the sign-ups of twenty made-up populations …' });
