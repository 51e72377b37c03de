import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import Handlebars from 'handlebars';

const HERE = dirname(fileURLToPath(import.meta.url));
const BUILD = 'node apps/api/scripts/build-mail.mjs';

/** A compiled template: data in, HTML out. Strict: a value that is missing is an error, not a gap in a mail. */
export type MailTemplate = (data: Readonly<Record<string, unknown>>) => string;

/** The layouts that `build-mail.mjs` made from MJML. @throws Error when they are missing or older than their sources */
export function loadMailTemplate(name: 'letter' | 'code'): MailTemplate {
  const folder = builtFolder();
  const expected = sourcesHash();
  if (expected && readFileSync(join(folder, 'sources.sha256'), 'utf8') !== expected) throw new Error(`the mail templates have changed: run ${BUILD}`);
  const source = readFileSync(join(folder, `${name}.hbs`), 'utf8');
  return Handlebars.create().compile(source, { strict: true, knownHelpersOnly: true });
}

function builtFolder(): string {
  for (let up = HERE; up !== dirname(up); up = dirname(up)) {
    const candidate = join(up, 'dist', 'mail');
    if (existsSync(join(candidate, 'sources.sha256'))) return candidate;
  }
  throw new Error(`the mail templates are not built: run ${BUILD}`);
}

/** Null where the sources are not beside the code, that is, in a build. */
function sourcesHash(): string | null {
  const folder = join(HERE, 'templates');
  if (!existsSync(folder)) return null;
  const hash = createHash('sha256');
  for (const name of readdirSync(folder).filter((each) => each.endsWith('.mjml')).sort()) hash.update(name).update(readFileSync(join(folder, name)));
  return hash.digest('hex');
}
