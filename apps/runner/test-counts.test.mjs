// node --test: a run that failed, or ran nothing, must never count as a success.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { countStep, readJest, readPlaywright, readProof, readTap } from './test-counts.mjs';

const folder = mkdtempSync(join(tmpdir(), 'fanfare-counts-'));
after(() => rmSync(folder, { recursive: true }));

/** @param {object | string} content */
function report(content) {
  const file = join(folder, 'report');
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
  return file;
}

const JEST = { numPassedTests: 5, numFailedTests: 0, numPendingTests: 1, numTodoTests: 0, numRuntimeErrorTestSuites: 0 };

describe('what a step counts for', () => {
  it('is one test without a report', () => {
    assert.deepEqual(countStep(0, undefined), { passed: 1, failed: 0, skipped: 0 });
    assert.deepEqual(countStep(2, undefined), { passed: 0, failed: 1, skipped: 0 });
  });

  it('is its tests with one', () => {
    assert.deepEqual(countStep(0, { file: report(JEST), read: readJest }), { passed: 5, failed: 0, skipped: 1 });
  });

  it('has a failure when the tool failed and its report shows none', () => {
    assert.deepEqual(countStep(1, { file: report(JEST), read: readJest }), { passed: 5, failed: 1, skipped: 1 });
  });

  it('has a failure when nothing ran, or no report was written', () => {
    assert.deepEqual(countStep(0, { file: report({ ...JEST, numPassedTests: 0 }), read: readJest }), { passed: 0, failed: 1, skipped: 1 });
    assert.deepEqual(countStep(0, { file: join(folder, 'nowhere'), read: readJest }), { passed: 0, failed: 1, skipped: 0 });
  });

  it('has a failure for each file that Jest could not load', () => {
    assert.equal(countStep(1, { file: report({ ...JEST, numRuntimeErrorTestSuites: 2 }), read: readJest }).failed, 2);
  });

  it('counts a second try as a pass, and an error outside the tests as a failure', () => {
    const stats = { expected: 3, flaky: 1, unexpected: 0, skipped: 2 };
    const counts = countStep(1, { file: report({ stats, errors: [{ message: 'the server did not start' }] }), read: readPlaywright });
    assert.deepEqual(counts, { passed: 4, failed: 1, skipped: 2 });
  });

  it('reads the totals of node --test', () => {
    const tap = '1..3\n# tests 6\n# pass 3\n# fail 1\n# cancelled 1\n# skipped 1\n# todo 0\n';
    assert.deepEqual(countStep(1, { file: report(tap), read: readTap }), { passed: 3, failed: 2, skipped: 1 });
  });

  it("counts a proof's checks", () => {
    assert.deepEqual(countStep(1, { file: report([{ passed: true }, { passed: false }]), read: readProof }), { passed: 1, failed: 1, skipped: 0 });
    assert.equal(countStep(0, { file: report([]), read: readProof }).failed, 1);
  });
});
