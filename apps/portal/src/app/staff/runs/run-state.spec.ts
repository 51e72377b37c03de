import { isOpen, percentOf } from './run-state';

describe('a run', () => {
  it('is open until it has ended, however that was', () => {
    expect((['waiting', 'running', 'done', 'failed', 'cancelled'] as const).filter((status) => isOpen({ status }))).toEqual(['waiting', 'running']);
  });

  it('is never told to be through before it is', () => {
    expect(percentOf({ status: 'running', done: 999, total: 1_000 })).toBe(99);
    expect(percentOf({ status: 'running', done: 1_200, total: 1_000 })).toBe(100);
  });

  it('has no share of what nobody has counted, or of nothing', () => {
    expect(percentOf({ status: 'waiting', done: 0, total: null })).toBeNull();
    expect(percentOf({ status: 'running', done: 0, total: 0 })).toBeNull();
  });
});
