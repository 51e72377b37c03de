// One request, from its headers to its answer: who, which endpoint, what goes wrong, whether it was asked before, what happens.
import { setTimeout as sleep } from 'node:timers/promises';
import { accountRoutes, refuseStranger } from './accounts.js';
import { couponRoutes } from './coupons.js';
import { customerRoutes } from './customers.js';
import { eventRoutes } from './events.js';
import { type Fault, type Faults, refusalOf } from './faults.js';
import { type Answer, type IdempotencyKeys } from './idempotency.js';
import { decodeForm, type Raw } from './parameters.js';
import { payoutRoutes } from './payouts.js';
import { Refusal } from './refusal.js';
import type { Route } from './route.js';
import { transferRoutes } from './transfers.js';
import { accountOfKey, type Caller, newId, type Thing, type World } from './world.js';

const ROUTES: readonly Route[] = [...couponRoutes, ...customerRoutes, ...accountRoutes, ...transferRoutes, ...payoutRoutes, ...eventRoutes];
const WRONG_OBJECT = { id: 'ch_wrong', object: 'charge', amount: 1, currency: 'eur', livemode: false, metadata: {} };

export interface ApiRequest {
  readonly method: string;
  readonly path: string;
  readonly query: string;
  readonly body: string;
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** The port it came in by. */
  readonly door: number;
}
/** On the way of a request: it is here; it has happened (and is remembered), unanswered; the answer is on its way. */
export type Moment = 'arrived' | 'happened' | 'answered';
/** What came in, and what it was told. */
export interface Logged {
  readonly at: number;
  readonly method: string;
  readonly path: string;
  readonly key: string | null;
  readonly grantId: string | null;
  readonly door: number;
  /** 0 when the answer did not arrive. */
  status: number;
  /** Answered from memory: nothing happened (again). */
  replayed: boolean;
  fault: string | null;
}
/** Null: the connection breaks without an answer. */
export type Told = { readonly status: number; readonly headers: Record<string, string>; readonly text: string } | null;

export interface Surroundings {
  readonly world: World;
  readonly keys: IdempotencyKeys;
  readonly faults: Faults;
  readonly origin: () => string;
  readonly moment: (moment: Moment, logged: Logged) => Promise<void> | void;
  readonly log: (logged: Logged) => void;
}

/** Takes a request through Stripe. */
export async function answer(request: ApiRequest, around: Surroundings): Promise<{ told: Told; logged: Logged }> {
  const params = decodeForm(request.method === 'POST' ? request.body : request.query);
  const key = request.headers['idempotency-key'] || null;
  const requestId = newId('req_');
  const logged: Logged = {
    at: around.world.now(), method: request.method, path: request.path, key, grantId: grantIdOf(params), door: request.door, status: 0, replayed: false, fault: null,
  };
  around.log(logged);
  await around.moment('arrived', logged);
  const told = await answered(request, params, { key, requestId, logged }, around).catch((error: unknown) => asAnswer(error));
  if (told === null) return { told, logged };
  logged.status = told.status;
  const headers = { 'content-type': 'application/json', 'request-id': requestId, ...told.headers };
  if (key) Object.assign(headers, { 'idempotency-key': key });
  const last = around.faults.take('answer', asked(logged));
  if (last) logged.fault = last.kind;
  return { told: await spoilt(last, { ...told, headers }, logged), logged };
}

async function answered(request: ApiRequest, raw: Record<string, Raw>, { key, requestId, logged }: { key: string | null; requestId: string; logged: Logged }, around: Surroundings): Promise<Answer | null> {
  const caller = identify(request, requestId, key, around.world);
  const early = around.faults.take('arrival', asked(logged));
  if (early) logged.fault = early.kind;
  if (early?.kind === 'lost_before') return null;
  if (early) throw refusalOf(early);
  const found = ROUTES.find((route) => route.method === request.method && route.pattern.test(request.path));
  if (!found) throw new Refusal(404, { type: 'invalid_request_error', message: `Unrecognized request URL (${request.method}: ${request.path}).` });
  const act = found.prepare(raw);
  const ids = found.pattern.exec(request.path)!.slice(1).map(decodeURIComponent);
  const run = () => execute(() => expanded(structuredClone(act({ ...caller, world: around.world, id: ids[0] ?? '', ids, origin: around.origin() })), raw['expand'], around.world, caller.owner), logged, around);
  if (request.method !== 'POST' || !key) {
    const answer = await run();
    if (request.method !== 'GET') await around.moment('happened', logged);
    return answer;
  }
  const known = around.keys.begin(caller.owner, key, { method: request.method, path: request.path, params: JSON.stringify(raw), at: around.world.now(), requestId });
  if (known) {
    logged.replayed = true;
    return known;
  }
  const answer = await run();
  around.keys.finish(caller.owner, key, answer);
  await around.moment('happened', logged);
  return answer;
}

/** What happens, or what is told instead. Whatever is thrown here is remembered under the key: the endpoint has begun. */
async function execute(act: () => object, logged: Logged, around: Surroundings): Promise<Answer> {
  const fault = around.faults.take('execution', asked(logged));
  if (fault) logged.fault = fault.kind;
  if (fault?.kind === 'late') await sleep(fault.ms ?? 1000);
  try {
    if (fault && fault.kind !== 'error_after' && fault.kind !== 'late') throw refusalOf(fault);
    const body = act();
    if (fault?.kind === 'error_after') throw refusalOf(fault);
    return { status: 200, body };
  } catch (error) {
    return asAnswer(error);
  }
}

async function spoilt(fault: Fault | undefined, told: Answer & { headers: Record<string, string> }, logged: Logged): Promise<Told> {
  const text = JSON.stringify(told.body, null, 2);
  switch (fault?.kind) {
    case 'lost':
      logged.status = 0;
      return null;
    case 'truncated': return { ...told, text: text.slice(0, text.length / 2) };
    case 'wrong_object': return { ...told, status: 200, text: JSON.stringify(fault.answer ?? WRONG_OBJECT) };
    case 'late_answer':
      await sleep(fault.ms ?? 1000);
      return { ...told, text };
    default: return { ...told, text };
  }
}

function identify({ headers }: ApiRequest, requestId: string, key: string | null, world: World): Caller {
  const secret = /^Bearer (\S+)$/i.exec(headers['authorization'] ?? '')?.[1];
  if (!secret) throw new Refusal(401, { type: 'invalid_request_error', message: 'You did not provide an API key. You need to provide your API key in the Authorization header, using Bearer auth.' });
  const mode = /^(?:sk|rk)_(test|live)_\w+$/.exec(secret)?.[1];
  if (!mode) throw new Refusal(401, { type: 'invalid_request_error', message: `Invalid API Key provided: ${secret.slice(0, 8)}****` });
  const platform = accountOfKey(secret);
  const owner = headers['stripe-account'] || platform;
  refuseStranger(world, platform, owner);
  return { owner, platform, livemode: mode === 'live', request: { id: requestId, idempotency_key: key } };
}

function asAnswer(error: unknown): Answer {
  if (error instanceof Refusal) return { status: error.status, body: { error: error.error }, headers: error.headers };
  throw error;
}

function asked({ method, path, grantId }: Logged): { method: string; path: string; grantId?: string } {
  return { method, path, ...(grantId !== null && { grantId }) };
}

/** The grant that something is for, as its metadata says. */
export function grantIdOf(thing: { metadata?: unknown }): string | null {
  const { grant_id: snake, grantId: camel } = (thing.metadata ?? {}) as Record<string, string | undefined>;
  return snake ?? camel ?? null;
}

/** Puts objects in the place of their ids. @param raw `data.promotion.coupon` and the like */
function expanded(body: object, raw: Raw | undefined, world: World, owner: string): object {
  for (const path of raw === undefined ? [] : Object.values(raw as Record<string, string>)) expandAt(body as Record<string, unknown>, path.split('.'), world, owner);
  return body;
}

function expandAt(at: Record<string, unknown>, [step = '', ...rest]: readonly string[], world: World, owner: string): void {
  const value = at[step];
  if (value === undefined) throw new Refusal(400, { type: 'invalid_request_error', message: `This property cannot be expanded (${step}).` });
  if (typeof value === 'string') {
    const found: Thing | undefined = world.anywhere(owner, value);
    if (found) at[step] = structuredClone(found);
  }
  const next = at[step];
  if (rest.length === 0 || next === null) return;
  for (const each of Array.isArray(next) ? next : [next]) expandAt(each as Record<string, unknown>, rest, world, owner);
}
