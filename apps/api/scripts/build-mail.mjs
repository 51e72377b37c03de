// Compiles the mails' MJML into Handlebars templates: `node apps/api/scripts/build-mail.mjs`, before a build and before tests.
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import mjml2html from 'mjml';

const API = dirname(dirname(fileURLToPath(import.meta.url)));
const SOURCES = join(API, 'src', 'messaging', 'templates');
const OUTPUT = join(API, 'dist', 'mail');

// Colours that stand for the program's in the sources, so that MJML can check them as colours.
const BRAND = /#010203/g;
const ON_BRAND = /#040506/g;

/** What the loader compares: a template that was changed and not built again is an error, not an old mail. */
async function hashOfSources(names) {
  const hash = createHash('sha256');
  for (const name of names) hash.update(name).update(await readFile(join(SOURCES, name)));
  return hash.digest('hex');
}

async function compile(name) {
  const { html, errors } = await mjml2html(await readFile(join(SOURCES, name), 'utf8'), {
    filePath: join(SOURCES, name), ignoreIncludes: false, includePath: SOURCES, validationLevel: 'strict', keepComments: false, fonts: {}, // no reader's client asks a third party for a font
  });
  if (errors.length > 0) throw new Error(`${name}: ${errors.map((error) => error.formattedMessage).join('; ')}`);
  return html.replace(BRAND, '{{brandColor}}').replace(ON_BRAND, '{{onBrandColor}}');
}

/** Whole or not at all: somebody may be reading. */
async function write(name, text) {
  const file = join(OUTPUT, name);
  await writeFile(`${file}.${process.pid}`, text);
  await rename(`${file}.${process.pid}`, file);
}

const names = (await readdir(SOURCES)).filter((name) => name.endsWith('.mjml')).sort();
await mkdir(OUTPUT, { recursive: true });
for (const name of names.filter((each) => !each.startsWith('_'))) await write(name.replace('.mjml', '.hbs'), await compile(name));
await write('sources.sha256', await hashOfSources(names));
