// npm run checks:evaluate
import { enterRuntime } from './runtime.mjs';

await enterRuntime(import.meta.url);
const { writeFileSync } = await import('node:fs');
const { buildApi } = await import('./builds.mjs');
const { inProject } = await import('./project.mjs');
const { pathToFileURL } = await import('node:url');

await buildApi(console.log);
console.log('Judging the sign-ups of twenty made-up populations …');
const { checksPage } = await import(pathToFileURL(inProject('apps/api/dist/apps/api/src/referrals/intake/evaluation/checks-page.js')).href);
writeFileSync(inProject('docs/checks.md'), checksPage());
console.log('Written: docs/checks.md');
