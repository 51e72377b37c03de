// What `npm test` and `npm run check` do, in order.
import { buildApi, buildWhatIsStale, GENERATE_CLIENT } from './builds.mjs';
import { runToEnd } from './children.mjs';
import { findChromium } from './chromium.mjs';
import { inProject, inWords } from './project.mjs';
import { readJest, readPlaywright, readProof, readTap } from './test-counts.mjs';

/** @typedef {import('./test-counts.mjs').ReportReader} ReportReader */
/** @typedef {{ file: string, read: ReportReader }} Report */
/** @typedef {{ name: string, report?: Report, run: () => Promise<{ code: number, output: string }> }} Step */

/** Where the steps leave their reports and what they printed. */
export const REPORTS = inProject('.cache', 'test');
/** Of each; a busy machine takes twice as long as an idle one. */
const TIMEOUT_MS = 60 * 60_000;
/** The database against the entities, the list of tables and the rules of each class. */
const DATABASE_SPECS = ['schema-drift', 'catalogue'];
const JEST = ['node', '--experimental-vm-modules', '--no-warnings=ExperimentalWarning', 'node_modules/jest/bin/jest.js'];

const generated = { name: 'generated files', run: generateStep };
const types = commandStep('types', ['sh', '-c', 'tsc -p tsconfig.json --noEmit && tsc -p apps/runner/tsconfig.json && tsc -p e2e/tsconfig.json && tsc -p apps/portal/tsconfig.spec.json']);
const lint = commandStep('lint', ['eslint', '.', '--max-warnings=0']);
const architecture = commandStep('architecture', ['depcruise', '--config', '.dependency-cruiser.cjs', 'apps', 'libs']);
const deadCode = commandStep('dead code', ['knip']);
const unit = jestStep('unit tests', ['--selectProjects', 'unit']);
const portal = jestStep('portal tests', ['--config', 'apps/portal/jest.config.mjs']);
const integration = jestStep('integration tests', ['--selectProjects', 'integration']);
const schemaDrift = jestStep('schema drift', ['--selectProjects', 'integration', '--runTestsByPath', ...DATABASE_SPECS.map((spec) => `apps/api/src/platform/database/${spec}.int.spec.ts`)]);
const runner = runnerStep();
const build = { name: 'build', run: buildStep };
const races = proofStep('races', ['apps/runner/race.mjs', '--rounds', '52']);
const crashes = proofStep('crashes', ['apps/runner/crash.mjs', '--kills', '13']);
const money = proofStep('money', ['apps/runner/crash-money.mjs', '--kills', '8']);
const browser = browserStep();

/** `npm run check`: what a change should pass before it is committed. Each group's steps run at the same time. @type {Step[][]} */
export const CHECK = [[generated], [types, lint], [architecture, deadCode], [unit, portal], [schemaDrift]];

/** `npm test`: everything. @type {Step[][]} */
export const EVERYTHING = [[generated], [types, lint], [architecture, deadCode], [unit, portal], [runner], [integration], [build], [races], [crashes], [money], [browser]];

/** @param {string} name @param {string[]} command @returns {Step} */
function commandStep(name, command) {
  return { name, run: () => runToEnd(command, { timeoutMs: TIMEOUT_MS }) };
}

/** @param {string} name @param {string[]} options @returns {Step} */
function jestStep(name, options) {
  const report = reportOf(name, readJest);
  return { name, report, run: () => runToEnd([...JEST, ...options, '--ci', '--json', `--outputFile=${report.file}`], { timeoutMs: TIMEOUT_MS }) };
}

/** @returns {Step} */
function runnerStep() {
  const report = reportOf('runner tests', readTap);
  const reporters = ['--test-reporter=spec', '--test-reporter-destination=stdout', '--test-reporter=tap', `--test-reporter-destination=${report.file}`];
  return { name: 'runner tests', report, run: () => runToEnd(['node', '--test', ...reporters, 'apps/runner/*.test.mjs'], { timeoutMs: TIMEOUT_MS }) };
}

/** Short forms of `npm run race`, `npm run crash` and `npm run crash:money`; what those are asked for takes minutes. @param {string} name @param {string[]} command @returns {Step} */
function proofStep(name, command) {
  const report = reportOf(name, readProof);
  return { name, report, run: () => runToEnd(['node', ...command, '--report', report.file], { timeoutMs: TIMEOUT_MS }) };
}

/** @returns {Step} */
function browserStep() {
  const report = reportOf('browser tests', readPlaywright);
  const run = async () => {
    const env = { CHROMIUM_PATH: await findChromium(), PLAYWRIGHT_JSON_OUTPUT_FILE: report.file };
    return runToEnd(['playwright', 'test', '--config', 'e2e/playwright.config.ts', '--reporter=list,json'], { env, timeoutMs: TIMEOUT_MS });
  };
  return { name: 'browser tests', report, run: () => run().catch(failed) };
}

/** Mail templates, the API's description and the portal's client: what the sources of others rest on. */
async function generateStep() {
  return buildApi(() => undefined).then(() => runToEnd(GENERATE_CLIENT, { timeoutMs: TIMEOUT_MS }), failed);
}

async function buildStep() {
  /** @type {string[]} */
  const lines = [];
  return buildWhatIsStale((line) => lines.push(line)).then(() => ({ code: 0, output: lines.join('\n') }), failed);
}

/** @param {unknown} error */
function failed(error) {
  return { code: 1, output: inWords(error) };
}

/** @param {string} name @param {ReportReader} read @returns {Report} */
function reportOf(name, read) {
  return { file: `${REPORTS}/${name.replace(' ', '-')}.report`, read };
}
