import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readConfig } from './config.js';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'fanfare-config-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const OWN = { DATABASE_URL: 'postgres://app@db.example/fanfare' };
const EMBEDDED = { ...OWN, EMBEDDED_DATABASE: '1' };
const read = (env: Record<string, string>) => readConfig({ DATA_DIR: folder, ...env });

describe('the environment', () => {
  it.each([
    ['PORT', 'http'], ['PORT', '70000'], ['DATABASE_URL', 'mysql://db'], ['DATABASE_ADMIN_URL', 'db.example'], ['PUBLIC_URL', 'javascript:alert(1)'],
    ['PUBLIC_URL', 'halcyon.example'], ['SMTP_URL', 'https://mail.example'], ['TRUST_PROXY', 'true'], ['TRUST_PROXY', '*'], ['DEMO', 'yes'], ['WORKER', '1'],
    ['RATE_LIMITS', 'signUp=many'], ['STRIPE_API_URL', 'http://stripe.example:4010'], ['STRIPE_API_URL', 'https://stripe.example/v1'], ['STRIPE_API_URL', '127.0.0.1:4010'],
  ])('is refused in words that name %s when it is %j', (name, value) => {
    expect(() => read({ ...OWN, [name]: value })).toThrow(new RegExp(`cannot be used:\\n  ${name}: .+`));
  });

  it('names every setting at fault at once, and treats an empty one as not set', () => {
    expect(() => read({ ...OWN, PORT: 'x', DEMO: 'x' })).toThrow(/PORT[^]*DEMO/);
    expect(read({ ...OWN, PORT: '', HOST: '', SMTP_URL: '', PUBLIC_URL: '' })).toMatchObject({ port: 3000, host: '127.0.0.1', smtpUrl: null, publicUrl: 'http://127.0.0.1:3000' });
  });

  it('says how to get a database when there is none', () => {
    expect(() => read({})).toThrow('npm start');
  });
});

it('trusts no proxy unless told which', () => {
  expect(read(OWN).trustProxy).toBe(false);
  expect(read({ ...OWN, TRUST_PROXY: 'off' }).trustProxy).toBe(false);
  expect(read({ ...OWN, TRUST_PROXY: '127.0.0.1, 10.0.0.0/8,::1' }).trustProxy).toEqual(['127.0.0.1', '10.0.0.0/8', '::1']);
});

it('tells the demo on the embedded database, and on one’s own only when asked for by name', () => {
  expect([read(EMBEDDED).demo, read({ ...EMBEDDED, DEMO: 'off' }).demo, read(OWN).demo, read({ ...OWN, DEMO: 'on' }).demo]).toEqual([true, false, false, true]);
});

it('speaks to Stripe itself unless something else is named to take its place', () => {
  expect(read(OWN).stripeApi).toBeNull();
  expect(read({ ...OWN, STRIPE_API_URL: 'http://127.0.0.1:4010' }).stripeApi).toEqual({ host: '127.0.0.1', port: 4010, protocol: 'http' });
  expect(read({ ...OWN, STRIPE_API_URL: 'https://stripe.example' }).stripeApi).toEqual({ host: 'stripe.example', port: 443, protocol: 'https' });
});

it('has a dev mailbox only with the embedded database, without SMTP, on a loopback address', () => {
  expect(read(EMBEDDED).devMailbox).toBe(true);
  expect(read({ ...EMBEDDED, HOST: '::1' }).devMailbox).toBe(true);
  expect(read(OWN).devMailbox).toBe(false);
  expect(read({ ...EMBEDDED, SMTP_URL: 'smtp://mail.example' }).devMailbox).toBe(false);
  expect(read({ ...EMBEDDED, HOST: '0.0.0.0' }).devMailbox).toBe(false);
});

describe('the secret key', () => {
  it('is made once, for its owner only, and is the same afterwards', () => {
    const file = join(folder, 'keys', 'made.key');
    const first = read({ ...OWN, SECRET_KEY_FILE: file }).secretKey;
    expect(first).toHaveLength(32);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(read({ ...OWN, SECRET_KEY_FILE: file }).secretKey).toEqual(first);
    expect(readFileSync(file, 'utf8')).toMatch(/^[0-9a-f]{64}\n$/);
  });

  it('is refused, not replaced, when the file holds something else', () => {
    const file = join(folder, 'other.key');
    writeFileSync(file, 'not a key');
    expect(() => read({ ...OWN, SECRET_KEY_FILE: file })).toThrow('64 hexadecimal digits');
    expect(readFileSync(file, 'utf8')).toBe('not a key');
  });
});
