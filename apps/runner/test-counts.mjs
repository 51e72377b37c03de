// How many tests a step ran, from the report that its tool wrote. A tool's exit code alone would hide a run of nothing.
import { existsSync, readFileSync } from 'node:fs';

/** @typedef {{ passed: number, failed: number, skipped: number }} Counts */
/** Reads a report's text. @typedef {(text: string) => Counts} ReportReader */

/** `jest --json`. A file that cannot even be loaded has no tests in it, and counts as one failure. @type {ReportReader} */
export function readJest(text) {
  const report = JSON.parse(text);
  return { passed: report.numPassedTests, failed: report.numFailedTests + report.numRuntimeErrorTestSuites, skipped: report.numPendingTests + report.numTodoTests };
}

/** Playwright's JSON reporter. A test that passed at its second try is a pass; errors outside tests are failures. @type {ReportReader} */
export function readPlaywright(text) {
  const { stats, errors } = JSON.parse(text);
  return { passed: stats.expected + stats.flaky, failed: stats.unexpected + errors.length, skipped: stats.skipped };
}

/** The totals that `node --test` prints at the end of its TAP report. @type {ReportReader} */
export function readTap(text) {
  const total = (/** @type {string} */ name) => Number(text.match(new RegExp(`^# ${name} (\\d+)$`, 'm'))?.[1] ?? 0);
  return { passed: total('pass'), failed: total('fail') + total('cancelled'), skipped: total('skipped') + total('todo') };
}

/** What a proof leaves behind: its checks, each with a verdict. @type {ReportReader} */
export function readProof(text) {
  /** @type {{ passed: boolean }[]} */
  const checks = JSON.parse(text);
  const passed = checks.filter((check) => check.passed).length;
  return { passed, failed: checks.length - passed, skipped: 0 };
}

/**
 * What a finished step counts for. A step without a report is one test. One that failed has at least one failure,
 * and a report of no tests at all is a failure too.
 * @param {number} exitCode
 * @param {{ file: string, read: ReportReader } | undefined} report
 * @returns {Counts}
 */
export function countStep(exitCode, report) {
  if (!report) return exitCode === 0 ? { passed: 1, failed: 0, skipped: 0 } : { passed: 0, failed: 1, skipped: 0 };
  const counts = existsSync(report.file) ? report.read(readFileSync(report.file, 'utf8')) : { passed: 0, failed: 0, skipped: 0 };
  const isSilentFailure = counts.failed === 0 && (exitCode !== 0 || counts.passed === 0);
  return isSilentFailure ? { ...counts, failed: 1 } : counts;
}
