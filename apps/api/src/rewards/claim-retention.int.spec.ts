import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Transactions } from '../platform/database/transactions.js';
import { DAY_MS, Maintenance } from '../platform/jobs/maintenance.js';
import { bareProgram, memberSession, type SignedIn, staffSession } from '../testing/sign-in.js';
import { startTestApp, type TestApp } from '../testing/test-app.js';

const NOW = new Date('2026-03-02T10:00:00Z');
const after = (days: number) => new Date(NOW.getTime() + days * DAY_MS);
const ADDRESS = { name: 'Ewa Nowak', line1: 'Main Street 1', postalCode: '10115', city: 'Berlin', country: 'DE' };

const BODIES: Record<string, object> = { revoke: { reason: 'a mistake' }, return: { reason: 'not_collected' } };

describe('the address of a parcel', () => {
  let test: TestApp;
  let programId: string;
  let fan: SignedIn & { memberId: string };
  beforeAll(async () => {
    test = await startTestApp({ now: NOW });
    programId = await bareProgram(test.app, 'halcyon');
    fan = await memberSession(test.app, programId, { name: 'Ewa' });
  });
  afterAll(() => test.close());

  const rows = <R>(sql: string, params: unknown[] = []) => test.app.get(Transactions).inProgram(programId, (tx) => tx.query(sql, [programId, ...params]) as Promise<R[]>);
  const details = async (grantId: string) => (await rows('SELECT 1 FROM claim_details WHERE program_id = $1 AND grant_id = $2', [grantId])).length;
  const chore = async (days: number) => {
    test.clock.moveTo(after(days));
    await test.app.get(Maintenance).run('old_claim_details');
    test.clock.moveTo(NOW);
  };
  /** A claimed box, moved on by staff. */
  async function box(...steps: string[]): Promise<string> {
    test.clock.moveTo(NOW);
    const manager = await staffSession(test.app, 'manager', programId);
    const post = async (path: string, payload: object = {}) => {
      const answer = await test.app.inject({ method: 'POST', url: `/api/v1/${path}`, headers: (path.startsWith('me/') ? fan : manager).headers, payload });
      expect([path, answer.statusCode]).toEqual([path, expect.any(Number)]);
      expect(answer.statusCode).toBeLessThan(300);
      return answer.json<{ id: string }>();
    };
    const reward = await post(`programs/${programId}/rewards`, { kind: 'swag', title: { en: 'Box' }, needsAddress: true, stock: null });
    const grant = await post(`programs/${programId}/grants`, { memberId: fan.memberId, rewardId: reward.id, reason: 'thanks' });
    await post(`me/programs/halcyon/rewards/${grant.id}/claim`, { address: ADDRESS });
    for (const step of steps) await post(`programs/${programId}/grants/${grant.id}/${step}`, BODIES[step] ?? {});
    return grant.id;
  }

  it('is deleted ninety days after it was delivered, and the grant stays', async () => {
    const grant = await box('pack', 'ship', 'deliver');
    await chore(89);
    expect(await details(grant)).toBe(1);
    await chore(91);
    expect(await details(grant)).toBe(0);
    expect(await rows('SELECT status FROM grants WHERE program_id = $1 AND id = $2', [grant])).toEqual([{ status: 'delivered' }]);
    const mine = await test.app.inject({ url: '/api/v1/me/programs/halcyon/rewards', headers: fan.headers });
    expect(mine.json<{ items: { id: string; claim: object }[] }>().items.find((item) => item.id === grant)?.claim).toEqual({ variant: null, address: null, iban: null });
  });

  it('is deleted with a grant that was taken back', async () => {
    const grant = await box('revoke');
    await chore(91);
    expect(await details(grant)).toBe(0);
  });

  it.each([['claimed', []], ['packed', ['pack']], ['shipped', ['pack', 'ship']], ['returned', ['pack', 'ship', 'return']]])(
    'is kept while it is %s: it is still needed', async (_status, steps) => {
      const grant = await box(...steps);
      await chore(400);
      expect(await details(grant)).toBe(1);
    });
});
