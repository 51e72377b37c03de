import { createHmac, randomBytes } from 'node:crypto';
import { boolean, anything, emptyable, list, metadata, PAGE, range, required, text, url } from './parameters.js';
import { route } from './route.js';
import { mergeMetadata, page, type Thing, type World } from './world.js';

export interface Endpoint extends Thing {
  url: string;
  secret: string;
  enabled_events: string[];
  connect: boolean;
  status: 'enabled' | 'disabled';
}
/** How an event is sent; without any of it, as Stripe does. */
export interface Sending {
  /** Seconds since the signature was made. */
  readonly agedSeconds?: number;
  /** Another livemode than the account's. */
  readonly livemode?: boolean;
  /** The account it says it is from; null for the platform itself. */
  readonly account?: string | null;
  /** Signed, then changed. */
  readonly tampered?: boolean;
  /** Other fields of the event. */
  readonly fields?: Record<string, unknown>;
}

const ENDPOINT = { url: required(url), enabled_events: required(list(text())), api_version: text(), connect: boolean, description: emptyable(text()), metadata };

export const eventRoutes = [
  route('GET', '/v1/events', { ...PAGE, created: range, type: text(), types: list(text()), delivery_success: boolean }, ({ world, platform, owner, params }) => {
    const { created, type, types, delivery_success: _, ...at } = params;
    const wanted = types ?? (type === undefined ? undefined : [type]);
    const own = world.all('event', platform).filter((event) => (event['account'] ?? platform) === owner && (!created || created(event.created))
      && (!wanted || wanted.some((each) => matches(each, event['type'] as string))));
    return page(own, at, '/v1/events');
  }),
  route('GET', '/v1/events/:', {}, ({ world, platform, id }) => world.get(platform, 'event', id)),
  route('POST', '/v1/webhook_endpoints', ENDPOINT, (call) => {
    const { url: address, enabled_events: types, connect, description } = call.params;
    return addEndpoint(call.world, call, { url: address, enabled_events: types, connect: connect ?? false, description: description ?? null, metadata: call.params.metadata });
  }),
  route('GET', '/v1/webhook_endpoints', PAGE, ({ world, owner, params }) => page(world.all<Endpoint>('webhook_endpoint', owner).map(withoutSecret), params, '/v1/webhook_endpoints')),
  route('GET', '/v1/webhook_endpoints/:', {}, ({ world, owner, id }) => withoutSecret(world.get(owner, 'webhook_endpoint', id))),
  route('POST', '/v1/webhook_endpoints/:', { url, enabled_events: list(text()), disabled: boolean, description: anything, metadata }, ({ world, owner, id, params }) => {
    const endpoint = world.get<Endpoint>(owner, 'webhook_endpoint', id);
    mergeMetadata(endpoint, params.metadata);
    endpoint.url = params.url ?? endpoint.url;
    endpoint.enabled_events = params.enabled_events ?? endpoint.enabled_events;
    if (params.disabled !== undefined) endpoint.status = params.disabled ? 'disabled' : 'enabled';
    return withoutSecret(endpoint);
  }),
  route('DELETE', '/v1/webhook_endpoints/:', {}, ({ world, owner, id }) => {
    world.get(owner, 'webhook_endpoint', id);
    world.remove(owner, 'webhook_endpoint', id);
    return { id, object: 'webhook_endpoint', deleted: true };
  }),
];

export function addEndpoint(world: World, caller: Parameters<World['add']>[0], fields: { url: string; enabled_events: string[]; connect: boolean; secret?: string; description?: string | null; metadata?: Record<string, string> | null | undefined }): Endpoint {
  return world.add<Endpoint>(caller, 'webhook_endpoint', 'we_', { application: null, api_version: null, status: 'enabled', secret: `whsec_${randomBytes(24).toString('hex')}`, ...fields });
}

/** Endpoints of the platform that an event goes to: those for connected accounts, or those for its own. */
export function endpointsFor(world: World, platform: string, event: Thing): Endpoint[] {
  return world.all<Endpoint>('webhook_endpoint', platform).filter((endpoint) =>
    endpoint.status === 'enabled' && endpoint.connect === (event['account'] !== undefined) && endpoint.enabled_events.some((type) => matches(type, event['type'] as string)));
}

/** Sends an event once. @returns the status of the answer, 0 without one */
export async function sendEvent(event: Thing, to: { readonly url: string; readonly secret: string }, nowMs: number, how: Sending = {}): Promise<number> {
  const { account, ...rest } = { ...event, ...how.fields, ...(how.livemode !== undefined && { livemode: how.livemode }), ...(how.account !== undefined && { account: how.account }) } as Thing;
  const body = JSON.stringify({ ...rest, ...(account != null && { account }) }, null, 2);
  const at = Math.floor(nowMs / 1000) - (how.agedSeconds ?? 0);
  const headers = { 'content-type': 'application/json; charset=utf-8', 'user-agent': 'Stripe/1.0 (+https://stripe.com/docs/webhooks)', 'stripe-signature': signature(body, to.secret, at) };
  const answer = await fetch(to.url, { method: 'POST', headers, body: how.tampered ? body.replace('"event"', '"event "') : body, redirect: 'manual', signal: AbortSignal.timeout(20_000) }).catch(() => null);
  await answer?.body?.cancel();
  return answer?.status ?? 0;
}

/** `Stripe-Signature`: over the second it was made and the body, byte for byte. */
function signature(body: string, secret: string, atSeconds: number): string {
  return `t=${atSeconds},v1=${createHmac('sha256', secret).update(`${atSeconds}.${body}`).digest('hex')}`;
}

function matches(pattern: string, type: string): boolean {
  return pattern === '*' || pattern === type || (pattern.endsWith('.*') && type.startsWith(pattern.slice(0, -1)));
}

function withoutSecret({ secret: _, connect: __, ...endpoint }: Endpoint): Thing {
  return endpoint as Thing;
}
