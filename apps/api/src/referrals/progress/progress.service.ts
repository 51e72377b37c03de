import { Injectable } from '@nestjs/common';
import { type Award, balanceOf, countedIn, type Id, isForEach, type Milestone, nextSide, nextStep, NOTHING_YET, type Rulebook, seasonAt, stepsOf, thresholdFor, type TierStep, toKeep } from '@fanfare/domain';
import { Clock } from '../../platform/clock.js';
import { Transactions, type Tx } from '../../platform/database/transactions.js';
import { inLanguageOf } from '../../platform/i18n/choose-locale.js';
import { Ranks, readWay, type StandingWay } from '../../ledger/index.js';
import { Rulebooks } from '../../programs/index.js';
import { readHeldSides } from '../held-sides.js';
import type { ProgressResponse } from './progress.dto.js';

interface RewardRow { id: Id; kind: string; title: string | null }
interface AwardRow { subject_id: Id; ordinal: number; status: Award['status']; since: Date; grant_id: Id | null }

/** A member's own count, as the book has it; nothing here is computed that the ledger does not say. */
@Injectable()
export class Progress {
  constructor(
    private readonly transactions: Transactions,
    private readonly rulebooks: Rulebooks,
    private readonly ranks: Ranks,
    private readonly clock: Clock,
  ) {}

  /** @param language `Accept-Language`, for the names of rewards */
  async of(programId: Id, memberId: Id, language?: string): Promise<ProgressResponse> {
    return this.transactions.readProgram(programId, async (tx) => {
      const now = this.clock.now();
      const standing = await readWay(tx, programId, memberId);
      const rulebook = standing ? await this.rulebooks.byVersion(tx, programId, standing.version) : await this.rulebooks.inForce(tx, programId, now);
      const way = standing ?? { ...NOTHING_YET, sums: { qualified: 0, points: 0, spent: 0 }, version: rulebook.version, reachedAt: now, graceUntil: null };
      const awards = await readAwards(tx, programId, memberId);
      const held = await readHeldSides(tx, programId, memberId);
      const rewards = await readRewards(tx, programId, memberId, language);
      const next = nextStep(way, rulebook, now.getTime());
      return {
        ...(await this.counts(tx, programId, memberId)),
        qualified: way.sums.qualified,
        points: rulebook.points.length > 0 || way.sums.points !== 0 || way.sums.spent !== 0 ? { balance: balanceOf(way.sums) } : null,
        rank: (await this.ranks.of(tx, programId, memberId)) ?? (await placeOutside(tx, programId)),
        tier: ownTier(rulebook, way, awards, now),
        nextTier: next && { ...toStep(next), remaining: next.remaining },
        tiers: stepsOf(way, rulebook, now.getTime()).filter(({ tier }) => tier.name !== undefined).map((step) => ({ ...toStep(step), held: step.held })),
        milestones: rulebook.milestones.map((m) => milestone(m, awards, way, rewards, held.get(m.id) ?? new Set())),
        season: season(rulebook, way, now),
        version: rulebook.version,
      };
    });
  }

  /** Friends by status; those who have not confirmed are the submissions still open. */
  private async counts(tx: Tx, programId: Id, memberId: Id): Promise<Pick<ProgressResponse, 'pending' | 'held' | 'rejected' | 'reversed'>> {
    const rows = (await tx.query('SELECT status, count(*)::int AS count FROM referrals WHERE program_id = $1 AND member_id = $2 GROUP BY status', [programId, memberId])) as { status: string; count: number }[];
    const [{ count: open }] = (await tx.query(
      'SELECT count(*)::int AS count FROM submissions WHERE program_id = $1 AND referrer_id = ANY(ARRAY(SELECT members_of_person($1, $2))) AND used_at IS NULL AND expires_at > $3',
      [programId, memberId, this.clock.now()])) as [{ count: number }];
    const of = (status: string) => rows.find((row) => row.status === status)?.count ?? 0;
    return { pending: of('pending') + open, held: of('held'), rejected: of('rejected'), reversed: of('reversed') };
  }
}

/** Awards of the member's own side, each with the grant it led to; of two books made one, the award that stands comes last. */
async function readAwards(tx: Tx, programId: Id, memberId: Id): Promise<AwardRow[]> {
  return (await tx.query(
    `SELECT a.subject_id, a.ordinal, a.status, a.since, g.id AS grant_id FROM awards a
     LEFT JOIN grants g ON g.program_id = $1 AND g.book_id = a.member_id AND g.subject_id = a.subject_id AND g.ordinal = a.ordinal AND g.side = a.side
     WHERE a.program_id = $1 AND a.member_id = ANY(ARRAY(SELECT members_of_person($1, $2))) AND a.side = 'own' ORDER BY a.ordinal, a.status = 'active'`,
    [programId, memberId])) as AwardRow[];
}

/** What each reward is, and is called in the reader's language, else in the program's. */
async function readRewards(tx: Tx, programId: Id, memberId: Id, language: string | undefined): Promise<Map<Id, RewardRow>> {
  const [profile = { locale: '' }] = (await tx.query('SELECT locale FROM profiles WHERE program_id = $1 AND member_id = $2', [programId, memberId])) as { locale: string }[];
  const { locale } = inLanguageOf(profile, language);
  const rows = (await tx.query(
    'SELECT r.id, r.kind, coalesce(r.title->>$2, r.title->>p.default_locale) AS title FROM rewards r JOIN programs p ON p.id = $1 WHERE r.program_id = $1',
    [programId, locale])) as RewardRow[];
  return new Map(rows.map((row) => [row.id, row]));
}

/** Who has no book yet, or is suspended, stands behind everybody. */
async function placeOutside(tx: Tx, programId: Id): Promise<number> {
  const [{ active }] = (await tx.query(`SELECT count(*)::int AS active FROM standings WHERE program_id = $1 AND standing = 'active'`, [programId])) as [{ active: number }];
  return active + 1;
}

function season({ seasons }: Rulebook, way: StandingWay, now: Date): ProgressResponse['season'] {
  const running = seasonAt(seasons, now.getTime());
  return running && { id: running.id, endsAt: new Date(running.to).toISOString(), qualified: way.season[running.id] ?? 0 };
}

function ownTier(rulebook: Rulebook, way: StandingWay, awards: readonly AwardRow[], now: Date): ProgressResponse['tier'] {
  const tier = rulebook.tiers.find(({ id }) => id === way.tier);
  if (!tier) return null;
  const keep = toKeep(way, rulebook, now.getTime(), way.graceUntil);
  return {
    id: tier.id, name: tier.name ?? '',
    since: (awards.find((a) => a.subject_id === tier.id)?.since ?? way.reachedAt).toISOString(),
    keptUntil: way.graceUntil === null ? null : new Date(way.graceUntil).toISOString(),
    toKeep: keep && { ...toStep(keep), remaining: keep.remaining, until: new Date(keep.until).toISOString() },
  };
}

function toStep({ tier, threshold, sum }: TierStep): Omit<NonNullable<ProgressResponse['nextTier']>, 'remaining'> {
  return { id: tier.id, name: tier.name ?? '', measure: countedIn(tier), per: tier.per, threshold, sum };
}

/** The newest ordinal of a milestone: the one reached last, or for a repeated one the next. */
function milestone(m: Milestone, awards: readonly AwardRow[], way: StandingWay, rewards: ReadonlyMap<Id, RewardRow>, held: ReadonlySet<number>): ProgressResponse['milestones'][number] {
  const award = awards.findLast((a) => a.subject_id === m.id);
  const reward = rewards.get(m.rewardId);
  const [first, measure] = [thresholdFor(m.at, way.cohort), countedIn(m)];
  const threshold = m.every ? first + Math.max(0, (award?.ordinal ?? 1) - 1) * m.every : first;
  const status = !award ? 'ahead' : award.status === 'active' ? 'reached' : 'suspended';
  return {
    id: m.id, measure, threshold, sum: way.sums[measure], title: reward?.title ?? m.name ?? '', kind: reward?.kind ?? null, status,
    friend: friendSide(m, first, way.sums[measure], held, rewards), ...(award?.grant_id && { grantId: award.grant_id }),
  };
}

function friendSide(m: Milestone, first: number, sum: number, held: ReadonlySet<number>, rewards: ReadonlyMap<Id, RewardRow>): ProgressResponse['milestones'][number]['friend'] {
  const title = m.friendRewardId && rewards.get(m.friendRewardId)?.title;
  const at = nextSide(m, first, sum, held);
  return title && at !== null ? { title, each: isForEach(m, first) && at === sum + 1, at } : null;
}
