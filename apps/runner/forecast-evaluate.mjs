// npm run forecast:evaluate
import { enterRuntime } from './runtime.mjs';

await enterRuntime(import.meta.url);
const { writeDocsPage } = await import('./docs-page.mjs');
await writeDocsPage({ page: 'forecast.md', module: 'rewards/forecast/forecast-page.js', make: 'forecastPage', saying: 'Foreseeing the rewards of made-up programs, and looking what came …' });
