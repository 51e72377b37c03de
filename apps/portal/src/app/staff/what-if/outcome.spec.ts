import type { WhatIf } from '../../api/generated';
import { outcomeOf } from './outcome';

const NOW = new Date('2026-05-01T10:00:00.000Z');
const whatIf = (more: object, changed = 3) => ({ status: 'done', publishable: true, publishedAs: null, draft: {}, result: { publish: { people: { changed } } }, ...more }) as WhatIf;

describe('the outcome of a what-if', () => {
  it('is open until the run has ended', () => {
    expect(outcomeOf(whatIf({ status: 'waiting', publishable: false, result: null }), NOW)).toBe('open');
    expect(outcomeOf(whatIf({ status: 'running', publishable: false, result: null }), NOW)).toBe('open');
  });

  it('is how the run ended where there is no answer', () => {
    expect(outcomeOf(whatIf({ status: 'failed', publishable: false, result: null }), NOW)).toBe('failed');
    expect(outcomeOf(whatIf({ status: 'cancelled', publishable: false, result: null }), NOW)).toBe('cancelled');
  });

  it('is published once there is a version of it, whoever published since', () => {
    expect(outcomeOf(whatIf({ publishable: false, publishedAs: 4 }), NOW)).toBe('published');
  });

  it('is stale once others have published, whatever else holds', () => {
    expect(outcomeOf(whatIf({ publishable: false, draft: { effectiveAt: '2026-04-01T00:00:00.000Z' } }, 0), NOW)).toBe('stale');
  });

  it('is late at the very instant at which it was to take effect', () => {
    expect(outcomeOf(whatIf({ draft: { effectiveAt: NOW.toISOString() } }), NOW)).toBe('late');
    expect(outcomeOf(whatIf({ draft: { effectiveAt: '2026-05-01T10:00:00.001Z' } }), NOW)).toBe('done');
  });

  it('is nothing where nobody would notice', () => {
    expect(outcomeOf(whatIf({}, 0), NOW)).toBe('nothing');
  });
});
