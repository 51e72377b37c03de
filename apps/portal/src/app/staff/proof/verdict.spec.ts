import type { Verification } from '../../api/generated';
import { verdictOf } from './verdict';

const run = (status: Verification['status'], mismatches: number | null = null) => ({ status, result: mismatches === null ? null : { mismatches } }) as Verification;
const kindOf = (...runs: Verification[]) => verdictOf(runs).kind;

describe('how the books stand', () => {
  it('is unknown before a verification has ended, or where each was stopped', () => {
    expect(kindOf()).toBe('never');
    expect(kindOf(run('running'), run('waiting'), run('cancelled'))).toBe('never');
  });

  it('is what the latest one says that has ended, whatever runs now', () => {
    expect(kindOf(run('running'), run('done', 0), run('done', 3))).toBe('clean');
    expect(kindOf(run('cancelled'), run('done', 1), run('done', 0))).toBe('different');
  });

  it('is open again when the latest one broke off, also after a clean one', () => {
    expect(kindOf(run('failed'), run('done', 0))).toBe('broken');
  });
});
