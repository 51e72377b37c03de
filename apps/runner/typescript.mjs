// Runs the TypeScript of libs/testing as it stands: Node takes the types out by itself, and this finds the files.
import { existsSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { inProject } from './project.mjs';

registerHooks({
  resolve(specifier, context, next) {
    // As tsc does: `./x.js` in a source is `./x.ts` while nothing is compiled.
    const source = specifier.startsWith('.') && context.parentURL?.endsWith('.ts') ? new URL(specifier.replace(/\.js$/, '.ts'), context.parentURL) : null;
    return source && existsSync(fileURLToPath(source)) ? { url: source.href, shortCircuit: true } : next(specifier, context);
  },
});

/**
 * A Stripe of one's own, not yet listening.
 * @param {import('../../libs/testing/src/stripe-fake/index.js').FakeOptions} options
 */
export async function makeStripeFake(options) {
  const { StripeFake } = /** @type {typeof import('../../libs/testing/src/stripe-fake/index.js')} */ (await import(pathToFileURL(inProject('libs/testing/src/stripe-fake/index.ts')).href));
  return new StripeFake(options);
}
