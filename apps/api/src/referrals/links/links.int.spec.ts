import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { isVanity } from '@fanfare/domain';
import { LIMITS } from '@fanfare/contracts';
import { Transactions } from '../../platform/database/transactions.js';
import { newId } from '../../platform/ids.js';
import { DEFAULT_RATE_LIMITS, RATE_LIMITS } from '../../platform/auth/rate-limits.js';
import { bareProgram, memberSession, type SignedIn } from '../../testing/sign-in.js';
import { startTestApp, type TestApp } from '../../testing/test-app.js';
import { ClickRecorder } from '../clicks/click-recorder.js';

type Fan = SignedIn & { memberId: string };
interface LinkItem { id: string; code: string; channel: string; url: string; clicks: { human: number; machine: number }; signups: number; qualified: number }

describe("a member's links", () => {
  let test: TestApp;
  let programId: string;
  let fan: Fan;

  beforeAll(async () => {
    const roomy = { ...DEFAULT_RATE_LIMITS, vanityCode: { ...DEFAULT_RATE_LIMITS.vanityCode, burst: 500 } };
    test = await startTestApp({ providers: (module) => module.overrideProvider(RATE_LIMITS).useValue(roomy) });
    programId = await bareProgram(test.app, 'halcyon');
    await rows(`UPDATE programs SET allowed_hosts = '{shop.example}' WHERE id = $1`);
    fan = await memberSession(test.app, programId);
  });
  afterAll(() => test.close());

  const rows = <R>(sql: string, params: unknown[] = []) => test.app.get(Transactions).inProgram(programId, (tx) => tx.query(sql, [programId, ...params]) as Promise<R[]>);
  const make = (payload: object, who: SignedIn = fan, slug = 'halcyon') => test.app.inject({ method: 'POST', url: `/api/v1/me/programs/${slug}/links`, headers: who.headers, payload });
  const list = async (who: SignedIn = fan): Promise<LinkItem[]> => (await test.app.inject({ url: '/api/v1/me/programs/halcyon/links', headers: who.headers })).json().items;
  const outcome = (answer: { statusCode: number; json(): { code?: string } }) => [answer.statusCode, answer.json().code];

  it('have a random code unless one is chosen, and work at once', async () => {
    const random = await make({ channel: 'instagram' });
    expect([random.statusCode, random.json()]).toEqual([201, expect.objectContaining({ channel: 'instagram', code: expect.stringMatching(/^[2-9a-hjkmnp-tv-z]{8}$/), destination: null })]);
    const chosen = (await make({ channel: 'podcast', code: ' Ewa-Reads ' })).json();
    expect([chosen.code, chosen.url]).toEqual(['ewa-reads', 'http://fanfare.test/r/ewa-reads']);
    expect((await test.app.inject({ url: '/r/EWA-reads' })).statusCode).toBe(302);
  });

  it('are known to the redirect although it has just looked for the code in vain', async () => {
    expect((await test.app.inject({ url: '/r/too-early' })).statusCode).toBe(404);
    await make({ channel: 'radio', code: 'too-early' });
    for (const end = Date.now() + 1_000; Date.now() < end; await new Promise((resolve) => setTimeout(resolve, 40))) {
      if ((await test.app.inject({ url: '/r/too-early' })).statusCode === 302) return;
    }
    throw new Error('still unknown after a second');
  });

  it('share codes with nobody, in no program', async () => {
    const other = await bareProgram(test.app, 'other');
    const rival = await memberSession(test.app, other);
    expect((await make({ channel: 'mine', code: 'one-of-a-kind' })).statusCode).toBe(201);
    expect(outcome(await make({ channel: 'theirs', code: 'ONE-of-a-kind' }, rival, 'other'))).toEqual([409, 'link.code_taken']);
    expect(outcome(await make({ channel: 'again', code: 'one-of-a-kind' }))).toEqual([409, 'link.code_taken']);
  });

  it('give a code to one of 16 who want it together', async () => {
    const rivals = await Promise.all(Array.from({ length: 16 }, () => memberSession(test.app, programId)));
    const answers = await Promise.all(rivals.map((rival) => make({ channel: 'x', code: 'wanted' }, rival)));
    expect(answers.map((answer) => answer.statusCode).sort()).toEqual([201, ...Array<number>(15).fill(409)]);
  });

  it.each(['ab', 'admin', 'has space', '-edge', 'ünïcode', 'a'.repeat(31), 'a/b'])('refuse the code %p', async (code) => {
    expect(isVanity(code)).toBe(false);
    expect(outcome(await make({ channel: `c-${code.length}`, code }))).toEqual([422, 'link.code_invalid']);
  });

  it.each([
    ['https://evil.example/', [422, 'link.destination_not_allowed']],
    ['https://shop.example@evil.example/', [422, 'link.destination_not_allowed']],
    ['javascript:alert(1)', [422, 'link.destination_not_allowed']],
  ])('refuse to lead to %s', async (destination, expected) => expect(outcome(await make({ channel: 'away', destination }))).toEqual(expected));

  it('lead to a page of the brand', async () => {
    const { code } = (await make({ channel: 'shop', destination: 'https://shop.example/new?x=1' })).json();
    expect((await test.app.inject({ url: `/r/${code}` })).headers.location).toMatch(new RegExp(`^https://shop\\.example/new\\?x=1&ref=${code}&click=`));
  });

  it.each([{}, { channel: '' }, { channel: 'a'.repeat(41) }, { channel: 'nul\u0000' }, { channel: 'ok', memberId: newId() }, { channel: 7 }])('refuse %j', async (body) =>
    expect(outcome(await make(body))).toEqual([422, 'request.invalid']));

  it('are one per channel and a limited number, however many are asked for at once', async () => {
    const eager = await memberSession(test.app, programId);
    const same = await Promise.all(Array.from({ length: 8 }, () => make({ channel: 'same' }, eager)));
    expect(same.filter((answer) => answer.statusCode === 201)).toHaveLength(1);
    expect(same.filter((answer) => answer.statusCode === 409).every((answer) => answer.json().code === 'link.channel_taken')).toBe(true);
    const many = await Promise.all(Array.from({ length: 40 }, (_, i) => make({ channel: `c${i}` }, eager)));
    expect(many.filter((answer) => answer.statusCode === 201)).toHaveLength(LIMITS.linksPerMember - 1);
    expect(outcome(many.find((answer) => answer.statusCode !== 201)!)).toEqual([409, 'link.limit_reached']);
    expect(await list(eager)).toHaveLength(LIMITS.linksPerMember);
  });

  it('count visits, sign-ups and friends who count, each for itself', async () => {
    const counter = await memberSession(test.app, programId);
    const [a, b] = [(await make({ channel: 'a' }, counter)).json() as LinkItem, (await make({ channel: 'b' }, counter)).json() as LinkItem];
    const click = (linkId: string, machine: 'bot' | null) => test.app.get(ClickRecorder).record({ programId, linkId, id: newId(), at: new Date(), machine, visitorHash: null });
    await Promise.all([click(a.id, null), click(a.id, null), click(a.id, 'bot'), click(b.id, null)]);
    await rows(
      `INSERT INTO standings (program_id, member_id, version, at, standing, qualified, points, spent, attended, season, reached_at, last_fact_seq, last_entry_seq, head_hash)
       VALUES ($1, $2, 1, now(), 'active', 0, 0, 0, 0, '{}', now(), 0, 0, '')`, [counter.memberId]);
    for (const [link, status] of [[a, 'qualified'], [a, 'rejected'], [a, null], [b, 'qualified']] as const) {
      const id = newId();
      await rows(
        `INSERT INTO submissions (program_id, id, email_hash, locale, consent_version, link_code, referrer_id, link_id, touches, signals, created_at, expires_at)
         VALUES ($1, $2, '', 'en', '1', $5, $3, $4, '[]', '{}', now(), now())`, [id, counter.memberId, link.id, `reserved-${id.slice(-8)}`]);
      if (status) {
        await rows(
          `INSERT INTO referrals (program_id, id, member_id, referee_id, status, reason, confirmed_at, decided_at, state) VALUES ($1, $2, $3, $4, $5, 'qualified', now(), now(), '{}')`,
          [id, counter.memberId, newId(), status]);
      }
    }
    expect(await list(counter)).toEqual([
      expect.objectContaining({ id: a.id, clicks: { human: 2, machine: 1 }, signups: 3, qualified: 1 }),
      expect.objectContaining({ id: b.id, clicks: { human: 1, machine: 0 }, signups: 1, qualified: 1 }),
    ]);
  });

  it('are nobody else’s to see', async () => {
    expect(await list(await memberSession(test.app, programId))).toEqual([]);
    expect((await test.app.inject({ url: '/api/v1/me/programs/halcyon/links' })).statusCode).toBe(401);
    expect((await test.app.inject({ url: '/api/v1/me/programs/other/links', headers: fan.headers })).statusCode).toBe(404);
  });
});
