import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const MARK = join('platform', 'i18n', 'en.json');

/**
 * Reads a file that ships beside the code and is not code (a view, a text, a font). The compiler leaves such files
 * where they are, so from `dist` they are found in the checkout, unless a copy lies beside the compiled code.
 * @param path from `apps/api/src`, e.g. `referrals/join.hbs`
 */
export function readSource(path: string): Buffer {
  return readFileSync(sourcePath(path));
}

/** Where such a file lies, for libraries that open it themselves. */
export function sourcePath(path: string): string {
  return join(sourceRoot(), path);
}

let found: string | null = null;

function sourceRoot(): string {
  found ??= search(dirname(dirname(fileURLToPath(import.meta.url))));
  return found;
}

function search(beside: string): string {
  if (existsSync(join(beside, MARK))) return beside;
  for (let up = dirname(beside); up !== dirname(up); up = dirname(up)) {
    const candidate = join(up, 'apps', 'api', 'src');
    if (existsSync(join(candidate, MARK))) return candidate;
  }
  throw new Error(`Neither ${beside} nor a checkout above it holds ${MARK}: the installation is incomplete`);
}
