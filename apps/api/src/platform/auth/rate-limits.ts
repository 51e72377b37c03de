import { Inject, Injectable } from '@nestjs/common';
import { DomainError, type ErrorCode } from '@fanfare/contracts';
import { LRUCache } from 'lru-cache';
import { Clock } from '../clock.js';
import { CONFIG, type Config, isLoopback } from '../config/config.js';

/** A token bucket: `burst` at once, then `perHour` more, evenly. */
export interface Limit {
  readonly burst: number;
  readonly perHour: number;
  readonly error: ErrorCode;
  /** Whether the demo on loopback gets fifty times as much. Guessing never does. */
  readonly relaxedInDemo: boolean;
}

const volume = (burst: number, perHour: number): Limit => ({ burst, perHour, error: 'request.rate_limited', relaxedInDemo: true });
const guessing = (burst: number, perHour: number): Limit => ({ burst, perHour, error: 'auth.too_many_attempts', relaxedInDemo: false });

/** The limits by name. Keys: an address block unless said otherwise. */
export const DEFAULT_RATE_LIMITS = {
  signUp: volume(300, 60 * 60),
  confirmation: volume(300, 60 * 60),
  /** Key: keyed hash of the e-mail. */
  mailToAddress: volume(3, 3 / 24),
  /** Key: keyed hash of the e-mail. Ten starts in ten minutes. */
  challengeOfAccount: volume(10, 60),
  challengeStart: volume(120, 60 * 60),
  /** Key: keyed hash of the e-mail. */
  wrongTry: guessing(30, 30),
  wrongTryOfBlock: guessing(300, 300),
  unknownCode: volume(60, 60 * 60),
  vanityCode: volume(30, 60),
  /** Key: the member. */
  messageToTeam: volume(5, 5),
  /** Key: the member. */
  appeal: volume(10, 10),
  /** Key: the member. */
  friendReminder: volume(10, 10),
  /** Key: the API key. What a batch reports counts one by one. */
  machineOfKey: volume(1_000, 50 * 60 * 60),
  /** Key: the program. */
  machineOfProgram: volume(3_000, 150 * 60 * 60),
  /** Whoever uses a publishable key. */
  publishableOfBlock: volume(300, 60 * 60),
  /** Key: the account. */
  addressChange: volume(5, 5),
  /** Key: the member. */
  inviter: volume(10, 10),
  /** Key: the member. Who goes and comes back all day fills the book of whoever invited them. */
  newsAgain: volume(5, 5),
} as const satisfies Record<string, Limit>;
export type LimitName = keyof typeof DEFAULT_RATE_LIMITS;
export type RateLimitTable = Readonly<Record<LimitName, Limit>>;
/** Provides the table in force; a test that needs other limits overrides it by name. */
export const RATE_LIMITS = Symbol('RATE_LIMITS');

/** The defaults with an operator's numbers over them. @throws Error for a name that no limit has */
export function withOverrides(overrides: Config['rateLimits']): RateLimitTable {
  const unknown = Object.keys(overrides).find((name) => !(name in DEFAULT_RATE_LIMITS));
  if (unknown) throw new Error(`RATE_LIMITS: there is no limit called ${unknown}; there are ${Object.keys(DEFAULT_RATE_LIMITS).join(', ')}`);
  const entries = Object.entries(DEFAULT_RATE_LIMITS).map(([name, limit]): [string, Limit] => [name, { ...limit, ...overrides[name] }]);
  return Object.fromEntries(entries) as RateLimitTable;
}

const DEMO_FACTOR = 50;
const KEYS_REMEMBERED = 50_000;
const HOUR_MS = 3_600_000;

/** Counts per process and forgets at a restart: it slows guessing and floods down, correctness never rests on it. */
@Injectable()
export class RateLimits {
  private readonly buckets = new LRUCache<string, { tokens: number; at: number }>({ max: KEYS_REMEMBERED });

  constructor(
    @Inject(RATE_LIMITS) private readonly limits: RateLimitTable,
    @Inject(CONFIG) private readonly config: Config,
    private readonly clock: Clock,
  ) {}

  /**
   * Takes one, or as many as are asked for at once, or refuses. @throws DomainError the limit's own code, with `retryAfterSeconds`
   * @param units more than the burst are as many as the burst, or they would never pass
   */
  take(name: LimitName, key: string, ip: string, units = 1): void {
    const { limit, bucket } = this.bucket(name, key, ip);
    const asked = Math.min(units, Math.max(1, limit.burst));
    if (bucket.tokens < asked) {
      const perMs = limit.perHour / HOUR_MS;
      throw new DomainError(limit.error, { retryAfterSeconds: Math.ceil((asked - bucket.tokens) / perMs / 1000) });
    }
    bucket.tokens -= asked;
  }

  /** As `take`, counted for the block of addresses the request came from. */
  takeForBlock(name: LimitName, ip: string, units = 1): void {
    this.take(name, addressBlock(ip), ip, units);
  }

  /** Puts one back: the try that was counted in advance turned out to be right. */
  giveBack(name: LimitName, key: string, ip: string): void {
    const { limit, bucket } = this.bucket(name, key, ip);
    bucket.tokens = Math.min(limit.burst, bucket.tokens + 1);
  }

  private bucket(name: LimitName, key: string, ip: string): { limit: Limit; bucket: { tokens: number; at: number } } {
    const limit = this.limitFor(name, ip);
    const now = this.clock.now().getTime();
    const bucket = this.buckets.get(`${name} ${key}`) ?? { tokens: limit.burst, at: now };
    bucket.tokens = Math.min(limit.burst, bucket.tokens + (Math.max(0, now - bucket.at) * limit.perHour) / HOUR_MS);
    bucket.at = now;
    this.buckets.set(`${name} ${key}`, bucket);
    return { limit, bucket };
  }

  private limitFor(name: LimitName, ip: string): Limit {
    const limit = this.limits[name];
    if (!limit.relaxedInDemo || !this.config.demo || !isLoopback(ip)) return limit;
    return { ...limit, burst: limit.burst * DEMO_FACTOR, perHour: limit.perHour * DEMO_FACTOR };
  }
}

/** The /24 or /64 an address lies in: one household or office, whatever its addresses do. */
export function addressBlock(ip: string): string {
  const v4 = /^(?:::ffff:)?(\d+\.\d+\.\d+)\.\d+$/i.exec(ip);
  if (v4) return `${v4[1]}.0/24`;
  const [head = '', tail] = ip.toLowerCase().split('%')[0]!.split('::');
  const left = head === '' ? [] : head.split(':');
  const right = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = tail === undefined ? [] : Array<string>(Math.max(0, 8 - left.length - right.length)).fill('0');
  const groups = [...left, ...zeros, ...right].slice(0, 4).map((group) => group.replace(/^0+(?=.)/, ''));
  return `${groups.join(':')}::/64`;
}
