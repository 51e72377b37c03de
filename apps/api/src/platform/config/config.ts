import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { canonicalEmail } from '@fanfare/domain';
import { z } from 'zod';

/** What the process was told by its environment, checked once at start. README has the table. */
export interface Config {
  readonly port: number;
  readonly host: string;
  readonly dataDir: string;
  /** The `app` role: owns nothing, bypasses nothing. */
  readonly databaseUrl: string;
  /** The `migrator` role; null where migrations run elsewhere. */
  readonly databaseAdminUrl: string | null;
  readonly embeddedDatabase: boolean;
  /** Origin of every mailed link, without a trailing slash. */
  readonly publicUrl: string;
  readonly smtpUrl: string | null;
  /** Address in the From of every mail; the name beside it is the program's. */
  readonly mailFrom: string;
  /** Whether this process also relays events and runs jobs. */
  readonly worker: boolean;
  readonly secretKey: Buffer;
  /** What Fastify's `trustProxy` takes: false, or a list of addresses and CIDR blocks. Never `true`. */
  readonly trustProxy: false | string[];
  /** The header in which a trusted proxy says which country a visitor is in; null: nobody does. */
  readonly countryHeader: string | null;
  readonly demo: boolean;
  /** CIDR blocks that webhooks may reach beside the public internet; for tests, and receivers in one's own network. */
  readonly outboundNetworks: readonly string[];
  /** In place of Stripe: its double, for tests and to try the product. Null: Stripe itself. */
  readonly stripeApi: { readonly host: string; readonly port: number; readonly protocol: 'http' | 'https' } | null;
  /** Limits other than the defaults, by name; whoever sets one says so. */
  readonly rateLimits: Readonly<Record<string, { readonly burst: number; readonly perHour: number }>>;
  /** The dev mailbox exists only here: embedded database, no SMTP, loopback address. */
  readonly devMailbox: boolean;
}
export const CONFIG = Symbol('CONFIG');

const blankIsUnset = (value: unknown) => (value === '' ? undefined : value);
const url = (protocols: string[]) =>
  z.preprocess(blankIsUnset, z.string().refine((text) => protocols.some((p) => text.startsWith(p)), `must start with ${protocols.join(' or ')}`).optional());
const RATE_LIMIT = /^([a-zA-Z]+)=(\d+)\/(\d+)$/;
const ADDRESS = /^[0-9a-f:.]+(\/\d{1,3})?$/i;

const ENVIRONMENT = z.object({
  PORT: z.preprocess(blankIsUnset, z.coerce.number('must be a number from 0 to 65535').int().min(0).max(65535).default(3000)),
  HOST: z.preprocess(blankIsUnset, z.string().default('127.0.0.1')),
  DATA_DIR: z.preprocess(blankIsUnset, z.string().default('./.data')),
  DATABASE_URL: url(['postgres://', 'postgresql://']),
  DATABASE_ADMIN_URL: url(['postgres://', 'postgresql://']),
  EMBEDDED_DATABASE: z.preprocess(blankIsUnset, z.literal('1').optional()),
  PUBLIC_URL: z.preprocess(blankIsUnset, z.url({ protocol: /^https?$/, error: 'must be an http or https address' }).optional()),
  SMTP_URL: url(['smtp://', 'smtps://']),
  MAIL_FROM: z.preprocess(blankIsUnset, z.string().refine((text) => canonicalEmail(text) !== null, 'must be an e-mail address').optional()),
  RATE_LIMITS: z.preprocess(blankIsUnset, z.string().optional().refine(
    (text) => text === undefined || text.split(',').every((part) => RATE_LIMIT.test(part.trim())),
    'must look like signUp=300/3600,confirmation=300/3600 (name = at once / per hour)')),
  WORKER: z.preprocess(blankIsUnset, z.enum(['on', 'off']).default('on')),
  SECRET_KEY_FILE: z.preprocess(blankIsUnset, z.string().optional()),
  TRUST_PROXY: z.preprocess(blankIsUnset, z.string().optional().refine(
    (text) => text === undefined || text === 'off' || text.split(',').every((part) => ADDRESS.test(part.trim())),
    'must be "off" or a comma-separated list of addresses or CIDR blocks, such as 127.0.0.1,10.0.0.0/8')),
  COUNTRY_HEADER: z.preprocess(blankIsUnset, z.string().regex(/^[A-Za-z0-9-]{1,60}$/, 'must be the name of a header, such as cf-ipcountry').optional()),
  OUTBOUND_NETWORKS: z.preprocess(blankIsUnset, z.string().optional().refine(
    (text) => text === undefined || text.split(',').every((part) => ADDRESS.test(part.trim())),
    'must be a comma-separated list of addresses or CIDR blocks, such as 10.1.0.0/16')),
  STRIPE_API_URL: z.preprocess(blankIsUnset, z.string().refine(isStripePlace, 'must be an https address, or an http one on this machine, without a path').optional()),
  DEMO: z.preprocess(blankIsUnset, z.enum(['on', 'off']).optional()),
});

/** Reads and checks the environment. @throws Error naming every variable at fault, in plain words */
export function readConfig(env: NodeJS.ProcessEnv): Config {
  const parsed = ENVIRONMENT.safeParse(env);
  if (!parsed.success) {
    const lines = parsed.error.issues.map((issue) => `  ${issue.path.join('.')}: ${issue.message}`);
    throw new Error(`The environment has settings that cannot be used:\n${lines.join('\n')}`);
  }
  const e = parsed.data;
  if (!e.DATABASE_URL) throw new Error('DATABASE_URL is not set. Start with `npm start`, which brings a database, or name one.');
  const embedded = e.EMBEDDED_DATABASE === '1';
  const dataDir = resolve(e.DATA_DIR);
  const smtpUrl = e.SMTP_URL ?? null;
  const publicUrl = (e.PUBLIC_URL ?? `http://${e.HOST.includes(':') ? `[${e.HOST}]` : e.HOST}:${e.PORT}`).replace(/\/+$/, '');
  return {
    port: e.PORT,
    host: e.HOST,
    dataDir,
    databaseUrl: e.DATABASE_URL,
    databaseAdminUrl: e.DATABASE_ADMIN_URL ?? null,
    embeddedDatabase: embedded,
    publicUrl,
    smtpUrl,
    mailFrom: e.MAIL_FROM ?? `no-reply@${senderDomain(publicUrl)}`,
    worker: e.WORKER === 'on',
    rateLimits: Object.fromEntries(partsOf(e.RATE_LIMITS).map((part) => {
      const [, name, burst, perHour] = RATE_LIMIT.exec(part)!;
      return [name, { burst: Number(burst), perHour: Number(perHour) }];
    })),
    secretKey: readSecretKey(e.SECRET_KEY_FILE ? resolve(e.SECRET_KEY_FILE) : join(dataDir, 'secret.key')),
    trustProxy: !e.TRUST_PROXY || e.TRUST_PROXY === 'off' ? false : partsOf(e.TRUST_PROXY),
    countryHeader: e.COUNTRY_HEADER?.toLowerCase() ?? null,
    // On a database of one's own the demo appears only when it is asked for by name.
    demo: e.DEMO ? e.DEMO === 'on' : embedded,
    outboundNetworks: partsOf(e.OUTBOUND_NETWORKS),
    stripeApi: e.STRIPE_API_URL === undefined ? null : placeOf(e.STRIPE_API_URL),
    devMailbox: embedded && !smtpUrl && isLoopback(e.HOST),
  };
}

/** `a, b` → a and b. */
function partsOf(list: string | undefined): string[] {
  return list === undefined ? [] : list.split(',').map((part) => part.trim());
}

/** A secret key goes there: over TLS, or without leaving the machine. */
function isStripePlace(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname, pathname, search } = new URL(text);
  return pathname === '/' && search === '' && (protocol === 'https:' || (protocol === 'http:' && isLoopback(hostname)));
}

function placeOf(text: string): NonNullable<Config['stripeApi']> {
  const { protocol, hostname, port } = new URL(text);
  return protocol === 'https:' ? { host: hostname, port: Number(port || 443), protocol: 'https' } : { host: hostname, port: Number(port || 80), protocol: 'http' };
}

export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127\.\d+\.\d+\.\d+$/.test(host);
}

/** A host name that an address may end in; a bare name or an IP address is none, and only the dev mailbox sees this one. */
function senderDomain(publicUrl: string): string {
  const host = new URL(publicUrl).hostname;
  return canonicalEmail(`no-reply@${host}`) ? host : 'fanfare.invalid';
}

/** 32 bytes, made on first use. Losing the file loses the matching of identities and every open token. */
function readSecretKey(file: string): Buffer {
  try {
    return decodeKey(readFileSync(file, 'utf8'), file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  try {
    writeFileSync(file, `${randomBytes(32).toString('hex')}\n`, { mode: 0o600, flag: 'wx' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error; // another process was first: take its key
  }
  return decodeKey(readFileSync(file, 'utf8'), file);
}

function decodeKey(text: string, file: string): Buffer {
  if (!/^[0-9a-f]{64}\s*$/.test(text)) throw new Error(`SECRET_KEY_FILE ${file} must hold 64 hexadecimal digits`);
  return Buffer.from(text.trim(), 'hex');
}
