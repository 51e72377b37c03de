// Everything that exists on this Stripe, and what time it is there.
import { createHash, randomBytes } from 'node:crypto';
import { missing, Refusal } from './refusal.js';
import type { Parsed, PAGE } from './parameters.js';

/** An object of Stripe's. */
export interface Thing {
  id: string;
  object: string;
  created: number;
  livemode: boolean;
  metadata: Record<string, string>;
  [field: string]: unknown;
}
interface Row {
  readonly owner: string;
  readonly thing: Thing;
}
/** Whoever calls: the account that is acted for, and the platform whose key it is. */
export interface Caller {
  readonly owner: string;
  readonly platform: string;
  readonly livemode: boolean;
  /** As events quote it. */
  readonly request: { readonly id: string; readonly idempotency_key: string | null };
}
/** What a route hands in: everything but what every object has anyway. */
type Fresh = { id?: string; metadata?: Record<string, string> | null | undefined } & Record<string, unknown>;

/** In minor units, for each currency: enough not to be in the way until a test says otherwise. */
const PLENTY = 100_000_000;

export class World {
  private readonly rows = new Map<string, Row>();
  private readonly owners = new WeakMap<Thing, string>();
  private readonly balances = new Map<string, number>();
  private readonly watchers: ((event: Thing, owner: string) => void)[] = [];
  /** Ahead of the machine's clock, milliseconds. */
  private ahead = 0;
  private searchLagMs = 0;

  /** Milliseconds since 1970, on this Stripe. */
  now(): number {
    return Date.now() + this.ahead;
  }

  seconds(): number {
    return Math.floor(this.now() / 1000);
  }

  advance(ms: number): void {
    this.ahead += ms;
  }

  add<T extends Thing>(caller: Caller, object: string, idPrefix: string, fields: Fresh): T {
    const { id = newId(idPrefix), metadata, ...rest } = fields;
    if (this.rows.has(keyOf(caller.owner, object, id))) {
      throw new Refusal(400, { type: 'invalid_request_error', code: 'resource_already_exists', message: `${object} already exists: ${id}`, param: 'id' });
    }
    const thing = { id, object, created: this.seconds(), livemode: caller.livemode, ...rest, metadata: withoutEmpty(metadata ?? {}) } as Thing;
    this.keep(caller.owner, thing);
    return thing as T;
  }

  /** @throws Refusal `resource_missing`, on the parameter that named it */
  get<T extends Thing>(owner: string, object: string, id: string, param?: string): T {
    const found = this.find<T>(owner, object, id);
    if (!found) throw missing(object.replace('_', ' '), id, param);
    return found;
  }

  find<T extends Thing>(owner: string, object: string, id: string): T | undefined {
    return this.rows.get(keyOf(owner, object, id))?.thing as T | undefined;
  }

  remove(owner: string, object: string, id: string): void {
    this.rows.delete(keyOf(owner, object, id));
  }

  /** Oldest first; of one account, or of all. */
  all<T extends Thing>(object: string, owner?: string): T[] {
    return [...this.rows.values()].filter((row) => row.thing.object === object && (owner === undefined || row.owner === owner)).map((row) => row.thing as T);
  }

  /** What a search finds: an index behind by what `lagSearch` said. */
  searchable<T extends Thing>(object: string, owner: string): T[] {
    return this.all<T>(object, owner).filter((thing) => thing.created * 1000 + this.searchLagMs <= this.now());
  }

  /** Stripe's search is a minute behind on a good day; `Infinity` finds nothing. */
  lagSearch(ms: number): void {
    this.searchLagMs = ms;
  }

  /** An object by its id alone, and whoever would call for its account. @throws Error when there is none */
  locate<T extends Thing>(id: string): { thing: T; caller: Caller } {
    const row = [...this.rows.values()].find(({ thing }) => thing.id === id);
    if (!row) throw new Error(`There is no ${id} on this Stripe.`);
    const platform = [...this.rows.values()].find(({ thing }) => thing.object === 'account' && thing.id === row.owner)?.owner ?? row.owner;
    return { thing: row.thing as T, caller: { owner: row.owner, platform, livemode: row.thing.livemode, request: { id: newId('req_'), idempotency_key: null } } };
  }

  /** By the id alone, as `expand` does. */
  anywhere(owner: string, id: string): Thing | undefined {
    return [...this.rows.values()].find((row) => row.owner === owner && row.thing.id === id)?.thing;
  }

  /** The account that an object belongs to. */
  ownerOf(thing: Thing): string {
    return this.owners.get(thing)!;
  }

  available(account: string, currency: string): number {
    return this.balances.get(`${account} ${currency}`) ?? (this.isPlatform(account) ? PLENTY : 0);
  }

  setAvailable(account: string, currency: string, amount: number): void {
    this.balances.set(`${account} ${currency}`, amount);
  }

  move(account: string, currency: string, amount: number): void {
    this.setAvailable(account, currency, this.available(account, currency) + amount);
  }

  /** Currencies in which something has ever moved. */
  currenciesOf(account: string): string[] {
    return [...this.balances.keys()].filter((key) => key.startsWith(`${account} `)).map((key) => key.split(' ')[1]!);
  }

  /** Writes an event down and tells whoever delivers them. A connected account's event belongs to its platform. */
  emit(caller: Caller, type: string, thing: Thing, previous?: Record<string, unknown>): void {
    const event = this.add<Thing>({ ...caller, owner: caller.platform }, 'event', 'evt_', {
      type, api_version: '2026-10-28.endive', pending_webhooks: 0, request: caller.request,
      data: { object: structuredClone(thing), ...(previous && { previous_attributes: previous }) },
      ...(caller.owner !== caller.platform && { account: caller.owner }),
    });
    for (const watcher of this.watchers) watcher(event, caller.platform);
  }

  onEvent(watcher: (event: Thing, platform: string) => void): void {
    this.watchers.push(watcher);
  }

  snapshot(): unknown {
    return { ahead: this.ahead, rows: [...this.rows], balances: [...this.balances] };
  }

  restore(snapshot: unknown): void {
    const { ahead, rows, balances } = snapshot as { ahead: number; rows: [string, Row][]; balances: [string, number][] };
    this.ahead = ahead;
    this.rows.clear();
    for (const [, { owner, thing }] of rows) this.keep(owner, thing);
    for (const [key, amount] of balances) this.balances.set(key, amount);
  }

  private keep(owner: string, thing: Thing): void {
    this.rows.set(keyOf(owner, thing.object, thing.id), { owner, thing });
    this.owners.set(thing, owner);
  }

  private isPlatform(account: string): boolean {
    return !this.all('account').some((thing) => thing.id === account);
  }
}

const keyOf = (owner: string, object: string, id: string) => `${owner} ${object} ${id}`;

export function newId(prefix: string): string {
  return prefix + randomBytes(18).toString('base64').replaceAll(/[+/]/g, '0');
}

/** One account for each key, the same every time. */
export function accountOfKey(key: string): string {
  return `acct_${createHash('sha256').update(key).digest('hex').slice(0, 16)}`;
}

/** Newest first, from where the last page ended. @throws Refusal when the object to go on from is gone */
export function page(things: readonly Thing[], at: Parsed<typeof PAGE>, url: string): { object: 'list'; url: string; has_more: boolean; data: Thing[] } {
  const newest = things.toReversed();
  const limit = at.limit ?? 10;
  const indexOf = (id: string, param: string) => {
    const index = newest.findIndex((thing) => thing.id === id);
    if (index < 0) throw missing('object', id, param);
    return index;
  };
  if (at.ending_before !== undefined) {
    const before = newest.slice(0, indexOf(at.ending_before, 'ending_before'));
    return { object: 'list', url, has_more: before.length > limit, data: before.slice(-limit) };
  }
  const rest = at.starting_after === undefined ? newest : newest.slice(indexOf(at.starting_after, 'starting_after') + 1);
  return { object: 'list', url, has_more: rest.length > limit, data: rest.slice(0, limit) };
}

/** Merges as Stripe does: null clears, an empty value takes one key away. */
export function mergeMetadata(thing: Thing, given: Record<string, string> | null | undefined): void {
  if (given === undefined) return;
  thing.metadata = given === null ? {} : withoutEmpty({ ...thing.metadata, ...given });
}

function withoutEmpty(metadata: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(metadata).filter(([, value]) => value !== ''));
}
