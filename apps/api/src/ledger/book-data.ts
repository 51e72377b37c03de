import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { Tx } from '../platform/database/transactions.js';
import { type AddressMove, type DataSubject, type PersonalDataKeeper, PersonalDataKeepers } from '../platform/personal-data.js';
import { asFriend } from './as-friend.js';
import { moveClaim } from './claims.js';
import { Ledger } from './ledger.service.js';
import { type EntryRow, entryTold, type FactRow, factTold } from './own-book.js';

/** A member's book, and what the books of others say of them as a friend. Nothing in it names anybody, so an erasure adds to it and takes nothing away: everybody's chain verifies as before. */
@Injectable()
export class BookData implements PersonalDataKeeper, OnModuleInit {
  readonly turn = 1;

  constructor(
    private readonly keepers: PersonalDataKeepers,
    private readonly ledger: Ledger,
  ) {}

  onModuleInit(): void {
    this.keepers.register(this);
  }

  async collect(tx: Tx, subject: DataSubject): Promise<Record<string, unknown>> {
    const { programId, memberId, addresses } = subject;
    const key = [programId, memberId];
    const [standing] = (await tx.query(
      `SELECT version, standing, cohort, qualified, points, spent, attended, season, tier_id AS "tierId", reached_at AS "reachedAt" FROM standings WHERE program_id = $1 AND member_id = $2`, key)) as unknown[];
    const facts = (await tx.query('SELECT seq, kind, version, at, body FROM facts WHERE program_id = $1 AND member_id = $2 ORDER BY seq', key)) as FactRow[];
    const entries = (await tx.query(
      `SELECT seq, fact_seq AS "factSeq", version, measure, delta, referral_id AS "referralId", from_status AS "from", to_status AS "to", reason, evidence,
         effective_at AS "effectiveAt", recorded_at AS "recordedAt", encode(hash, 'hex') AS hash
       FROM ledger_entries WHERE program_id = $1 AND member_id = $2 ORDER BY seq`, key)) as EntryRow[];
    return {
      joined: await tx.query(
        'SELECT source, at, named_at AS "inviterNamedAt" FROM identity_claims WHERE program_id = $1 AND identity_hash = ANY($2) ORDER BY at', [programId, addresses.map((address) => address.hash)]),
      asFriend: await asFriend(tx, subject),
      standing: standing ?? null,
      facts: facts.map(factTold),
      entries: entries.map(entryTold),
      awards: await tx.query(
        `SELECT subject_id AS "subjectId", ordinal, side, earned_as AS "earnedAs", measure, threshold, status, since FROM awards
         WHERE program_id = $1 AND member_id = $2 ORDER BY since, subject_id, ordinal, side`, key),
    };
  }

  async erase(tx: Tx, { programId, memberId }: DataSubject, at: Date): Promise<void> {
    await this.ledger.apply(tx, programId, [{ kind: 'fact', key: `erase:${memberId}`, memberId, body: { kind: 'standing', to: 'erased' } }], at);
  }

  async move(tx: Tx, { programId, from, to, leftAt, awaySince }: AddressMove, at: Date): Promise<void> {
    await moveClaim(tx, programId, { from, to: to.hash, leftAt: leftAt ?? awaySince }, at);
  }
}
