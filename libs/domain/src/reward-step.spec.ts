import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { afterAnswer, afterFinding, KEY_HOLDS_MS, keyStillHolds, provesNothingDone, PUT_OFF_MS, type StepAnswer, type StepTries, turnOf } from './reward-step.js';

const NOON = 1_772_452_800_000;
const fresh: StepTries = { firstSentAt: null, doubts: 0, putOffSince: null };
const sent: StepTries = { firstSentAt: NOON, doubts: 0, putOffSince: null };

describe('the turn of a step', () => {
  it('is to be given under its key while the provider still knows it, to the last moment', () => {
    expect(turnOf(fresh, NOON)).toBe('give');
    expect(turnOf(sent, NOON + KEY_HOLDS_MS - 1)).toBe('give');
    expect(turnOf(sent, NOON + KEY_HOLDS_MS)).toBe('look_up');
  });

  it('is to be looked up when too many answers were lost', () => {
    expect(turnOf({ ...sent, doubts: 5 }, NOON + 1)).toBe('give');
    expect(turnOf({ ...sent, doubts: 6 }, NOON + 1)).toBe('look_up');
  });

  it('never is to be given again once its key may be forgotten, whatever was answered in between', () => {
    const answer = fc.oneof(
      fc.record({ kind: fc.constant('unclear' as const), problem: fc.constant('timeout') }),
      fc.record({ kind: fc.constant('later' as const), seconds: fc.integer({ min: 0, max: 40_000 }) }));
    fc.assert(fc.property(fc.array(fc.tuple(answer, fc.integer({ min: 0, max: 30_000_000 })), { maxLength: 15 }), (answers) => {
      let tries: StepTries = fresh;
      let now = NOON;
      let firstDoubt: number | null = null; // when something may have happened
      for (const [given, wait] of answers) {
        if (turnOf(tries, now) === 'look_up') return;
        if (firstDoubt !== null) expect(now - firstDoubt).toBeLessThan(KEY_HOLDS_MS);
        const sending = { ...tries, firstSentAt: tries.firstSentAt ?? now };
        if (given.kind === 'unclear') firstDoubt ??= now;
        const next = afterAnswer(sending, given, now);
        tries = next;
        now = Math.max(now + wait, next.nextTryAt ?? now);
      }
    }));
  });
});

describe('an answer', () => {
  it.each<[StepAnswer, object]>([
    [{ kind: 'done' }, { status: 'done', nextTryAt: null, problem: null }],
    [{ kind: 'waits', for: 'member' }, { status: 'waiting', waitsFor: 'member', nextTryAt: null, firstSentAt: null }],
    [{ kind: 'failed', problem: 'declined' }, { status: 'failed', problem: 'declined', nextTryAt: null }],
    [{ kind: 'later', seconds: 20 }, { status: 'due', nextTryAt: NOON + 20_000, firstSentAt: null, doubts: 0 }],
    [{ kind: 'unclear', problem: 'timeout' }, { status: 'due', nextTryAt: NOON + 60_000, firstSentAt: NOON, doubts: 1 }],
  ])('%j leaves the step %j', (answer, next) => expect(afterAnswer(sent, answer, NOON)).toMatchObject(next));

  it('keeps the key’s day when it is told to wait after an answer was lost', () =>
    expect(afterAnswer({ ...sent, doubts: 1 }, { kind: 'later', seconds: 20 }, NOON + 5)).toMatchObject({ firstSentAt: NOON, doubts: 1 }));

  it('that is always "later" is asked for ever more seldom, and handed to a person after two days', () => {
    let tries: StepTries = fresh;
    let now = NOON;
    for (let asked = 1; ; asked++) {
      const next = afterAnswer({ ...tries, firstSentAt: now }, { kind: 'later', seconds: 1 }, now);
      if (next.status === 'failed') {
        expect(next).toMatchObject({ problem: 'rate_limited', nextTryAt: null, firstSentAt: null, putOffSince: null });
        expect([now - NOON >= PUT_OFF_MS, now - NOON < PUT_OFF_MS * 1.1, asked < 150]).toEqual([true, true, true]);
        return;
      }
      expect(next.putOffSince).toBe(NOON);
      [tries, now] = [next, next.nextTryAt!];
    }
  });

  it('that is "later" begins anew after any other, and is no refusal while an answer is lost', () => {
    const late = { ...sent, putOffSince: NOON - PUT_OFF_MS };
    expect(afterAnswer(late, { kind: 'unclear', problem: 'timeout' }, NOON).putOffSince).toBeNull();
    expect(afterAnswer(late, { kind: 'waits', for: 'member' }, NOON).putOffSince).toBeNull();
    expect(afterAnswer({ ...late, doubts: 1 }, { kind: 'later', seconds: 20 }, NOON)).toMatchObject({ status: 'due', firstSentAt: NOON });
  });


  it('proves by refusing that nothing was done, unless an earlier one was lost', () => {
    expect(provesNothingDone(sent)).toBe(true);
    expect(provesNothingDone({ ...sent, doubts: 1 })).toBe(false);
  });

  it('that does not come is waited for ever longer, all within the key’s day', () => {
    let tries: StepTries = sent;
    let now = NOON;
    while (turnOf(tries, now) === 'give') {
      const next = afterAnswer(tries, { kind: 'unclear', problem: 'timeout' }, now);
      expect(next.nextTryAt! - now).toBeLessThan(KEY_HOLDS_MS / 3);
      [tries, now] = [next, next.nextTryAt!];
    }
    expect([tries.doubts, now - NOON < KEY_HOLDS_MS / 2]).toEqual([6, true]);
  });
});

describe('a look-up', () => {
  it('settles it, or hands it to a person: what is not there is not sent again by itself', () => {
    expect(afterFinding({ ...sent, doubts: 6 }, { kind: 'found' }, NOON)).toMatchObject({ status: 'done' });
    expect(afterFinding({ ...sent, doubts: 6 }, { kind: 'absent' }, NOON)).toMatchObject({ status: 'unclear', problem: 'not_there', nextTryAt: null });
  });

  it('that is not answered is repeated, and ends with a person as well', () => {
    let tries: StepTries = sent;
    const seen: string[] = [];
    for (let n = 0; n < 10; n++) {
      const next = afterFinding(tries, { kind: 'unclear', problem: 'timeout' }, NOON);
      seen.push(next.status);
      if (next.status === 'unclear') break;
      expect(turnOf(next, NOON + 1)).toBe('look_up');
      tries = next;
    }
    expect(seen).toEqual(['due', 'due', 'due', 'unclear']);
  });
});

it('goes on under its key only where an answer was lost, and not for longer than the key holds', () => {
  expect(keyStillHolds({ firstSentAt: NOON, doubts: 1 }, NOON + 1)).toBe(true);
  expect(keyStillHolds({ firstSentAt: NOON, doubts: 1 }, NOON + KEY_HOLDS_MS)).toBe(false);
  expect(keyStillHolds({ firstSentAt: NOON, doubts: 0 }, NOON + 1)).toBe(false);
  expect(keyStillHolds({ firstSentAt: null, doubts: 0 }, NOON)).toBe(false);
});
