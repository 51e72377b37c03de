import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Transactions } from '../platform/database/transactions.js';
import { newId } from '../platform/ids.js';
import { bareProgram, memberSession, type SignedIn, staffSession } from '../testing/sign-in.js';
import { startTestApp, type TestApp } from '../testing/test-app.js';

const ADDRESS = { name: 'Ewa Nowak', line1: 'Main Street 1', postalCode: '10115', city: 'Berlin', country: 'DE' };
const BOX = { kind: 'swag', title: { en: 'Welcome box', de: 'Willkommensbox' }, needsAddress: true, variants: [{ label: 'S' }, { label: 'M' }], stock: null };
const STICKERS = { kind: 'swag', title: { en: 'Stickers' }, needsAddress: false, stock: null };
const CODE = { kind: 'discount_code', title: { en: 'Ten off' }, needsAddress: false, stock: null };

describe('rewards', () => {
  let test: TestApp;
  let programId: string;
  let manager: SignedIn;
  let clerk: SignedIn;
  let analyst: SignedIn;
  let fan: SignedIn & { memberId: string };
  let stranger: SignedIn & { memberId: string };

  beforeAll(async () => {
    test = await startTestApp({ now: new Date('2026-03-02T10:00:00Z') });
    programId = await bareProgram(test.app, 'halcyon');
    manager = await staffSession(test.app, 'manager', programId);
    clerk = await staffSession(test.app, 'fulfilment', programId);
    analyst = await staffSession(test.app, 'analyst', programId);
    fan = await memberSession(test.app, programId, { name: 'Ewa' });
    stranger = await memberSession(test.app, programId, { name: 'Olek' });
  });
  afterAll(() => test.close());

  const call = (who: SignedIn, method: 'GET' | 'POST' | 'PUT', path: string, payload?: object) =>
    test.app.inject({ method, url: `/api/v1/${path}`, headers: who.headers, ...(payload ? { payload } : {}) });
  const staff = (who: SignedIn, method: 'GET' | 'POST' | 'PUT', path: string, payload?: object) => call(who, method, `programs/${programId}/${path}`, payload);
  const mine = (who: SignedIn, method: 'GET' | 'POST' | 'PUT', path = '', payload?: object) => call(who, method, `me/programs/halcyon/rewards${path}`, payload);
  async function reward(item: object): Promise<{ id: string; pool: { id: string } | null; variants: { id: string; label: string }[] }> {
    const answer = await staff(manager, 'POST', 'rewards', item);
    expect(answer.statusCode).toBe(201);
    return answer.json();
  }
  async function give(rewardId: string, memberId = fan.memberId): Promise<{ id: string; status: string }> {
    const answer = await staff(manager, 'POST', 'grants', { memberId, rewardId, reason: 'a kind word' });
    expect(answer.statusCode).toBe(201);
    return answer.json();
  }
  /** A granted box, and its two sizes. */
  async function givenBox(): Promise<{ id: string; S: string; M: string }> {
    const { id, variants } = await reward(BOX);
    return { id: (await give(id)).id, S: variants[0]!.id, M: variants[1]!.id };
  }
  const rows = <R>(sql: string, params: unknown[] = []) => test.app.get(Transactions).inProgram(programId, (tx) => tx.query(sql, [programId, ...params]) as Promise<R[]>);
  const audited = async (subjectId: string) => (await rows<{ action: string }>('SELECT action FROM audit_log WHERE program_id = $1 AND subject_id = $2 ORDER BY id', [subjectId])).map((row) => row.action);
  const tick = () => test.clock.moveTo(new Date(test.clock.now().getTime() + 1_000));
  const codeOf = (answer: { json(): { code: string } }) => answer.json().code;

  describe('a claim', () => {
    it('asks for what the reward needs, field by field', async () => {
      const grant = await givenBox();
      const empty = await mine(fan, 'POST', `/${grant.id}/claim`, {});
      expect([empty.statusCode, codeOf(empty), empty.json().errors.map((e: { field: string }) => e.field)]).toEqual([422, 'grant.details_missing', ['variantId', 'address']]);
      const wrong = await mine(fan, 'POST', `/${grant.id}/claim`, { variantId: newId(), address: ADDRESS });
      expect([wrong.statusCode, wrong.json().errors]).toEqual([422, [expect.objectContaining({ field: 'variantId', code: 'not_offered' })]]);
      const typo = await mine(fan, 'POST', `/${grant.id}/claim`, { variantId: grant.S, address: { ...ADDRESS, country: 'Germany' } });
      expect([typo.statusCode, codeOf(typo), typo.json().errors[0].field]).toEqual([422, 'request.invalid', 'address.country']);
      const more = await mine(fan, 'POST', `/${grant.id}/claim`, { variantId: grant.S, address: ADDRESS, status: 'shipped' });
      expect(more.statusCode).toBe(422);
    });

    it('is made once and repeats its answer; other details need PUT, and go until it is packed', async () => {
      const grant = await givenBox();
      const first = await mine(fan, 'POST', `/${grant.id}/claim`, { variantId: grant.S, address: ADDRESS });
      expect([first.statusCode, first.json()]).toEqual([200, expect.objectContaining({ status: 'claimed', claim: { variant: { id: grant.S, label: 'S' }, address: ADDRESS, iban: null } })]);
      expect((await mine(fan, 'POST', `/${grant.id}/claim`, { variantId: grant.S, address: ADDRESS })).json()).toEqual(first.json());
      expect(codeOf(await mine(fan, 'POST', `/${grant.id}/claim`, { variantId: grant.M, address: ADDRESS }))).toBe('grant.not_claimable');
      expect((await mine(fan, 'PUT', `/${grant.id}/claim`, { variantId: grant.M, address: ADDRESS })).json().claim.variant.label).toBe('M');
      await staff(clerk, 'POST', `grants/${grant.id}/pack`);
      const late = await mine(fan, 'PUT', `/${grant.id}/claim`, { variantId: grant.S, address: ADDRESS });
      expect([late.statusCode, late.json()]).toEqual([409, expect.objectContaining({ code: 'grant.wrong_state', grantStatus: 'packed' })]);
    });

    it('happens once when 64 arrive together', async () => {
      const grant = await givenBox();
      const answers = await Promise.all(Array.from({ length: 64 }, (_, i) => mine(fan, 'POST', `/${grant.id}/claim`, { variantId: i % 2 ? grant.S : grant.M, address: ADDRESS })));
      const ok = answers.filter((answer) => answer.statusCode === 200);
      expect(ok).toHaveLength(32);
      expect(answers.filter((answer) => answer.statusCode === 409)).toHaveLength(32);
      expect(new Set(ok.map((answer) => answer.json().claim.variant.id)).size).toBe(1);
      expect(await rows(`SELECT 1 FROM outbox WHERE program_id = $1 AND topic = 'grant.claimed' AND payload->>'grantId' = $2`, [grant.id])).toHaveLength(1);
    });

    it('of a discount code shows the code, the same each time and another for each grant', async () => {
      const { id } = await reward(CODE);
      const [a, b] = [await give(id), await give(id, stranger.memberId)];
      const first = (await mine(fan, 'POST', `/${a.id}/claim`, {})).json();
      expect([first.status, first.code]).toEqual(['fulfilled', expect.stringMatching(/^HALCYON-[2-9A-HJKMNP-TV-Z]{8}$/)]);
      expect((await mine(fan, 'GET')).json().items.find((item: { id: string }) => item.id === a.id).code).toBe(first.code);
      expect((await mine(stranger, 'POST', `/${b.id}/claim`, {})).json().code).not.toBe(first.code);
    });

    it('stores no address that the reward does not need', async () => {
      const grant = await give((await reward(STICKERS)).id);
      expect((await mine(fan, 'POST', `/${grant.id}/claim`, { address: ADDRESS })).statusCode).toBe(200);
      expect(await rows('SELECT 1 FROM claim_details WHERE program_id = $1 AND grant_id = $2', [grant.id])).toEqual([]);
    });

    it("of another member's grant is as of none", async () => {
      const grant = await give((await reward(STICKERS)).id);
      const [others, nobodys] = [await mine(stranger, 'POST', `/${grant.id}/claim`, {}), await mine(stranger, 'POST', `/${newId()}/claim`, {})];
      expect([others.statusCode, others.json()]).toEqual([404, nobodys.json()]);
      expect((await mine(stranger, 'GET')).json().items.map((item: { id: string }) => item.id)).not.toContain(grant.id);
    });

    it.each(['queued', 'suspended', 'revoked'])('of a %s grant is refused', async (status) => {
      const grant = await give((await reward(STICKERS)).id);
      await rows('UPDATE grants SET status = $3 WHERE program_id = $1 AND id = $2', [grant.id, status]);
      const answer = await mine(fan, 'POST', `/${grant.id}/claim`, {});
      expect([answer.statusCode, answer.json()]).toEqual([409, expect.objectContaining({ code: 'grant.not_claimable', grantStatus: status })]);
    });
  });

  it('says to staff what one costs, both parts or none', async () => {
    const cost = { amountMinor: 1_890, currency: 'EUR' };
    const made = await staff(manager, 'POST', 'rewards', { ...STICKERS, cost });
    expect(made.json()).toMatchObject({ cost });
    const { kind: _, stock: __, ...described } = STICKERS;
    expect((await staff(manager, 'PUT', `rewards/${made.json().id}`, { ...described, cost: { ...cost, amountMinor: 0 } })).json().cost).toEqual({ amountMinor: 0, currency: 'EUR' });
    expect((await staff(manager, 'PUT', `rewards/${made.json().id}`, described)).json().cost).toBeNull();
    const wrong = await staff(manager, 'POST', 'rewards', { ...STICKERS, cost: { amountMinor: -1, currency: 'euro' } });
    expect([wrong.statusCode, wrong.json().errors.map((e: { field: string }) => e.field)]).toEqual([422, ['cost.amountMinor', 'cost.currency']]);
    expect((await staff(manager, 'POST', 'rewards', { ...STICKERS, cost: { amountMinor: 5 } })).statusCode).toBe(422);
  });

  it("lists a member's own grants in their language, newest first, page by page", async () => {
    const reader = await memberSession(test.app, programId);
    await rows(`UPDATE profiles SET locale = 'de' WHERE program_id = $1 AND member_id = $2`, [reader.memberId]);
    const box = await reward(BOX);
    const made: string[] = [];
    for (let n = 1; n <= 3; n++) {
      tick();
      made.push((await give(box.id, reader.memberId)).id);
    }
    const first = (await mine(reader, 'GET', '?limit=2')).json();
    const second = (await mine(reader, 'GET', `?limit=2&cursor=${first.nextCursor}`)).json();
    expect([...first.items, ...second.items].map((item: { id: string }) => item.id)).toEqual(made.toReversed());
    expect([first.items[0].title, first.items[0].needs, second.nextCursor]).toEqual(['Willkommensbox', { address: true, bank: false, phone: false, variants: box.variants.map(({ id, label }) => ({ id, label, gone: false })) }, null]);
    expect((await mine(reader, 'GET', '?cursor=nonsense')).statusCode).toBe(422);
  });

  it('walks a parcel to the door, step by step, each in the audit log', async () => {
    const grant = await givenBox();
    expect(codeOf(await staff(clerk, 'POST', `grants/${grant.id}/pack`))).toBe('grant.wrong_state');
    await mine(fan, 'POST', `/${grant.id}/claim`, { variantId: grant.S, address: ADDRESS });
    const listed = (await staff(clerk, 'GET', `grants?status=claimed&memberId=${fan.memberId}`)).json().items.find((item: { id: string }) => item.id === grant.id);
    expect(listed).toMatchObject({ hasAddress: true, country: 'DE', variant: { label: 'S' }, byHand: true, member: { id: fan.memberId, name: null } });
    expect(JSON.stringify(listed)).not.toContain(ADDRESS.line1);
    expect((await staff(manager, 'POST', `grants/${grant.id}/reveal`)).json()).toEqual({ address: ADDRESS, lines: ['Ewa Nowak', 'Main Street 1', '10115 Berlin'], bank: null });
    expect((await staff(clerk, 'POST', `grants/${grant.id}/pack`)).json().status).toBe('packed');
    expect((await staff(clerk, 'POST', `grants/${grant.id}/ship`, { carrier: 'DHL', tracking: '123' })).json()).toMatchObject({ status: 'shipped', parcels: [{ status: 'shipped', tracking: { carrier: 'dhl', carrierName: 'DHL', number: '123', url: expect.stringMatching(/^https:.*123$/) } }] });
    expect(codeOf(await staff(manager, 'POST', `grants/${grant.id}/revoke`, { reason: 'too late' }))).toBe('grant.wrong_state');
    expect((await staff(clerk, 'POST', `grants/${grant.id}/deliver`)).json().status).toBe('delivered');
    expect(await audited(grant.id)).toEqual(['grant.given', 'grant.address_revealed', 'grant.packed', 'grant.shipped', 'grant.delivered']);
    expect(await rows(`SELECT 1 FROM outbox WHERE program_id = $1 AND topic = 'grant.shipped' AND payload->>'grantId' = $2`, [grant.id])).toHaveLength(1);
  });

  it('hands a seat over without a parcel: claimed in one step, given once, and taken back before it is', async () => {
    const seat = await reward({ kind: 'event_seat', title: { en: 'Listening session' }, needsAddress: false, stock: 1 });
    const grant = await give(seat.id);
    tick();
    const next = await give(seat.id);
    const own = async (id: string) => (await mine(fan, 'GET')).json().items.find((item: { id: string }) => item.id === id);
    expect((await mine(fan, 'POST', `/${grant.id}/claim`, {})).json()).toMatchObject({ status: 'claimed', needs: { address: false } });
    expect((await staff(clerk, 'GET', 'grants?work=to_hand_over')).json().items.map(({ id }: { id: string }) => id)).toContain(grant.id);
    expect((await staff(manager, 'POST', `grants/${grant.id}/revoke`, { reason: 'fell ill' })).json()).toMatchObject({ status: 'revoked' });
    expect(codeOf(await staff(clerk, 'POST', `grants/${grant.id}/fulfil`))).toBe('grant.wrong_state');
    expect(await own(next.id)).toMatchObject({ status: 'claimable' });
    await mine(fan, 'POST', `/${next.id}/claim`, {});
    expect((await Promise.all([1, 2, 3].map(() => staff(clerk, 'POST', `grants/${next.id}/fulfil`)))).map(({ statusCode }) => statusCode).sort()).toEqual([200, 409, 409]);
    expect(await own(next.id)).toMatchObject({ status: 'fulfilled', parcels: [] });
    expect(codeOf(await staff(clerk, 'POST', `grants/${next.id}/pack`))).toBe('grant.wrong_state');
  });

  it('queues what runs out, serves in order when stock comes, and passes a revoked unit on', async () => {
    const { id, pool } = await reward({ ...STICKERS, stock: 1 });
    const waiting: string[] = [];
    for (let n = 1; n <= 4; n++) {
      tick();
      waiting.push((await give(id, n % 2 ? fan.memberId : stranger.memberId)).id);
    }
    const statuses = async () => (await rows<{ status: string }>('SELECT status FROM grants WHERE program_id = $1 AND reward_id = $2 ORDER BY awarded_at', [id])).map((row) => row.status);
    expect(await statuses()).toEqual(['claimable', 'queued', 'queued', 'queued']);
    expect((await staff(manager, 'POST', `grants/${waiting[0]}/revoke`, { reason: 'a mistake' })).json()).toMatchObject({ status: 'revoked', reason: 'revoked_by_staff' });
    expect(await statuses()).toEqual(['revoked', 'claimable', 'queued', 'queued']);
    expect((await staff(clerk, 'PUT', `pools/${pool!.id}`, { unitsLeft: 1 })).json()).toMatchObject({ unitsLeft: 0, served: 1 });
    expect((await staff(clerk, 'PUT', `pools/${pool!.id}`, { unitsLeft: 5 })).json()).toMatchObject({ unitsLeft: 4, served: 1 });
    expect(await statuses()).toEqual(['revoked', 'claimable', 'claimable', 'claimable']);
    const item = (await staff(analyst, 'GET', 'rewards')).json().items.find((r: { id: string }) => r.id === id);
    expect([item.grants, item.pool.unitsLeft]).toEqual([{ revoked: 1, claimable: 3 }, 4]);
    expect(await rows(`SELECT 1 FROM outbox WHERE program_id = $1 AND topic = 'grant.served' AND payload->>'grantId' = ANY($2)`, [waiting])).toHaveLength(3);
  });

  it('lets each role do its part only', async () => {
    const { id } = await reward(STICKERS);
    const grant = await give(id);
    const item = (await staff(analyst, 'GET', `grants?rewardId=${id}`)).json().items[0];
    expect([item.id, item.member.name]).toEqual([grant.id, null]);
    for (const [who, method, path, body] of [
      [analyst, 'POST', `grants/${grant.id}/pack`, undefined], [analyst, 'POST', `grants/${grant.id}/reveal`, undefined], [clerk, 'POST', 'rewards', STICKERS],
      [clerk, 'POST', `grants/${grant.id}/revoke`, { reason: 'x' }], [clerk, 'POST', 'grants', { memberId: fan.memberId, rewardId: id, reason: 'x' }],
    ] as const) expect((await staff(who, method, path, body)).statusCode).toBe(403);
  });

  it('refuses a gift to oneself, to nobody, and of nothing', async () => {
    const { id } = await reward(STICKERS);
    const self = await memberSession(test.app, programId, { email: 'both@example.org' });
    const boss = await staffSession(test.app, 'manager', programId, { email: 'both@example.org' });
    const codes = await Promise.all([
      staff(boss, 'POST', 'grants', { memberId: self.memberId, rewardId: id, reason: 'me' }),
      staff(manager, 'POST', 'grants', { memberId: newId(), rewardId: id, reason: 'x' }),
      staff(manager, 'POST', 'grants', { memberId: fan.memberId, rewardId: newId(), reason: 'x' }),
    ]);
    expect(codes.map(codeOf)).toEqual(['auth.forbidden', 'member.not_found', 'reward.not_found']);
  });

  it('knows nothing of what belongs to another program', async () => {
    const grant = await give((await reward(STICKERS)).id);
    const other = await bareProgram(test.app, 'other');
    const theirs = await staffSession(test.app, 'owner', other);
    expect((await call(theirs, 'POST', `programs/${other}/grants/${grant.id}/reveal`)).statusCode).toBe(404);
    expect((await call(theirs, 'GET', `programs/${other}/grants`)).json().items).toEqual([]);
    expect((await call(theirs, 'GET', `programs/${programId}/grants`)).statusCode).toBe(404);
  });
});
