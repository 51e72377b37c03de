import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { API_SCOPES, type ApiScope, type KeyKind, type Permission, permits, PUBLISHABLE_SCOPES, ROLES } from '@fanfare/contracts';
import type { RouteOptions } from 'fastify';
import { Controller, Get, Post } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { ProgramTemplates } from '../../programs/index.js';
import { newId } from '../ids.js';
import { TestMachine } from '../../testing/machine.js';
import { accountOf, memberSession, openSession, type SignedIn, staffSession } from '../../testing/sign-in.js';
import { startTestApp, type TestApp } from '../../testing/test-app.js';
import { ACCESS_POLICY } from './access-policy.js';
import { idInKey } from './api-key.js';
import { DEFAULT_RATE_LIMITS, type Limit, RATE_LIMITS } from './rate-limits.js';

/** Every route is called by everybody from one address: limits are raised here, for all of them, and nowhere else. */
const RAISED = Object.fromEntries(Object.entries(DEFAULT_RATE_LIMITS).map(([name, limit]: [string, Limit]) => [name, { ...limit, burst: 100_000 }]));
const REFUSALS = new Set(['auth.required', 'auth.forbidden', 'auth.key_invalid', 'auth.scope_missing', 'program.not_found', 'request.cross_site']);

interface Actor {
  readonly name: string;
  /** A new session each time: some routes end the one they are called with. */
  session(): Promise<Record<string, string> | null>;
  /** What the route should answer; `null`: anything that is no refusal. */
  expected(who: string): string | null;
}

let test: TestApp;
let actors: Actor[];
const routes: string[] = [];
const own = { slug: 'own-program', programId: '' };
const foreign = { slug: 'foreign-program', programId: '' };

/** A route that somebody forgot to protect. */
@Controller('test-only')
class ForgottenController {
  @Get() read(): string {
    return 'open';
  }
  @Post() write(): string {
    return 'open';
  }
}

beforeAll(async () => {
  test = await startTestApp({
    providers: (module) => module.overrideProvider(RATE_LIMITS).useValue(RAISED),
    controllers: [ForgottenController],
    beforeRoutes: (app) => app.getHttpAdapter().getInstance().addHook('onRoute', (route: RouteOptions) => {
      for (const method of [route.method].flat()) if (method !== 'HEAD' && method !== 'OPTIONS') routes.push(`${method} ${route.url}`);
    }),
  });
  own.programId = await newProgram(own.slug);
  foreign.programId = await newProgram(foreign.slug);
  actors = await makeActors();
});
afterAll(() => test.close());

async function newProgram(slug: string): Promise<string> {
  const details = { slug, name: slug, locale: 'en', timeZone: 'UTC', senderName: slug, postalAddress: '1 Main Street' } as const;
  return (await test.app.get(ProgramTemplates).createFromTemplate(details, test.clock.now())).programId;
}

async function makeActors(): Promise<Actor[]> {
  const { app } = test;
  const actor = (name: string, signedIn: SignedIn, level: 'member' | 'staff', expected: Actor['expected']): Actor =>
    ({ name, session: async () => ({ ...(await openSession(app, signedIn.accountId, level)).headers }), expected: (who) => (isForMachines(who) ? '401 auth.required' : expected(who)) });
  /** A machine's key opens what its scopes say, and nothing that asks for a session. */
  const machine = async (name: string, key: { kind?: KeyKind; scopes?: readonly ApiScope[]; ended?: string }): Promise<Actor> => {
    const { headers } = await TestMachine.make(app, own.programId, key);
    if (key.ended) await test.app.get(DataSource).query(`UPDATE api_keys SET ${key.ended} WHERE id = $1`, [idInKey(headers.authorization.slice(7))]);
    const refused = key.ended ? '401 auth.key_invalid' : '403 auth.scope_missing';
    const scopes = key.ended ? [] : key.kind === 'publishable' ? PUBLISHABLE_SCOPES : (key.scopes ?? API_SCOPES);
    return { name, session: async () => headers, expected: (who) => (who === 'public' ? null : !isForMachines(who) ? '401 auth.required' : scopes.some((scope) => `key:${scope}` === who) ? null : refused) };
  };
  const isProgramRoute = (who: string) => who !== 'public' && who !== 'signed_in';
  const isForMachines = (who: string) => who.startsWith('key:');
  const member = await memberSession(app, own.programId);
  const stranger = await memberSession(app, foreign.programId);
  const otherOwner = await staffSession(app, 'owner', foreign.programId);
  const nobody = await accountOf(app);
  const staff = await Promise.all(ROLES.map(async (role) => actor(`${role} of the program`, await staffSession(app, role, own.programId), 'staff', (who) => {
    if (!isProgramRoute(who)) return null;
    if (who === 'member') return '404 program.not_found';
    return permits(role, who as Permission) ? null : '403 auth.forbidden';
  })));
  const byMail = await staffSession(app, 'owner', own.programId);
  return [
    { name: 'nobody signed in', session: async () => null, expected: (who) => (who === 'public' ? null : '401 auth.required') },
    actor('a member', member, 'member', (who) => (isProgramRoute(who) && who !== 'member' ? '404 program.not_found' : null)),
    actor('a member of another program', stranger, 'member', (who) => (isProgramRoute(who) ? '404 program.not_found' : null)),
    actor('the owner of another program', otherOwner, 'staff', (who) => (isProgramRoute(who) ? '404 program.not_found' : null)),
    actor('an account without a program', { accountId: nobody, headers: member.headers }, 'member', (who) => (isProgramRoute(who) ? '404 program.not_found' : null)),
    actor('an owner who signed in by e-mail', byMail, 'member', (who) => (!isProgramRoute(who) ? null : who === 'member' ? '404 program.not_found' : '401 auth.required')),
    ...staff,
    await machine('a secret key', {}),
    await machine('a publishable key', { kind: 'publishable' }),
    await machine('a key for sign-ups alone', { scopes: ['signups:write'] }),
    await machine('a key for clicks alone', { scopes: ['clicks:write'] }),
    await machine('a revoked key', { ended: 'revoked_at = created_at' }),
    await machine('an expired key', { ended: 'expires_at = created_at' }),
    { name: 'a key that nobody made', session: async () => ({ authorization: `Bearer ffsk_live_${'0'.repeat(32)}_${'a'.repeat(43)}` }), expected: (who) => (who === 'public' ? null : isForMachines(who) ? '401 auth.key_invalid' : '401 auth.required') },
  ];
}

/** Calls the route with the program in its address; every other id in it is new and belongs to nothing. */
async function call(route: string, program: { slug: string; programId: string }, headers: Record<string, string> | null): Promise<{ status: number; code: string; body: string }> {
  const [method, path] = route.split(' ') as ['GET' | 'POST', string];
  const url = path.replace(':slug', program.slug).replace(':programId', program.programId).replace(/:[a-zA-Z]+/g, () => newId()).replace('*', 'nothing');
  const type = path.startsWith('/api/') ? 'application/json' : 'application/x-www-form-urlencoded';
  const answer = await test.app.inject({
    method, url,
    headers: { 'sec-fetch-site': 'same-origin', ...headers, ...(method === 'GET' ? {} : { 'content-type': type }) },
    ...(method === 'GET' ? {} : { payload: type === 'application/json' ? '{}' : '' }),
    payloadAsStream: true,
  });
  const contentType = String(answer.headers['content-type'] ?? '');
  const body = await readBody(answer.stream(), contentType);
  const problem = contentType.startsWith('application/problem+json') ? (JSON.parse(body) as { code: string }) : null;
  return { status: answer.statusCode, code: problem?.code ?? String(answer.headers['x-problem-code'] ?? ''), body };
}

/** A stream of events has no end: that it was opened is answer enough. */
async function readBody(stream: Readable, contentType: string): Promise<string> {
  if (!contentType.startsWith('text/event-stream')) return text(stream);
  stream.destroy();
  return '';
}

describe('the access policy', () => {
  it('has a row for every route and a route for every row', () => {
    const served = [...new Set(routes)].filter((route) => !route.endsWith('/test-only')).toSorted();
    expect(served).toEqual(Object.keys(ACCESS_POLICY).toSorted());
  });

  it('lets nobody into a route that says nothing, not even an owner', async () => {
    const owner = await staffSession(test.app, 'owner', own.programId);
    for (const route of ['GET /test-only', 'POST /test-only']) {
      expect(routes).toContain(route);
      for (const headers of [null, owner.headers]) expect(await call(route, own, headers)).toMatchObject({ status: 403, code: 'auth.forbidden' });
    }
  });

  it.each(Object.entries(ACCESS_POLICY))('%s is for: %s', async (route, who) => {
    for (const actor of actors) {
      const { status, code } = await call(route, own, await actor.session());
      const expected = actor.expected(who);
      const refused = REFUSALS.has(code) && !(who === 'public' && code === 'program.not_found');
      expect([actor.name, expected === null && !refused && status < 500 ? null : `${status} ${code}`]).toEqual([actor.name, expected]);
    }
  });

  it.each(Object.entries(ACCESS_POLICY).filter(([, who]) => who !== 'public' && who !== 'signed_in' && !who.startsWith('key:')))(
    '%s answers for a foreign program exactly as for one that does not exist',
    async (route) => {
      for (const actor of actors.filter((a) => a.name.endsWith('of another program'))) {
        const [existing, unknown, misshapen] = [
          await call(route, own, await actor.session()),
          await call(route, { slug: 'no-such-program', programId: newId() }, await actor.session()),
          await call(route, { slug: '%00', programId: 'not-an-id' }, await actor.session()),
        ];
        expect(existing.status).toBe(404);
        expect(unknown).toEqual(existing);
        expect(misshapen).toEqual(existing);
      }
    },
  );
});
