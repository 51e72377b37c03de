import type { WhatIf, WhatIfRequest } from '../../api/generated';
import { knownAnswer } from './known-answer';

const TIER = { id: '00000000-0000-4000-8000-000000000001', name: 'Ambassador', at: 10, measure: 'qualified', scope: 'life', graceDays: 0 };
const draft = (more: object = {}, at = 10) => ({
  rules: { tiers: [{ ...TIER, at }], milestones: [], checks: [], limits: [], points: [], seasons: [], qualification: { allOf: [] }, holdDays: 0, claimDays: 30, attribution: { model: 'last', windowDays: 30, codeBeatsClick: true } },
  mode: 'from_now', keepTiers: true, ...more,
}) as unknown as WhatIfRequest;
const answer = (of: WhatIfRequest, more: Partial<WhatIf> = {}) => ({ id: 'known', status: 'done', publishable: true, draft: of, ...more }) as WhatIf;

describe('a question that was asked before', () => {
  it('is known by its rules, whatever the order in which they were written down', () => {
    const { rules, ...rest } = draft();
    expect(knownAnswer([answer({ rules, ...rest })], { ...rest, rules: Object.fromEntries(Object.entries(rules).reverse()) as typeof rules })?.id).toBe('known');
  });

  it.each([
    ['another threshold', draft({}, 9)],
    ['everybody judged again', draft({ mode: 'recount' })],
    ['tiers that follow', draft({ keepTiers: false })],
    ['another time', draft({ effectiveAt: '2030-01-01T10:00:00Z' })],
  ])('is another one with %s', (_, other) => {
    expect(knownAnswer([answer(draft())], other)).toBeNull();
  });

  it('is the same at the same instant, however that is written', () => {
    expect(knownAnswer([answer(draft({ effectiveAt: '2030-01-01T10:00:00.000Z' }))], draft({ effectiveAt: '2030-01-01T11:00:00+01:00' }))).not.toBeNull();
  });

  it('is unanswered once others have published', () => {
    expect(knownAnswer([answer(draft(), { publishable: false })], draft())).toBeNull();
  });
});
