import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { canonicalEmail } from '@fanfare/domain';
import type { Role } from '@fanfare/contracts';
import { DataSource, type EntityManager } from 'typeorm';
import { Transactions } from '../../platform/database/transactions.js';
import { newId } from '../../platform/ids.js';
import { Keys, sha256 } from '../../platform/keys.js';

export interface Person {
  readonly email: string;
  /** `Keys.emailHash` of the canonical form. */
  readonly emailHash: Buffer;
  readonly name: string | null;
  readonly locale: string;
}
export interface AccountView {
  readonly id: string;
  readonly email: string;
  readonly name: string | null;
  readonly locale: string;
}
export interface AccountProgramView {
  readonly programId: string;
  readonly slug: string;
  readonly memberId: string | null;
  readonly role: Role | null;
}

const VIEW = 'id, email, name, locale';

/** Sign-in identities and the programs they belong to. Directory tables only. */
@Injectable()
export class Accounts {
  constructor(
    @InjectDataSource() private readonly source: DataSource,
    private readonly transactions: Transactions,
    private readonly keys: Keys,
  ) {}

  /** The hash an address is known by; null when it is no address. */
  hashOf(email: string): Buffer | null {
    const address = canonicalEmail(email);
    return address && this.keys.emailHash(address.canonical);
  }

  /** An account per person, made where there is none; an existing one is left as it is. @returns hex of the hash → account id */
  async ensure(people: readonly Person[], at: Date): Promise<Map<string, string>> {
    return this.transactions.inDirectory((tx) => this.ensureWithin(tx, people, at));
  }

  /** As `ensure`, in a transaction that does more. */
  async ensureWithin(tx: EntityManager, people: readonly Person[], at: Date): Promise<Map<string, string>> {
    // One order for everybody, so that two batches with the same people wait for each other and never deadlock.
    const distinct = [...new Map(people.map((p) => [p.emailHash.toString('hex'), p])).entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, p]) => p);
    if (distinct.length === 0) return new Map();
    const hashes = distinct.map((p) => p.emailHash);
    await tx.query(
      `INSERT INTO accounts (id, email, email_hash, name, locale, created_at)
       SELECT id, email, email_hash, name, locale, $6
       FROM unnest($1::uuid[], $2::text[], $3::bytea[], $4::text[], $5::text[]) AS p (id, email, email_hash, name, locale)
       ON CONFLICT (email_hash) DO NOTHING`,
      [distinct.map(() => newId()), distinct.map((p) => p.email), hashes, distinct.map((p) => p.name), distinct.map((p) => p.locale), at],
    );
    const rows = (await tx.query('SELECT id, email_hash AS hash FROM accounts WHERE email_hash = ANY ($1::bytea[])', [hashes])) as { id: string; hash: Buffer }[];
    return new Map(rows.map((row) => [row.hash.toString('hex'), row.id]));
  }

  /**
   * Notes which members the accounts are, and makes each one's unsubscribe token. An account that is a member
   * already stays the one it was. @returns account id → the member id that holds
   */
  async linkMembers(programId: string, members: readonly { accountId: string; memberId: string }[], at: Date): Promise<Map<string, string>> {
    const sorted = members.toSorted((a, b) => (a.accountId < b.accountId ? -1 : 1));
    if (sorted.length === 0) return new Map();
    return this.transactions.inDirectory(async (tx) => {
      const rows = (await tx.query(
        `INSERT INTO account_programs AS p (account_id, program_id, member_id)
         SELECT DISTINCT ON (account_id) account_id, $1::uuid, member_id FROM unnest($2::uuid[], $3::uuid[]) AS m (account_id, member_id)
         ON CONFLICT (account_id, program_id) DO UPDATE SET member_id = coalesce(p.member_id, EXCLUDED.member_id)
         RETURNING account_id AS "accountId", member_id AS "memberId"`,
        [programId, sorted.map((m) => m.accountId), sorted.map((m) => m.memberId)],
      )) as { accountId: string; memberId: string }[];
      const memberIds = rows.map((row) => row.memberId);
      await tx.query(
        `INSERT INTO tokens (hash, program_id, kind, subject_id, created_at)
         SELECT hash, $1, 'unsubscribe', member_id, $4 FROM unnest($2::bytea[], $3::uuid[]) AS t (hash, member_id)
         ON CONFLICT (hash) DO NOTHING`,
        [programId, memberIds.map((id) => sha256(this.keys.token('unsubscribe', id))), memberIds, at],
      );
      return new Map(rows.map((row) => [row.accountId, row.memberId]));
    });
  }

  /** Leads accounts to other members than before; those that left the program stay away. */
  async leadTo(programId: string, members: readonly { accountId: string; memberId: string }[]): Promise<void> {
    const sorted = members.toSorted((a, b) => (a.accountId < b.accountId ? -1 : 1));
    await this.transactions.inDirectory((tx) => tx.query(
      `UPDATE account_programs p SET member_id = m.member_id FROM unnest($2::uuid[], $3::uuid[]) AS m (account_id, member_id)
       WHERE p.program_id = $1 AND p.account_id = m.account_id AND p.member_id IS NOT NULL`,
      [programId, sorted.map((m) => m.accountId), sorted.map((m) => m.memberId)]));
  }

  /** Forgets memberships that have ended, where leaving was cut short before it could; one that was renewed meanwhile stays. */
  async unlinkMembers(programId: string, memberIds: readonly string[]): Promise<void> {
    await this.transactions.inDirectory((tx) => tx.query('UPDATE account_programs SET member_id = NULL WHERE program_id = $1 AND member_id = ANY($2)', [programId, memberIds]));
  }

  /**
   * Ends a membership and its links in mails, for every account that leads to it; a role of staff stays. An account goes with
   * its last program, and its sessions with it. Doing it again changes nothing. @returns whether one of the accounts is still there
   */
  async leave(programId: string, memberId: string): Promise<{ accountRemains: boolean }> {
    return this.transactions.inDirectory(async (tx) => {
      const accounts = (await tx.query( // locked against joining another program meanwhile
        `SELECT id FROM accounts WHERE id IN (SELECT account_id FROM account_programs WHERE program_id = $1 AND member_id = $2) ORDER BY id FOR UPDATE`,
        [programId, memberId])) as { id: string }[];
      const ids = accounts.map(({ id }) => id);
      await tx.query('DELETE FROM tokens WHERE program_id = $1 AND subject_id = $2', [programId, memberId]);
      await tx.query('UPDATE account_programs SET member_id = NULL WHERE account_id = ANY($1) AND program_id = $2', [ids, programId]);
      await tx.query('DELETE FROM account_programs WHERE account_id = ANY($1) AND program_id = $2 AND role IS NULL', [ids, programId]);
      const [gone] = (await tx.query(
        'DELETE FROM accounts a WHERE a.id = ANY($1) AND NOT EXISTS (SELECT 1 FROM account_programs p WHERE p.account_id = a.id) RETURNING a.id', [ids])) as [unknown[], number];
      return { accountRemains: gone.length < ids.length };
    });
  }

  /** What an account is known by, locked until the caller's transaction ends; null where there is none any more. */
  async lockAddress(tx: EntityManager, accountId: string): Promise<{ readonly email: string; readonly hash: Buffer } | null> {
    const [row] = (await tx.query('SELECT email, email_hash AS hash FROM accounts WHERE id = $1 FOR UPDATE', [accountId])) as { email: string; hash: Buffer }[];
    return row ?? null;
  }

  /**
   * Makes another address the account's. Codes and links that are under way went to the old one, and end.
   * An address of another account breaks `uq_accounts_email_hash`.
   */
  async readdress(tx: EntityManager, accountId: string, to: { readonly email: string; readonly hash: Buffer }, at: Date): Promise<void> {
    await tx.query('UPDATE accounts SET email = $2, email_hash = $3 WHERE id = $1', [accountId, to.email, to.hash]);
    await tx.query('UPDATE challenges SET expires_at = $2 WHERE account_id = $1 AND used_at IS NULL AND expires_at > $2', [accountId, at]);
  }

  async get(id: string): Promise<AccountView | null> {
    const [row] = (await this.source.query(`SELECT ${VIEW} FROM accounts WHERE id = $1`, [id])) as AccountView[];
    return row ?? null;
  }

  /** How people are called: by name, else by address. Who has left is missing. */
  async namesOf(ids: readonly string[]): Promise<Map<string, string>> {
    const rows = (await this.source.query('SELECT id, coalesce(name, email) AS name FROM accounts WHERE id = ANY ($1::uuid[])', [ids])) as { id: string; name: string }[];
    return new Map(rows.map((row) => [row.id, row.name]));
  }

  async byEmailHash(hash: Buffer): Promise<AccountView | null> {
    const [row] = (await this.source.query(`SELECT ${VIEW} FROM accounts WHERE email_hash = $1`, [hash])) as AccountView[];
    return row ?? null;
  }

  /** Who answers for a program. */
  async ownersOf(tx: Pick<EntityManager, 'query'>, programId: string): Promise<string[]> {
    const owners = (await tx.query(`SELECT account_id AS id FROM account_programs WHERE program_id = $1 AND role = 'owner' ORDER BY account_id`, [programId])) as { id: string }[];
    return owners.map(({ id }) => id);
  }

  /** Every program the account is a member or staff of, by slug. @param tx the transaction that goes by it */
  async accountPrograms(accountId: string, tx: Pick<EntityManager, 'query'> = this.source): Promise<AccountProgramView[]> {
    return (await tx.query(
      `SELECT p.program_id AS "programId", s.slug, p.member_id AS "memberId", p.role
       FROM account_programs p JOIN program_slugs s ON s.program_id = p.program_id
       WHERE p.account_id = $1 AND (p.member_id IS NOT NULL OR p.role IS NOT NULL) ORDER BY s.slug`,
      [accountId],
    )) as AccountProgramView[];
  }
}
