// npm run forecast:evaluate
import { enterRuntime } from './runtime.mjs';

await enterRuntime(import.meta.url);
const { writeFileSync } = await import('node:fs');
const { buildApi } = await import('./builds.mjs');
const { inProject } = await import('./project.mjs');
const { pathToFileURL } = await import('node:url');

await buildApi(console.log);
console.log('Foreseeing the rewards of made-up programs, and looking what came …');
const { forecastPage } = await import(pathToFileURL(inProject('apps/api/dist/apps/api/src/rewards/forecast/forecast-page.js')).href);
writeFileSync(inProject('docs/forecast.md'), forecastPage());
console.log('Written: docs/forecast.md');
