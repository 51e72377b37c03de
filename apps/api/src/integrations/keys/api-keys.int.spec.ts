import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { TestMachine } from '../../testing/machine.js';
import { type SignedIn, staffSession } from '../../testing/sign-in.js';
import { SignupProgram } from '../../testing/signup-program.js';
import { startTestApp, type TestApp } from '../../testing/test-app.js';

const NOW = new Date('2026-03-02T09:00:00Z');
const HOUR_MS = 3_600_000;
let test: TestApp;
let program: SignupProgram;
let owner: SignedIn;

beforeAll(async () => {
  test = await startTestApp({ now: NOW });
  program = await SignupProgram.make(test.app, 'keys', test.database.superUrl);
});
beforeEach(async () => {
  test.clock.moveTo(NOW);
  owner = await staffSession(test.app, 'owner', program.id);
});
afterAll(async () => {
  await program.close();
  await test.close();
});

const url = (path = '') => `/api/v1/programs/${program.id}/api-keys${path}`;
const send = (path: string, payload: object) => test.app.inject({ method: 'POST', url: url(path), headers: owner.headers, payload });
const list = async () => (await test.app.inject({ url: url(), headers: owner.headers })).json<{ items: { id: string; status: string; usedAt: string | null; hint: string; name: string }[] }>().items;
const make = async (body: object = {}) => (await send('', { name: 'Shop', kind: 'secret', ...body })).json<{ key: string; apiKey: { id: string; scopes: string[]; hint: string } }>();
let orders = 0;
const works = async (key: string) => (await new TestMachine(test.app, key).convert({ externalId: `o-${orders++}`, type: 'purchase', email: 'a@reader.test' })).statusCode === 201;

describe('an API key', () => {
  it('is shown once; what is stored opens nothing', async () => {
    const { key, apiKey } = await make();
    expect(key).toMatch(/^ffsk_live_[0-9a-f]{32}_[\w-]{43}$/);
    expect(key.startsWith(apiKey.hint.slice(0, -1))).toBe(true);
    expect(await works(key)).toBe(true);
    const stored = JSON.stringify(await program.sql('SELECT k::text FROM api_keys k')) + JSON.stringify(await program.sql('SELECT detail FROM audit_log')) + JSON.stringify(await list());
    expect(stored).not.toContain(key.slice(-43));
    const forged = key.slice(0, -1) + (key.endsWith('A') ? 'B' : 'A');
    expect(await works(forged)).toBe(false);
  });

  it('publishable has its own scopes, whatever is asked for', async () => {
    const { key, apiKey } = await make({ kind: 'publishable', scopes: ['conversions:write'] });
    expect([key.slice(0, 10), apiKey.scopes]).toEqual(['ffpk_live_', ['signups:write', 'clicks:write']]);
  });

  it('is replaced without a gap: both work for the overlap, then the new one alone', async () => {
    const { key: old, apiKey } = await make();
    const { key, apiKey: next } = (await send(`/${apiKey.id}/rotate`, { overlapHours: 2 })).json();
    expect(next).toMatchObject({ name: 'Shop', kind: 'secret', status: 'active' });
    expect([await works(old), await works(key)]).toEqual([true, true]);
    expect((await list()).find((k) => k.id === apiKey.id)!.status).toBe('expiring');
    test.clock.moveTo(new Date(NOW.getTime() + 2 * HOUR_MS));
    expect([await works(old), await works(key)]).toEqual([false, true]);
    owner = await staffSession(test.app, 'owner', program.id); // the former has idled too long
    expect((await send(`/${apiKey.id}/rotate`, {})).json()).toMatchObject({ code: 'api_key.not_found' });
  });

  it('does not live longer by being replaced', async () => {
    const { apiKey } = await make({ expiresAt: new Date(NOW.getTime() + HOUR_MS).toISOString() });
    const { apiKey: next } = (await send(`/${apiKey.id}/rotate`, { overlapHours: 100 })).json();
    expect(next.expiresAt).toBe(new Date(NOW.getTime() + HOUR_MS).toISOString());
    expect(await program.sql('SELECT expires_at FROM api_keys WHERE id = $1', [apiKey.id])).toEqual([{ expires_at: new Date(NOW.getTime() + HOUR_MS) }]);
  });

  it('is revoked from the next request on, once', async () => {
    const { key, apiKey } = await make();
    expect((await send(`/${apiKey.id}/revoke`, {})).statusCode).toBe(204);
    expect(await works(key)).toBe(false);
    expect((await send(`/${apiKey.id}/revoke`, {})).statusCode).toBe(404);
  });

  it('shows when it was last used, to the minute', async () => {
    const { key, apiKey } = await make();
    expect((await list()).find((k) => k.id === apiKey.id)!.usedAt).toBeNull();
    await works(key);
    test.clock.moveTo(new Date(NOW.getTime() + 30_000));
    await works(key);
    expect((await list()).find((k) => k.id === apiKey.id)!.usedAt).toBe(NOW.toISOString());
  });

  it('of another program is unknown here', async () => {
    const other = await SignupProgram.make(test.app, 'elsewhere', test.database.superUrl);
    const stranger = await staffSession(test.app, 'owner', other.id);
    const { apiKey } = await make();
    for (const verb of ['rotate', 'revoke']) {
      const answer = await test.app.inject({ method: 'POST', url: `/api/v1/programs/${other.id}/api-keys/${apiKey.id}/${verb}`, headers: stranger.headers, payload: {} });
      expect([verb, answer.statusCode]).toEqual([verb, 404]);
    }
    await other.close();
  });

  it('made, replaced and revoked leaves one row each in the audit', async () => {
    const before = await program.sql('SELECT 1 FROM audit_log WHERE program_id = $1', [program.id]);
    const { apiKey } = await make();
    await send(`/${apiKey.id}/rotate`, {});
    await send(`/${apiKey.id}/revoke`, {});
    const rows = await program.sql<{ action: string; actor_id: string }>('SELECT action, actor_id FROM audit_log WHERE program_id = $1 ORDER BY at, id', [program.id]);
    expect(rows.slice(before.length)).toEqual(['api_key.created', 'api_key.rotated', 'api_key.revoked'].map((action) => ({ action, actor_id: owner.accountId })));
  });

  it('cannot be made to have expired already, or without a name', async () => {
    expect((await send('', { name: ' ', kind: 'secret' })).statusCode).toBe(422);
    expect((await send('', { name: 'x', kind: 'secret', expiresAt: NOW.toISOString() })).json().errors[0].field).toBe('expiresAt');
  });
});
