import { describe, expect, it } from '@jest/globals';
import { GRANT_STATUSES, type GrantAction, type GrantStatus, next, sourcesOf } from './grant-states.js';

const through = (start: GrantStatus, ...actions: GrantAction[]) =>
  actions.reduce<GrantStatus | null>((status, action) => (status === null ? null : next(status, action)), start);

describe('the states of a grant', () => {
  it('goes from the queue to the hand', () => expect(through('queued', 'serve', 'claim', 'fulfil')).toBe('fulfilled'));

  it('can be kept when it came back, and only then', () => expect(GRANT_STATUSES.filter((status) => next(status, 'put_back'))).toEqual(['returned']));

  it('ends a code with its claim', () => expect(through('claimable', 'claim', 'fulfil')).toBe('fulfilled'));

  it.each<[GrantStatus, GrantAction]>([
    ['queued', 'claim'], ['claimed', 'claim'], ['suspended', 'claim'],
    ['revoked', 'reinstate'], ['claimable', 'serve'],
  ])('does not let %s be changed by %s', (status, action) => expect(next(status, action)).toBeNull());

  it.each<GrantStatus>(['packed', 'shipped', 'delivered', 'returned', 'fulfilled', 'revoked', 'expired'])('lets %s stand when its award falls', (status) => {
    expect(next(status, 'suspend')).toBeNull();
    expect(next(status, 'revoke')).toBeNull();
  });

  it.each(sourcesOf('suspend').map((status) => [status]))('takes %s up again where it was', (status) =>
    expect(next(next(status, 'suspend')!, 'reinstate', status)).toBe(status));

  it('leads nowhere from an end', () => {
    const actions: GrantAction[] = ['approve', 'reject', 'expire', 'serve', 'claim', 'fulfil', 'put_back', 'suspend', 'reinstate', 'revoke'];
    for (const end of ['fulfilled', 'revoked', 'expired'] as const) expect(actions.filter((action) => next(end, action))).toEqual([]);
  });

  it('can be opened again when nobody claimed it in time', () => expect(through('granted', 'approve', 'serve', 'expire', 'reopen', 'serve', 'claim')).toBe('claimed'));

  it('names only statuses the table of grants knows', () => expect(GRANT_STATUSES).toEqual(expect.arrayContaining([...sourcesOf('revoke')])));
});
