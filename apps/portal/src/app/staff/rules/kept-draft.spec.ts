import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { forgetKept, type KeptDraft, readKept, writeKept } from './kept-draft';

const draft = (basedOn: number): KeptDraft => ({
  basedOn, revision: 'r1',
  rules: {
    attribution: { model: 'last', windowDays: 30, codeBeatsClick: true }, qualification: { kind: 'confirmed' }, holdDays: basedOn, claimDays: 14,
    checks: [], limits: [], points: [], tiers: [], milestones: [], seasons: [],
  },
});

describe('a draft in this browser', () => {
  afterEach(() => {
    jest.restoreAllMocks();
    forgetKept('p');
  });

  it('is there again, and gone once it is forgotten', () => {
    writeKept('p', draft(3));
    expect([readKept('p'), readKept('q')]).toEqual([draft(3), null]);
    forgetKept('p');
    expect(readKept('p')).toBeNull();
  });

  it('is the newest one, also where the storage is full', () => {
    writeKept('p', draft(3));
    jest.spyOn(Storage.prototype, 'setItem').mockImplementation(() => {
      throw new DOMException('full', 'QuotaExceededError');
    });
    writeKept('p', draft(4));
    expect(readKept('p')).toEqual(draft(4));
    jest.restoreAllMocks();
    writeKept('p', draft(5));
    expect(readKept('p')).toEqual(draft(5));
  });

  it('is no trouble where the storage is closed', () => {
    for (const method of ['getItem', 'setItem', 'removeItem'] as const) jest.spyOn(Storage.prototype, method).mockImplementation(() => {
      throw new DOMException('closed', 'SecurityError');
    });
    writeKept('p', draft(6));
    expect(readKept('p')).toEqual(draft(6));
    forgetKept('p');
    expect(readKept('p')).toBeNull();
  });
});
