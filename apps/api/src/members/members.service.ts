import { Injectable } from '@nestjs/common';
import type { Tx } from '../platform/database/transactions.js';
import { derivedId } from '../platform/ids.js';

/** Somebody who has just confirmed an address, and what they agreed to. */
export interface Enrolment {
  readonly memberId: string;
  readonly accountId: string;
  /** Mailed to. */
  readonly email: string;
  /** `Keys.emailHash` of its canonical form. */
  readonly emailHash: Buffer;
  readonly name: string | null;
  readonly locale: string;
  readonly consent: { readonly purpose: string; readonly textVersion: string; readonly source: string; readonly givenAt?: Date };
  /** Of somebody who comes from elsewhere; left out: now. */
  readonly joinedAt?: Date;
}

/** Who takes part in a program. */
@Injectable()
export class Members {
  /**
   * Enrols many at once. Who is a member already stays as they are, apart from a consent to a newer text; the same
   * person twice in one call is one member.
   * @returns the ids of those who are new
   */
  async enrol(tx: Tx, programId: string, people: readonly Enrolment[], at: Date): Promise<Set<string>> {
    if (people.length === 0) return new Set();
    // One order for everybody, so that two batches with the same people can wait for each other and never in a circle.
    const sorted = people.toSorted((a, b) => (a.memberId < b.memberId ? -1 : a.memberId > b.memberId ? 1 : 0));
    const ids = sorted.map((p) => p.memberId);
    const added = (await tx.query(
      `INSERT INTO members (program_id, id, account_id, joined_at)
       SELECT $1, id, account_id, joined_at FROM unnest($2::uuid[], $3::uuid[], $4::timestamptz[]) AS m (id, account_id, joined_at) ON CONFLICT DO NOTHING RETURNING id`,
      [programId, ids, sorted.map((p) => p.accountId), sorted.map((p) => p.joinedAt ?? at)])) as { id: string }[];
    await insertProfiles(tx, programId, sorted, at);
    await insertIdentities(tx, programId, sorted, at);
    await insertConsents(tx, programId, sorted, at);
    return new Set(added.map((row) => row.id));
  }

  /** Members by the keyed hash of an address. @returns hex of the hash → member id; hashes of nobody are left out */
  async byEmailHash(tx: Tx, programId: string, hashes: readonly Buffer[]): Promise<Map<string, string>> {
    if (hashes.length === 0) return new Map();
    const rows = (await tx.query('SELECT email_hash AS hash, member_id AS "memberId" FROM identities WHERE program_id = $1 AND email_hash = ANY($2)', [programId, hashes])) as
      { hash: Buffer; memberId: string }[];
    return new Map(rows.map((row) => [row.hash.toString('hex'), row.memberId]));
  }
}

async function insertProfiles(tx: Tx, programId: string, people: readonly Enrolment[], at: Date): Promise<void> {
  await tx.query(
    `INSERT INTO profiles (program_id, member_id, name, locale, updated_at)
     SELECT $1, member_id, name, locale, $5 FROM unnest($2::uuid[], $3::text[], $4::text[]) AS p (member_id, name, locale) ON CONFLICT DO NOTHING`,
    [programId, people.map((p) => p.memberId), people.map((p) => p.name), people.map((p) => p.locale), at]);
}

async function insertIdentities(tx: Tx, programId: string, people: readonly Enrolment[], at: Date): Promise<void> {
  await tx.query(
    `INSERT INTO identities (program_id, id, member_id, email, email_hash, created_at)
     SELECT $1, id, member_id, email, hash, $6 FROM unnest($2::uuid[], $3::uuid[], $4::text[], $5::bytea[]) AS i (id, member_id, email, hash)
     ON CONFLICT DO NOTHING`,
    [programId, people.map((p) => derivedId('identity', programId, p.emailHash.toString('hex'))), people.map((p) => p.memberId), people.map((p) => p.email), people.map((p) => p.emailHash), at]);
}

/** A text agreed to twice is one row, the first. */
async function insertConsents(tx: Tx, programId: string, people: readonly Enrolment[], at: Date): Promise<void> {
  await tx.query(
    `INSERT INTO consents (program_id, id, member_id, purpose, text_version, source, given_at)
     SELECT $1, id, member_id, purpose, text_version, source, given_at
     FROM unnest($2::uuid[], $3::uuid[], $4::text[], $5::text[], $6::text[], $7::timestamptz[]) AS c (id, member_id, purpose, text_version, source, given_at) ON CONFLICT DO NOTHING`,
    [programId, people.map((p) => derivedId('consent', programId, p.memberId, p.consent.purpose, p.consent.textVersion)), people.map((p) => p.memberId),
      people.map((p) => p.consent.purpose), people.map((p) => p.consent.textVersion), people.map((p) => p.consent.source), people.map((p) => p.consent.givenAt ?? at)]);
}
