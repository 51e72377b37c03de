// Pages of docs/ that are computed.
import { writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { buildApi } from './builds.mjs';
import { inProject } from './project.mjs';

/** Builds the API and writes a page that one of its modules makes. @param {{ page: string, module: string, make: string, saying: string }} wanted */
export async function writeDocsPage({ page, module, make, saying }) {
  await buildApi(console.log);
  console.log(saying);
  const made = await import(pathToFileURL(inProject('apps/api/dist/apps/api/src', module)).href);
  writeFileSync(inProject('docs', page), made[make]());
  console.log(`Written: docs/${page}`);
}
