import { Injectable } from '@nestjs/common';
import { type Award, balanceOf, type Id, type Milestone, promises, type Rulebook, seasonAt, type State, thresholdFor, type Tier } from '@fanfare/domain';
import { Clock } from '../../platform/clock.js';
import { Transactions, type Tx } from '../../platform/database/transactions.js';
import { inLanguageOf } from '../../platform/i18n/choose-locale.js';
import { Ranks } from '../../ledger/index.js';
import { Rulebooks } from '../../programs/index.js';
import type { ProgressResponse } from './progress.dto.js';

type StandingRow = Pick<State, 'cohort' | 'version'> & { season: State['season']; qualified: number; points: number; spent: number; tier_id: Id | null; reached_at: Date; kept_until: Date | null };
interface RewardRow { id: Id; kind: string; title: string | null }
interface AwardRow { subject_id: Id; ordinal: number; status: Award['status']; threshold: number; since: Date; grant_id: Id | null }

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
      const standing = await readStanding(tx, programId, memberId);
      const rulebook = standing ? await this.rulebooks.byVersion(tx, programId, standing.version) : await this.rulebooks.inForce(tx, programId, this.clock.now());
      const book = standing ?? { cohort: null, version: rulebook.version, season: {}, qualified: 0, points: 0, spent: 0, tier_id: null, reached_at: this.clock.now(), kept_until: null };
      const awards = await readAwards(tx, programId, memberId);
      const rewards = await readRewards(tx, programId, memberId, language);
      const tier = rulebook.tiers.find((t) => t.id === book.tier_id);
      return {
        ...(await this.counts(tx, programId, memberId)),
        qualified: book.qualified,
        points: rulebook.points.length > 0 || book.points !== 0 || book.spent !== 0 ? { balance: balanceOf(book) } : null,
        rank: (await this.ranks.of(tx, programId, memberId)) ?? (await placeOutside(tx, programId)),
        tier: tier ? { id: tier.id, name: tier.name ?? '', since: (awards.find((a) => a.subject_id === tier.id)?.since ?? book.reached_at).toISOString(), keptUntil: book.kept_until?.toISOString() ?? null } : null,
        nextTier: nextTier(rulebook, book),
        tiers: road(rulebook, book, awards),
        milestones: rulebook.milestones.map((m) => milestone(m, awards, book, rewards.get(m.rewardId))),
        season: season(rulebook, book, this.clock.now()),
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

async function readStanding(tx: Tx, programId: Id, memberId: Id): Promise<StandingRow | undefined> {
  const rows = (await tx.query(
    `SELECT s.cohort, s.version, s.season, s.qualified, s.points, s.spent, s.tier_id, s.reached_at, t.due_at AS kept_until FROM standings s
     LEFT JOIN timers t ON t.program_id = $1 AND t.member_id = s.member_id AND t.kind = 'grace' AND t.subject_id = s.tier_id::text
     WHERE s.program_id = $1 AND s.member_id = $2`,
    [programId, memberId])) as StandingRow[];
  return rows[0];
}

/** Awards of the member's own side, each with the grant it led to; of two books made one, the award that stands comes last. */
async function readAwards(tx: Tx, programId: Id, memberId: Id): Promise<AwardRow[]> {
  return (await tx.query(
    `SELECT a.subject_id, a.ordinal, a.status, a.threshold, a.since, g.id AS grant_id FROM awards a
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

function season({ seasons }: Rulebook, book: StandingRow, now: Date): ProgressResponse['season'] {
  const running = seasonAt(seasons, now.getTime());
  return running && { id: running.id, endsAt: new Date(running.to).toISOString(), qualified: book.season[running.id] ?? 0 };
}

/** By the thresholds of their cohort; a tier that they hold by what it took on the day they reached it, if that was less. */
function road(rulebook: Rulebook, book: StandingRow, awards: readonly AwardRow[]): ProgressResponse['tiers'] {
  return promises(rulebook, book.cohort).tiers.map((tier) => {
    const held = awards.find((award) => award.subject_id === tier.id && award.status === 'active');
    return held ? { ...tier, threshold: Math.min(tier.threshold, held.threshold) } : tier;
  });
}

function nextTier(rulebook: Rulebook, book: StandingRow): ProgressResponse['nextTier'] {
  const missing = (tier: Tier) => thresholdFor(tier.at, book.cohort) - (tier.measure === 'points' ? book.points : book.qualified);
  const reached = rulebook.tiers.findIndex((tier) => tier.id === book.tier_id);
  const next = rulebook.tiers.slice(reached + 1).find((tier) => missing(tier) > 0);
  return next ? { id: next.id, name: next.name ?? '', threshold: thresholdFor(next.at, book.cohort), remaining: missing(next) } : null;
}

/** The newest ordinal of a milestone: the one reached last, or for a repeated one the next. */
function milestone(m: Milestone, awards: readonly AwardRow[], book: StandingRow, reward: RewardRow | undefined): ProgressResponse['milestones'][number] {
  const own = awards.filter((a) => a.subject_id === m.id);
  const award = own.at(-1);
  const first = thresholdFor(m.at, book.cohort);
  const threshold = m.every ? first + Math.max(0, (award?.ordinal ?? 1) - 1) * m.every : first;
  const status = !award ? 'ahead' : award.status === 'active' ? 'reached' : 'suspended';
  return { id: m.id, threshold, title: reward?.title ?? m.name ?? '', kind: reward?.kind ?? null, status, ...(award?.grant_id && { grantId: award.grant_id }) };
}
