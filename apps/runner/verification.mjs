// Runs steps, shows what failed, and counts.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { endRunning } from './children.mjs';
import { REPORTS } from './steps.mjs';
import { listenForStop } from './stop-request.mjs';
import { countStep } from './test-counts.mjs';

/** @typedef {import('./steps.mjs').Step} Step */
/** @typedef {import('./test-counts.mjs').Counts} Counts */
/** @typedef {{ name: string, seconds: string, counts: Counts }} Result */

/**
 * Runs every step even after one failed, and ends with a table and, on the last line, `N passed, N failed`.
 * @param {Step[][]} groups  the steps of a group run at the same time
 * @returns {Promise<number>} 0 only if nothing failed; 130 when it was interrupted
 */
export async function verify(groups) {
  const stop = listenForStop();
  stop.onRequest(() => endRunning('SIGINT'));
  stop.onInsistence(() => endRunning('SIGKILL'));
  rmSync(REPORTS, { recursive: true, force: true });
  mkdirSync(REPORTS, { recursive: true });
  /** @type {Result[]} */
  const results = [];
  for (const group of groups) {
    results.push(...(await Promise.all(group.map(runStep))));
    if (stop.signal.aborted) return 130;
  }
  const total = (/** @type {keyof Counts} */ key) => results.reduce((sum, { counts }) => sum + counts[key], 0);
  console.log(`\n${table(results)}\n\n${total('passed')} passed, ${total('failed')} failed`);
  return total('failed') === 0 ? 0 : 1;
}

/** @param {Step} step @returns {Promise<Result>} */
async function runStep(step) {
  const began = Date.now();
  console.log(`… ${step.name}`);
  const { code, output } = await step.run();
  const counts = countStep(code, step.report);
  const seconds = `${((Date.now() - began) / 1000).toFixed(1)} s`;
  writeFileSync(join(REPORTS, `${step.name.replace(' ', '-')}.log`), output);
  if (counts.failed === 0) console.log(`✓ ${step.name}: ${describe(counts)} in ${seconds}`);
  else console.log(`\n✗ ${step.name}: ${describe(counts)} in ${seconds}\n${output.trim() || `It printed nothing; exit code ${code}.`}\n`);
  return { name: step.name, seconds, counts };
}

/** @param {Counts} counts */
function describe({ passed, failed, skipped }) {
  return [`${passed} passed`, failed ? `${failed} failed` : '', skipped ? `${skipped} skipped` : ''].filter(Boolean).join(', ');
}

/** @param {Result[]} results */
function table(results) {
  const head = ['step', 'passed', 'failed', 'skipped', 'time'];
  const rows = results.map(({ name, counts, seconds }) => [name, counts.passed, counts.failed, counts.skipped, seconds].map(String));
  const widths = head.map((_, column) => Math.max(...[head, ...rows].map((row) => row[column]?.length ?? 0)));
  const line = (/** @type {string[]} */ row) => row.map((cell, column) => (column ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0))).join('  ');
  return [head, ...rows].map(line).join('\n');
}
