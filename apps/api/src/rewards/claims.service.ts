import { Injectable } from '@nestjs/common';
import { DomainError } from '@fanfare/contracts';
import { Clock } from '../platform/clock.js';
import { Transactions, type Tx } from '../platform/database/transactions.js';
import { writeOutbox } from '../platform/outbox/outbox.js';
import { nextCursor, readCursor } from '../platform/paging.js';
import { type Details, detailsFor, type Needs, sameDetails } from './claim-needs.js';
import { type GrantStatus, next } from './grant-states.js';
import type { RewardKind, Texts } from './reward.entity.js';
import type { Address, ClaimRequest, PageQuery } from './rewards.dto.js';

/** A member's own grant, with what its reward is and needs. */
export interface OwnGrant extends Needs {
  readonly id: string;
  readonly rewardId: string;
  readonly kind: RewardKind;
  readonly title: Texts;
  readonly description: Texts;
  readonly status: GrantStatus;
  readonly reason: string | null;
  readonly size: string | null;
  readonly address: Address | null;
  readonly tracking: string | null;
  readonly awardedAt: Date;
  readonly claimedAt: Date | null;
  readonly updatedAt: Date;
}

/** How to speak to the member. */
export interface Reader {
  readonly slug: string;
  readonly locale: string;
  readonly defaultLocale: string;
}

/** What a member sees of their rewards, and the claim. Of another member's grant it knows nothing: `grant.not_found`. */
@Injectable()
export class Claims {
  constructor(
    private readonly transactions: Transactions,
    private readonly clock: Clock,
  ) {}

  /** Newest first. */
  async list(programId: string, memberId: string, query: PageQuery): Promise<{ reader: Reader; grants: OwnGrant[]; nextCursor: string | null }> {
    const after = readCursor(query.cursor);
    return this.transactions.readProgram(programId, async (tx) => {
      const grants = (await tx.query(
        `${OWN} AND ($3::timestamptz IS NULL OR (g.awarded_at, g.id) < ($3, $4::uuid)) ORDER BY g.awarded_at DESC, g.id DESC LIMIT $5`,
        [programId, memberId, after?.at ?? null, after?.id ?? null, query.limit + 1])) as OwnGrant[];
      const cursor = nextCursor(grants, query.limit, (grant) => ({ at: grant.awardedAt, id: grant.id }));
      return { reader: await readerOf(tx, programId, memberId), grants: grants.slice(0, query.limit), nextCursor: cursor };
    });
  }

  /**
   * Claims once: of many at the same time one makes the change, the others find it made. Again with the same details: the
   * same answer.
   * @throws DomainError `grant.details_missing`, `grant.not_claimable`, `grant.not_found`
   */
  async claim(programId: string, memberId: string, grantId: string, request: ClaimRequest): Promise<{ reader: Reader; grant: OwnGrant }> {
    return this.transactions.inProgram(programId, async (tx) => {
      const before = await ownGrant(tx, programId, memberId, grantId);
      const made = before.status === 'claimable' && (await this.makeClaim(tx, programId, memberId, before, request));
      const grant = await ownGrant(tx, programId, memberId, grantId);
      if (!made && !isRepeated(grant, request)) throw new DomainError('grant.not_claimable', { grantStatus: grant.status });
      return { reader: await readerOf(tx, programId, memberId), grant };
    });
  }

  /** Other details, until it is packed. @throws DomainError `grant.wrong_state`, `grant.details_missing`, `grant.not_found` */
  async correct(programId: string, memberId: string, grantId: string, request: ClaimRequest): Promise<{ reader: Reader; grant: OwnGrant }> {
    const at = this.clock.now();
    return this.transactions.inProgram(programId, async (tx) => {
      const before = await ownGrant(tx, programId, memberId, grantId);
      const changed = await transition(tx, `UPDATE grants SET updated_at = $4 WHERE program_id = $1 AND id = $2 AND beneficiary_id = ANY(ARRAY(SELECT members_of_person($1, $3))) AND status = 'claimed' RETURNING id`, [programId, grantId, memberId, at]);
      if (!changed) throw new DomainError('grant.wrong_state', { grantStatus: before.status });
      await saveDetails(tx, programId, grantId, detailsFor(before, request), at);
      return { reader: await readerOf(tx, programId, memberId), grant: await ownGrant(tx, programId, memberId, grantId) };
    });
  }

  /** @returns false when somebody else has just claimed it */
  private async makeClaim(tx: Tx, programId: string, memberId: string, grant: OwnGrant, request: ClaimRequest): Promise<boolean> {
    const at = this.clock.now();
    const details = detailsFor(grant, request);
    const claimed = next(grant.status, 'claim')!;
    // A code is handed over by being shown; whatever else there is waits for staff.
    const status = grant.kind === 'discount_code' ? next(claimed, 'fulfil') : claimed;
    const made = await transition(
      tx, `UPDATE grants SET status = $4, claimed_at = $5, updated_at = $5 WHERE program_id = $1 AND id = $2 AND beneficiary_id = ANY(ARRAY(SELECT members_of_person($1, $3))) AND status = 'claimable' RETURNING id`,
      [programId, grant.id, memberId, status, at]);
    if (!made) return false;
    await saveDetails(tx, programId, grant.id, details, at);
    await writeOutbox(tx, programId, [{ topic: 'grant.claimed', payload: { grantId: grant.id, memberId } }], at);
    return true;
  }
}

const OWN = `
  SELECT g.id, g.reward_id AS "rewardId", r.kind, r.title, r.description, r.needs_address AS "needsAddress", r.sizes, g.status, g.reason, c.size, c.address,
    g.tracking, g.awarded_at AS "awardedAt", g.claimed_at AS "claimedAt", g.updated_at AS "updatedAt"
  FROM grants g JOIN rewards r ON r.program_id = g.program_id AND r.id = g.reward_id
    LEFT JOIN claim_details c ON c.program_id = g.program_id AND c.grant_id = g.id
  WHERE g.program_id = $1 AND r.program_id = $1 AND g.beneficiary_id = ANY(ARRAY(SELECT members_of_person($1, $2)))`;

async function ownGrant(tx: Tx, programId: string, memberId: string, grantId: string): Promise<OwnGrant> {
  const [grant] = (await tx.query(`${OWN} AND g.id = $3`, [programId, memberId, grantId])) as OwnGrant[];
  if (!grant) throw new DomainError('grant.not_found');
  return grant;
}

/** A claim that was made before, with the same details, and has not been stopped since. */
function isRepeated(grant: OwnGrant, request: ClaimRequest): boolean {
  if (!grant.claimedAt || grant.status === 'suspended' || grant.status === 'revoked') return false;
  return sameDetails({ size: grant.size, address: grant.address }, detailsFor(grant, request));
}

/** Runs an `UPDATE … RETURNING id` of one row. @returns whether there was such a row */
async function transition(tx: Tx, sql: string, params: unknown[]): Promise<boolean> {
  const [rows] = (await tx.query(sql, params)) as [unknown[], number];
  return rows.length === 1;
}

async function saveDetails(tx: Tx, programId: string, grantId: string, details: Details, at: Date): Promise<void> {
  if (details.size === null && details.address === null) return;
  await tx.query(
    `INSERT INTO claim_details (program_id, grant_id, size, address, updated_at) VALUES ($1, $2, $3, $4, $5)
     ON CONFLICT (program_id, grant_id) DO UPDATE SET size = EXCLUDED.size, address = EXCLUDED.address, updated_at = EXCLUDED.updated_at`,
    [programId, grantId, details.size, details.address && JSON.stringify(details.address), at]);
}

async function readerOf(tx: Tx, programId: string, memberId: string): Promise<Reader> {
  const [reader] = (await tx.query(
    `SELECT p.slug, p.default_locale AS "defaultLocale", coalesce(f.locale, p.default_locale) AS locale
     FROM programs p LEFT JOIN profiles f ON f.program_id = $1 AND f.member_id = $2 WHERE p.id = $1`,
    [programId, memberId])) as [Reader];
  return reader;
}
