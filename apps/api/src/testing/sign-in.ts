import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Role } from '@fanfare/contracts';
import { DataSource } from 'typeorm';
import { Accounts, Sessions } from '../identity/index.js';
import type { SessionLevel } from '../platform/auth/session-lifetimes.js';
import { Clock } from '../platform/clock.js';
import { Transactions } from '../platform/database/transactions.js';
import { newId } from '../platform/ids.js';

/** Somebody with a session. Spread `headers` into `app.inject({ headers })`: it passes the checks of unsafe calls too. */
export interface SignedIn {
  readonly accountId: string;
  readonly headers: { readonly cookie: string; readonly 'sec-fetch-site': 'same-origin'; readonly 'x-requested-with': 'fanfare' };
}

/**
 * A session of a new or known account that is a member of the program. Makes the enrolment (`members`, `profiles`)
 * where there is none; the ledger's book comes to be when something is recorded in it.
 */
export async function memberSession(
  app: NestFastifyApplication,
  programId: string,
  person: { email?: string; name?: string; memberId?: string } = {},
): Promise<SignedIn & { memberId: string }> {
  const accountId = await accountOf(app, person.email, person.name);
  const now = app.get(Clock).now();
  const linked = await app.get(Accounts).linkMembers(programId, [{ accountId, memberId: person.memberId ?? newId() }], now);
  const memberId = linked.get(accountId)!;
  await app.get(Transactions).inProgram(programId, async (tx) => {
    await tx.query('INSERT INTO members (program_id, id, account_id, joined_at) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING', [programId, memberId, accountId, now]);
    await tx.query(`INSERT INTO profiles (program_id, member_id, name, locale, updated_at) VALUES ($1, $2, $3, 'en', $4) ON CONFLICT DO NOTHING`, [programId, memberId, person.name ?? null, now]);
  });
  return { ...(await openSession(app, accountId, 'member')), memberId };
}

/** A staff session with the role in the program, as if signed in with both factors. */
export async function staffSession(app: NestFastifyApplication, role: Role, programId: string, person: { email?: string; name?: string } = {}): Promise<SignedIn> {
  const accountId = await accountOf(app, person.email, person.name);
  await app.get(DataSource).query(
    `INSERT INTO account_programs (account_id, program_id, role) VALUES ($1, $2, $3)
     ON CONFLICT (account_id, program_id) DO UPDATE SET role = EXCLUDED.role`,
    [accountId, programId, role],
  );
  return openSession(app, accountId, 'staff');
}

/** A session of that account, of the level asked for. */
export async function openSession(app: NestFastifyApplication, accountId: string, level: SessionLevel): Promise<SignedIn> {
  const session = await app.get(Transactions).inDirectory((tx) => app.get(Sessions).open(tx, accountId, level));
  return { accountId, headers: { cookie: `ff=${session.token}`, 'sec-fetch-site': 'same-origin', 'x-requested-with': 'fanfare' } };
}

/** The account of an address (default: one that nobody else has). */
export async function accountOf(app: NestFastifyApplication, email = `${newId()}@example.org`, name: string | null = null): Promise<string> {
  const accounts = app.get(Accounts);
  const emailHash = accounts.hashOf(email);
  if (!emailHash) throw new Error(`${email} is no address`);
  const ids = await accounts.ensure([{ email, emailHash, name, locale: 'en' }], app.get(Clock).now());
  return ids.get(emailHash.toString('hex'))!;
}

/** A program with nothing but its row and its slug, for tests that need no rules. */
export async function bareProgram(app: NestFastifyApplication, slug: string): Promise<string> {
  const id = newId();
  const now = app.get(Clock).now();
  await app.get(Transactions).inProgram(id, async (tx) => {
    await tx.query(
      `INSERT INTO programs (id, slug, name, status, default_locale, locales, time_zone, brand_color, sender_name, postal_address, landing, allowed_hosts, created_at)
       VALUES ($1, $2, $2, 'active', 'en', '{en,de}', 'UTC', '#1f6f54', $2, '1 Main Street', '{}', '{}', $3)`,
      [id, slug, now],
    );
    await tx.query('INSERT INTO program_slugs (slug, program_id, created_at) VALUES ($1, $2, $3)', [slug, id, now]);
  });
  return id;
}
