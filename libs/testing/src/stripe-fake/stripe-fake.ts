// Stripe, as far as Fanfare uses it: spoken to by the official library, with a memory, a clock and bad days on demand.
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo, createServer as createDoor, type Server as Door } from 'node:net';
import { type Account, type AccountLink, complete, openable, restrict } from './accounts.js';
import { answer, grantIdOf, type Logged, type Moment } from './api.js';
import { redeem } from './coupons.js';
import { addEndpoint, type Endpoint, endpointsFor, sendEvent, type Sending } from './events.js';
import { type FaultKind, type FaultOptions, Faults, type Matcher } from './faults.js';
import { frontPage, onboardingPage } from './hand-page.js';
import { IdempotencyKeys } from './idempotency.js';
import { payOut, type Payout, settle } from './payouts.js';
import { reverse, type Transfer } from './transfers.js';
import { accountOfKey, type Thing, World } from './world.js';

/** What can be given to a grant twice by mistake. */
const GIVEN = ['transfer', 'promotion_code', 'customer_balance_transaction'] as const;
export type Given = (typeof GIVEN)[number];

export interface FakeOptions {
  /** Where its state is kept, so that it survives its process. */
  readonly file?: string;
  /** Of the faults that come by chance. */
  readonly seed?: number;
  /** Sends events to the registered endpoints as they happen. Without it they wait for `send`. */
  readonly sendsEvents?: boolean;
}

/** A Stripe of one's own. `new Stripe(key, { ...fake.host, maxNetworkRetries: 0, telemetry: false })`. */
export class StripeFake {
  readonly requests: Logged[] = [];
  /** Called at each moment of each request; what it returns is waited for. To kill whoever asked, at the worst of times. */
  onMoment: (moment: Moment, logged: Logged) => Promise<void> | void = () => undefined;
  private readonly world = new World();
  private readonly keys = new IdempotencyKeys();
  private readonly faults: Faults;
  private readonly server: Server;
  private readonly file: string | undefined;
  private readonly doors: Door[] = [];
  private inHand = 0;

  constructor(options: FakeOptions = {}) {
    this.file = options.file;
    this.faults = new Faults(randomFrom(options.seed ?? 1));
    this.server = createServer((request, response) => void this.serve(request, response).catch((error: unknown) => {
      response.writeHead(500, { 'content-type': 'application/json' }).end(JSON.stringify({ error: { type: 'api_error', message: `The double itself is at fault: ${String(error)}` } }));
    }));
    if (this.file) this.restore(this.file);
    if (options.sendsEvents) this.world.onEvent((event, platform) => void this.sendWithRetries(event, platform));
  }

  /** @param port 0 for any that is free */
  async listen(port = 0): Promise<this> {
    await new Promise<void>((listening, failed) => this.server.once('error', failed).listen(port, '127.0.0.1', listening));
    return this;
  }

  /** Another port to the same Stripe: by `door` in the log, one knows who asked. */
  async door(): Promise<number> {
    const door = createDoor((socket) => void this.server.emit('connection', socket));
    await new Promise<void>((listening) => door.listen(0, '127.0.0.1', listening));
    this.doors.push(door);
    return (door.address() as AddressInfo).port;
  }

  /** Resolves once nothing is being executed or answered. */
  async idle(): Promise<void> {
    while (this.inHand > 0) await new Promise((passed) => setTimeout(passed, 5));
  }

  async close(): Promise<void> {
    for (const door of this.doors) door.close();
    this.server.closeAllConnections();
    await new Promise((closed) => this.server.close(closed));
  }

  /** For the options of the official library. */
  get host(): { host: string; port: number; protocol: 'http' } {
    return { host: '127.0.0.1', port: (this.server.address() as AddressInfo).port, protocol: 'http' };
  }

  get origin(): string {
    return `http://127.0.0.1:${this.host.port}`;
  }

  /** Requests that match will meet this fault: the next one, or as many as `times` says. */
  plan(match: Matcher, kind: FaultKind, options: FaultOptions = {}): void {
    this.faults.plan(match, kind, options);
  }

  /** No more faults, those planned included. */
  clearFaults(): void {
    this.faults.clear();
  }

  now(): Date {
    return new Date(this.world.now());
  }

  /** Its own clock alone. Payouts that are due by then have arrived. */
  advance(ms: number): void {
    this.world.advance(ms);
    for (const payout of this.world.all<Payout>('payout').filter((each) => each.status === 'pending' && each.arrival_date <= this.world.seconds())) this.settle(payout.id, 'paid');
    this.keep();
  }

  forgetKeys(): void {
    this.keys.forget();
    this.keep();
  }

  /** Each request is new, whatever its key: what becomes of a caller that relies on them. */
  ignoreKeys(): void {
    this.keys.ignore();
  }

  /** @param ms until a search finds what is new; Infinity for never */
  lagSearch(ms: number): void {
    this.world.lagSearch(ms);
  }

  /** What the account of a key has to give. */
  setBalance(key: string, currency: string, amount: number): void {
    this.world.setAvailable(accountOfKey(key), currency, amount);
    this.keep();
  }

  completeAccount(id: string): void {
    const { thing, caller } = this.world.locate<Account>(id);
    complete(this.world, caller, thing);
    this.keep();
  }

  /** @param reason such as `requirements.past_due` or `rejected.fraud` */
  restrictAccount(id: string, reason?: string): void {
    const { thing, caller } = this.world.locate<Account>(id);
    restrict(this.world, caller, thing, reason);
    this.keep();
  }

  /** What Stripe does by itself every few days: everything that an account has goes to its bank. Null when there is nothing. */
  payOutAccount(id: string): Payout | null {
    const { thing: account, caller } = this.world.locate<Account>(id);
    const amount = this.world.available(id, account.default_currency);
    const payout = amount > 0 ? payOut(this.world, { ...caller, owner: id }, amount, account.default_currency, { automatic: true }) : null;
    this.keep();
    return payout;
  }

  /** The bank's answer. */
  settle(payoutId: string, status: 'paid' | 'failed'): void {
    const { thing, caller } = this.world.locate<Payout>(payoutId);
    settle(this.world, caller, thing, status);
    this.keep();
  }

  /** Somebody at Stripe, or in its dashboard, takes a transfer back. */
  reverseTransfer(id: string, amount?: number): void {
    const { thing, caller } = this.world.locate<Transfer>(id);
    reverse(this.world, caller, thing, amount ?? thing.amount - thing.amount_reversed);
    this.keep();
  }

  /** A customer uses a promotion code at a checkout. */
  redeem(promotionCodeId: string): void {
    redeem(this.world, this.world.locate(promotionCodeId).caller, promotionCodeId);
    this.keep();
  }

  /** Where events of a key's account go, beside what it registers itself. `connect` for those of its connected accounts. */
  addEndpoint(key: string, url: string, { connect = false, secret }: { connect?: boolean; secret?: string } = {}): Endpoint {
    const platform = accountOfKey(key);
    const caller = { owner: platform, platform, livemode: key.includes('_live_'), request: { id: 'req_hand', idempotency_key: null } };
    const endpoint = addEndpoint(this.world, caller, { url, enabled_events: ['*'], connect, ...(secret && { secret }) });
    this.keep();
    return endpoint;
  }

  /** Everything that exists of a kind, oldest first. */
  all<T extends Thing = Thing>(object: string): readonly T[] {
    return this.world.all<T>(object);
  }

  /** Oldest first. */
  events(type?: string): readonly Thing[] {
    return this.world.all('event').filter((event) => type === undefined || event['type'] === type);
  }

  /** Sends one event once, to one place. @returns the status of the answer, 0 without one */
  send(event: Thing, to: { readonly url: string; readonly secret: string }, how?: Sending): Promise<number> {
    return sendEvent(event, to, this.world.now(), how);
  }

  /** What each grant was given, by the metadata: more than one of a kind is a double. Credit that was taken back is none. */
  given(object: Given): ReadonlyMap<string, readonly Thing[]> {
    const given = this.world.all(object).filter((thing) => grantIdOf(thing) !== null && !(object === 'customer_balance_transaction' && Number(thing['amount']) > 0));
    return Map.groupBy(given, (thing) => grantIdOf(thing)!);
  }

  /** Grants that were given something of one kind more than once. */
  doubles(): readonly { object: Given; grantId: string; ids: readonly string[] }[] {
    return GIVEN.flatMap((object) => [...this.given(object)].filter(([, things]) => things.length > 1).map(([grantId, things]) => ({ object, grantId, ids: things.map((thing) => thing.id) })));
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', this.origin);
    const body = await bodyOf(request);
    if (!url.pathname.startsWith('/v1/')) return this.serveHand(request.method ?? 'GET', url, body, response);
    const headers = request.headers as Record<string, string | undefined>;
    this.inHand += 1;
    try {
      const { told, logged } = await answer({ method: request.method ?? 'GET', path: url.pathname, query: url.search, body, headers, door: request.socket.localPort ?? 0 }, {
        world: this.world, keys: this.keys, faults: this.faults, origin: () => this.origin, log: (each) => void this.requests.push(each),
        moment: async (moment, each) => {
          if (moment === 'happened') this.keep();
          await this.onMoment(moment, each);
        },
      });
      if (told === null) request.socket.resetAndDestroy();
      else response.writeHead(told.status, { ...told.headers, 'content-length': Buffer.byteLength(told.text) }).end(told.text, () => void this.onMoment('answered', logged));
    } finally {
      this.inHand -= 1;
    }
  }

  /** Pages for people, and what their buttons do. */
  private serveHand(method: string, url: URL, body: string, response: ServerResponse): void {
    const steps = url.pathname.split('/').filter(Boolean);
    const given = Object.fromEntries(new URLSearchParams(body));
    if (steps[0] === 'setup') return this.serveOnboarding(method, steps[3]!, given['act'], response);
    if (method === 'POST') {
      this.turn(steps[1]!, steps[2] ?? '', given);
      return redirect(response, '/');
    }
    const things = ['account', 'transfer', 'payout', 'promotion_code', 'customer_balance_transaction', 'event'].flatMap((object) => this.world.all(object));
    show(response, frontPage(things, this.faults.planned(), this.now()));
  }

  private turn(what: string, id: string, given: Record<string, string>): void {
    switch (what) {
      case 'faults': return this.plan({ method: given['method']!, path: given['path']! }, given['kind'] as FaultKind, { times: Number(given['times'] || 1), ...(given['ms'] && { ms: Number(given['ms']) }) });
      case 'clock': return this.advance(Number(given['ms']));
      case 'forget-keys': return this.forgetKeys();
      case 'payouts': return this.settle(id, given['act'] as 'paid' | 'failed');
      case 'transfers': return this.reverseTransfer(id);
      case 'promotion-codes': return this.redeem(id);
      case 'accounts':
        if (given['act'] === 'complete') this.completeAccount(id);
        else if (given['act'] === 'restrict') this.restrictAccount(id);
        else this.payOutAccount(id);
    }
  }

  /** A link opens once; opened again, or too late, it leads to where a new one is made. */
  private serveOnboarding(method: string, linkId: string, act: string | undefined, response: ServerResponse): void {
    const { thing: link } = this.world.locate<AccountLink>(linkId);
    if (method === 'POST') {
      if (act === 'complete') this.completeAccount(link.account);
      else if (act === 'restrict') this.restrictAccount(link.account);
      return redirect(response, link.return_url);
    }
    if (!openable(this.world, link)) return redirect(response, link.refresh_url);
    link.opened = true;
    this.keep();
    show(response, onboardingPage(link, this.world.locate(link.account).thing));
  }

  private async sendWithRetries(event: Thing, platform: string): Promise<void> {
    for (const endpoint of endpointsFor(this.world, platform, event)) {
      for (const pauseMs of [0, 1000, 5000, 30_000]) {
        await new Promise((passed) => setTimeout(passed, pauseMs).unref());
        const status = await this.send(event, endpoint);
        event['delivered'] = status === 0 ? 'no answer' : `answered ${status}`;
        if (status >= 200 && status < 300) break;
      }
    }
  }

  private keep(): void {
    if (!this.file) return;
    writeFileSync(`${this.file}.new`, JSON.stringify({ world: this.world.snapshot(), keys: this.keys.snapshot() }), { mode: 0o600 });
    renameSync(`${this.file}.new`, this.file);
  }

  private restore(file: string): void {
    try {
      const { world, keys } = JSON.parse(readFileSync(file, 'utf8')) as { world: unknown; keys: unknown };
      this.world.restore(world);
      this.keys.restore(keys);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    }
  }
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

function redirect(response: ServerResponse, to: string): void {
  response.writeHead(303, { location: to }).end();
}

function show(response: ServerResponse, html: string): void {
  response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(html);
}

/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}
