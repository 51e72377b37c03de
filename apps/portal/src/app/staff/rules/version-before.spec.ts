import { versionBefore, withBefore } from './version-before';

const version = (number: number, day: string) => ({ version: number, effectiveAt: `2026-12-${day}T00:00:00.000Z` });
const at = (day: string) => Date.parse(`2026-12-${day}T00:00:00.000Z`);

describe('the version before', () => {
  it('is the newest one whose time has come by then', () => {
    const versions = [version(3, '20'), version(2, '10'), version(1, '01')];
    expect(['05', '10', '15', '25'].map((day) => versionBefore(versions, at(day))?.version)).toEqual([1, 2, 2, 3]);
  });

  it('is not one that was overtaken before its time', () => {
    const versions = [version(3, '02'), version(2, '10'), version(1, '01')];
    expect(versionBefore(versions, at('15'))?.version).toBe(3);
  });

  it('is none where there is none', () => expect(versionBefore([], at('05'))).toBeUndefined());

  it('of each in the history is what it took the place of, not one that never came', () => {
    const versions = [version(4, '25'), version(3, '02'), version(2, '10'), version(1, '01')];
    expect(withBefore(versions).map(({ version: { version: of }, before }) => [of, before?.version])).toEqual([[4, 3], [3, 1], [2, 1], [1, undefined]]);
  });
});
