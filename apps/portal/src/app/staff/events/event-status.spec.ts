import { shownStatus } from './event-status';

const NOW = new Date('2026-03-02T12:00:00Z');

describe('shownStatus', () => {
  it('says of what was published and has ended that it is over, from its last moment on', () =>
    expect(['2026-03-02T12:00:00.001Z', '2026-03-02T12:00:00Z', '2026-03-01T12:00:00Z'].map((endsAt) => shownStatus({ status: 'published', endsAt }, NOW))).toEqual(['published', 'over', 'over']));

  it('leaves a draft a draft, and what was called off called off', () =>
    expect((['draft', 'cancelled'] as const).map((status) => shownStatus({ status, endsAt: '2026-03-01T12:00:00Z' }, NOW))).toEqual(['draft', 'cancelled']));
});
