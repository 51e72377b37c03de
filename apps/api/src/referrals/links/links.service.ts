import { Injectable } from '@nestjs/common';
import { DomainError, LIMITS } from '@fanfare/contracts';
import { foldCode, isVanity } from '@fanfare/domain';
import { Clock } from '../../platform/clock.js';
import { announceLinkChange } from '../../platform/database/link-changes.js';
import { constraintOf, Transactions, type Tx } from '../../platform/database/transactions.js';
import { derivedId, newId } from '../../platform/ids.js';
import { allowedDestination, type Landing } from '../clicks/destination.js';
import { LinkCodes } from './link-codes.service.js';
import type { NewLinkRequest } from './links.dto.js';

/** A link with what it brought. `signups` and `qualified`: those whose credited touch is this link. */
export interface CountedLink {
  readonly id: string;
  readonly code: string;
  readonly channel: string;
  readonly destination: string | null;
  readonly createdAt: Date;
  readonly human: number;
  readonly machine: number;
  readonly signups: number;
  readonly qualified: number;
}

/** A member's own links. */
@Injectable()
export class Links {
  constructor(
    private readonly transactions: Transactions,
    private readonly codes: LinkCodes,
    private readonly clock: Clock,
  ) {}

  /** All of them, oldest first; there are at most `LIMITS.linksPerMember`. */
  async list(programId: string, memberId: string): Promise<CountedLink[]> {
    return this.transactions.readProgram(programId, (tx) => countedLinks(tx, programId, memberId));
  }

  /**
   * Reserves the code in the directory first, then writes the link. Trying again after a failure in between works: the
   * id follows from member and code.
   * @throws DomainError `link.code_invalid`, `link.code_taken`, `link.channel_taken`, `link.destination_not_allowed`, `link.limit_reached`
   */
  async create(programId: string, memberId: string, request: NewLinkRequest): Promise<CountedLink> {
    const destination = await this.check(programId, memberId, request);
    const { id, code } = await this.reserve(programId, memberId, request.code);
    const link = { id, code, channel: request.channel, destination, createdAt: this.clock.now() };
    await this.transactions.inProgram(programId, async (tx) => {
      await lockLinks(tx, programId, memberId);
      await refuseBeyondLimits(tx, programId, memberId, request.channel);
      await insertLink(tx, programId, memberId, link);
      await announceLinkChange(tx, { code });
    });
    return { ...link, human: 0, machine: 0, signups: 0, qualified: 0 };
  }

  /** Before a code is reserved for good: would the rest of the request stand? @returns the destination as parsed */
  private async check(programId: string, memberId: string, request: NewLinkRequest): Promise<string | null> {
    return this.transactions.readProgram(programId, async (tx) => {
      await refuseBeyondLimits(tx, programId, memberId, request.channel);
      if (request.destination === undefined) return null;
      const url = allowedDestination(request.destination, await landingOf(tx, programId));
      if (!url) throw new DomainError('link.destination_not_allowed');
      return url.href;
    });
  }

  private async reserve(programId: string, memberId: string, wish: string | undefined): Promise<{ id: string; code: string }> {
    if (wish === undefined) {
      const id = newId();
      return { id, code: await this.codes.reserveRandom(programId, id) };
    }
    const code = foldCode(wish);
    if (!isVanity(code)) throw new DomainError('link.code_invalid');
    const id = derivedId('link', programId, memberId, code);
    await this.codes.reserve(programId, id, code);
    return { id, code };
  }
}

async function landingOf(tx: Tx, programId: string): Promise<Landing> {
  const [row] = (await tx.query('SELECT slug, destination, allowed_hosts FROM programs WHERE id = $1', [programId])) as { slug: string; destination: string | null; allowed_hosts: string[] }[];
  if (!row) throw new DomainError('program.not_found');
  return { slug: row.slug, destination: row.destination, allowedHosts: row.allowed_hosts };
}

/** Makes requests of one member wait for each other; what they count is read afterwards, by a newer snapshot. */
async function lockLinks(tx: Tx, programId: string, memberId: string): Promise<void> {
  await tx.query('SELECT id FROM links WHERE program_id = $1 AND member_id = $2 ORDER BY id LIMIT 1 FOR UPDATE', [programId, memberId]);
}

async function refuseBeyondLimits(tx: Tx, programId: string, memberId: string, channel: string): Promise<void> {
  const rows = (await tx.query('SELECT channel FROM links WHERE program_id = $1 AND member_id = $2', [programId, memberId])) as { channel: string }[];
  if (rows.some((row) => row.channel === channel)) throw new DomainError('link.channel_taken');
  if (rows.length >= LIMITS.linksPerMember) throw new DomainError('link.limit_reached', { limit: LIMITS.linksPerMember });
}

async function insertLink(tx: Tx, programId: string, memberId: string, link: Pick<CountedLink, 'id' | 'code' | 'channel' | 'destination' | 'createdAt'>): Promise<void> {
  try {
    await tx.query(
      `INSERT INTO links (program_id, id, member_id, code, channel, destination, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
      [programId, link.id, memberId, link.code, link.channel, link.destination, link.createdAt]);
  } catch (error) {
    const constraint = constraintOf(error);
    if (constraint === 'uq_links_channel') throw new DomainError('link.channel_taken');
    if (constraint === 'pk_links' || constraint === 'uq_links_code') throw new DomainError('link.code_taken'); // by the member's own link
    throw error;
  }
}

/** One grouped read per kind of count, whatever the number of links. */
async function countedLinks(tx: Tx, programId: string, memberId: string): Promise<CountedLink[]> {
  return (await tx.query(
    `WITH own AS (SELECT id, code, channel, destination, created_at FROM links WHERE program_id = $1 AND member_id = $2),
       visits AS (
         SELECT link_id, count(*) FILTER (WHERE machine IS NULL)::int AS human, count(*) FILTER (WHERE machine IS NOT NULL)::int AS machine
         FROM clicks WHERE program_id = $1 AND link_id IN (SELECT id FROM own) GROUP BY link_id),
       sent AS (
         SELECT link_id, count(*)::int AS signups FROM submissions WHERE program_id = $1 AND referrer_id = $2 GROUP BY link_id),
       counting AS (
         SELECT s.link_id, count(*)::int AS qualified FROM referrals r JOIN submissions s ON s.program_id = r.program_id AND s.id = r.id
         WHERE r.program_id = $1 AND s.program_id = $1 AND r.member_id = $2 AND r.status = 'qualified' GROUP BY s.link_id)
     SELECT own.id, own.code, own.channel, own.destination, own.created_at AS "createdAt", coalesce(visits.human, 0) AS human,
       coalesce(visits.machine, 0) AS machine, coalesce(sent.signups, 0) AS signups, coalesce(counting.qualified, 0) AS qualified
     FROM own LEFT JOIN visits ON visits.link_id = own.id LEFT JOIN sent ON sent.link_id = own.id LEFT JOIN counting ON counting.link_id = own.id
     ORDER BY own.created_at, own.id`,
    [programId, memberId])) as CountedLink[];
}
