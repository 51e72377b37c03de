import { lookup } from 'node:dns/promises';
import { request as plainRequest } from 'node:http';
import { request as tlsRequest } from 'node:https';
import { type BlockList, isIP } from 'node:net';
import { Inject, Injectable } from '@nestjs/common';
import { DomainError } from '@fanfare/contracts';
import { CONFIG, type Config } from '../config/config.js';
import { isPublicAddress, isWithin, networksOf } from './public-address.js';

/** All that is looked at of an answer; its body is read only where it was asked for. */
export interface OutboundAnswer {
  readonly status: number;
  readonly retryAfterSeconds: number | null;
}

/** With its body; null where that is longer than was allowed. */
export interface OutboundReply extends OutboundAnswer {
  readonly body: string | null;
}

/** Why there was no answer. */
export type OutboundFailure = 'bad_address' | 'port_not_allowed' | 'name_unknown' | 'address_not_allowed' | 'timeout' | 'tls' | 'connection';
export class OutboundError extends Error {
  constructor(readonly failure: OutboundFailure) {
    super(failure);
  }
}

const TIMEOUT_MS = 10_000;
const PORTS = new Set(['', '80', '443']);

/**
 * Calls addresses that somebody else has chosen. A name is resolved once, all its addresses must be allowed, and the
 * connection goes to the one that was checked: what the name says a moment later does not matter. Follows no redirect.
 */
@Injectable()
export class OutboundHttp {
  private readonly extraNetworks: BlockList;

  constructor(@Inject(CONFIG) config: Config) {
    this.extraNetworks = networksOf(config.outboundNetworks);
  }

  /** @throws OutboundError within ten seconds */
  async post(address: string, headers: Readonly<Record<string, string>>, body: string): Promise<OutboundAnswer> {
    const url = readTarget(address);
    const signal = AbortSignal.timeout(TIMEOUT_MS);
    const ip = await this.choose(url, signal);
    const { status, retryAfterSeconds } = await send(url, ip, headers, body, signal, 0);
    return { status, retryAfterSeconds };
  }

  /** As `post`, and reads what is answered. @throws OutboundError within ten seconds */
  async ask(address: string, headers: Readonly<Record<string, string>>, body: string, mostBytes: number): Promise<OutboundReply> {
    const url = readTarget(address);
    const signal = AbortSignal.timeout(TIMEOUT_MS);
    return send(url, await this.choose(url, signal), headers, body, signal, mostBytes);
  }

  /** Whether it is named by an address in the operator's own network. */
  isOwn(address: string): boolean {
    const host = bareHost(readTarget(address));
    return isIP(host) !== 0 && isWithin(this.extraNetworks, host);
  }

  /** Of the field `url` of a request: could it be called at all, as far as can be told without asking anybody? @throws DomainError `request.invalid` */
  assertCallable(address: string): void {
    try {
      const url = readTarget(address);
      const host = bareHost(url);
      if (isIP(host)) this.allow(url, [host]);
    } catch (error) {
      if (!(error instanceof OutboundError)) throw error;
      throw new DomainError('request.invalid', {}, [{ field: 'url', code: error.failure, message: 'must be an address on the public internet' }]);
    }
  }

  /** Every address of a name; a test's names are its own. */
  protected async resolve(name: string): Promise<readonly string[]> {
    return (await lookup(name, { all: true, verbatim: true })).map(({ address }) => address);
  }

  private async choose(url: URL, signal: AbortSignal): Promise<string> {
    const host = bareHost(url);
    const addresses = isIP(host) ? [host] : await inTime(this.resolve(host), signal);
    return this.allow(url, addresses);
  }

  private allow(url: URL, addresses: readonly string[]): string {
    const [first] = addresses;
    if (!first) throw new OutboundError('name_unknown');
    if (addresses.every((ip) => isWithin(this.extraNetworks, ip))) return first;
    if (!addresses.every((ip) => isPublicAddress(ip) || isWithin(this.extraNetworks, ip))) throw new OutboundError('address_not_allowed');
    if (!PORTS.has(url.port)) throw new OutboundError('port_not_allowed');
    return first;
  }
}

/** The parser has made one spelling of `127.1`, `0x7f.1` and `①②⑦.⓪.⓪.①` already: what is compared is what is connected to. */
function readTarget(address: string): URL {
  const url = URL.parse(address);
  if (!url || !['http:', 'https:'].includes(url.protocol) || url.username !== '' || url.password !== '') throw new OutboundError('bad_address');
  return url;
}

function bareHost(url: URL): string {
  return url.hostname.replace(/^\[|\]$/g, '');
}

/** A name that does not resolve is refused like one that leads to where nobody may go. */
async function inTime(resolving: Promise<readonly string[]>, signal: AbortSignal): Promise<readonly string[]> {
  const late = new Promise<never>((_, reject) => signal.addEventListener('abort', () => reject(new OutboundError('timeout')), { once: true }));
  return Promise.race([resolving.catch(() => Promise.reject(new OutboundError('name_unknown'))), late]);
}

/** @param mostBytes of the answer's body; 0: it is not read */
function send(url: URL, ip: string, headers: Readonly<Record<string, string>>, body: string, signal: AbortSignal, mostBytes: number): Promise<OutboundReply> {
  const host = bareHost(url);
  const options = {
    host: ip, family: isIP(ip), port: url.port || undefined, path: `${url.pathname}${url.search}`, method: 'POST', agent: false as const, signal,
    headers: { ...headers, host: url.host, 'content-length': String(Buffer.byteLength(body)), connection: 'close' },
    ...(isIP(host) ? {} : { servername: host }),
  };
  return new Promise((resolve, reject) => {
    const call = url.protocol === 'https:' ? tlsRequest(options) : plainRequest(options);
    call.on('response', (answer) => {
      const head = { status: answer.statusCode ?? 0, retryAfterSeconds: seconds(answer.headers['retry-after']) };
      const end = (text: string | null) => { resolve({ ...head, body: text }); answer.destroy(); };
      if (mostBytes === 0) return end(null);
      const parts: Buffer[] = [];
      let bytes = 0;
      answer.on('data', (part: Buffer) => { parts.push(part); bytes += part.length; if (bytes > mostBytes) end(null); });
      answer.on('end', () => end(Buffer.concat(parts).toString()));
      answer.on('error', () => reject(new OutboundError(signal.aborted ? 'timeout' : 'connection')));
    });
    call.on('error', (error: NodeJS.ErrnoException) => reject(new OutboundError(signal.aborted ? 'timeout' : failureOf(error))));
    call.end(body);
  });
}

function failureOf({ code = '' }: NodeJS.ErrnoException): OutboundFailure {
  return /CERT|TLS|SSL|SIGNATURE|EPROTO/.test(code) ? 'tls' : 'connection';
}

function seconds(header: string | undefined): number | null {
  return header !== undefined && /^\d{1,6}$/.test(header) ? Number(header) : null;
}
