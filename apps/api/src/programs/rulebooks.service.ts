import { Injectable } from '@nestjs/common';
import { DomainError, type FieldProblem } from '@fanfare/contracts';
import { compileSeasons, type Rulebook, validateRulebook } from '@fanfare/domain';
import { LRUCache } from 'lru-cache';
import { audit } from '../platform/audit.js';
import { constraintOf, type Tx } from '../platform/database/transactions.js';
import { writeOutbox } from '../platform/outbox/outbox.js';
import { cohortsNamed, holdCohorts, unknownCohorts } from './cohorts/cohort-rows.js';

/** A rulebook and how books move to it. */
export interface PublishedRulebook {
  readonly rulebook: Rulebook;
  readonly mode: 'from_now' | 'recount';
  readonly keepTiers: boolean;
  readonly effectiveAt: Date;
}

/** Rules to be published, without a number: that is given on publishing. */
export interface RulebookDraft {
  readonly rules: Omit<Rulebook, 'version'>;
  readonly mode: 'from_now' | 'recount';
  readonly keepTiers: boolean;
  readonly effectiveAt: Date;
  /** The version the draft started from; undefined: whichever is the newest. */
  readonly basedOn?: number | undefined;
  /** The what-if that is published; one version is made of it. */
  readonly whatIfId?: string;
}

export interface ExaminedRules {
  readonly rules: Omit<Rulebook, 'version'>;
  readonly problems: readonly FieldProblem[];
}

/** A version as the list shows it. */
export interface RulebookVersionView extends PublishedRulebook {
  readonly publishedAt: Date;
  readonly publishedBy: string | null;
}

interface VersionRow {
  readonly version: number;
  readonly body: Omit<Rulebook, 'version'>;
  readonly mode: 'from_now' | 'recount';
  readonly keep_tiers: boolean;
  readonly effective_at: Date;
}

/** Reads rulebooks; a published one never changes, so each is loaded once per process. */
@Injectable()
export class Rulebooks {
  private readonly cache = new LRUCache<string, PublishedRulebook>({ max: 500 });

  /** The highest published version whose time has come. @throws Error for a program without rules, which creation rules out */
  async inForce(tx: Tx, programId: string, at: Date): Promise<Rulebook> {
    const [row] = (await tx.query('SELECT max(version) AS version FROM rulebooks WHERE program_id = $1 AND effective_at <= $2', [programId, at])) as [{ version: number | null }];
    if (row.version === null) throw new Error(`program ${programId} has no rulebook in force`);
    return this.byVersion(tx, programId, row.version);
  }

  async byVersion(tx: Tx, programId: string, version: number): Promise<Rulebook> {
    return (await this.published(tx, programId, version)).rulebook;
  }

  /** The version with its mode of publication. */
  async published(tx: Tx, programId: string, version: number): Promise<PublishedRulebook> {
    const key = `${programId}:${version}`;
    const known = this.cache.get(key);
    if (known) return known;
    const [row] = (await tx.query('SELECT version, body, mode, keep_tiers, effective_at FROM rulebooks WHERE program_id = $1 AND version = $2', [programId, version])) as VersionRow[];
    if (!row) throw new Error(`program ${programId} has no rulebook ${version}`);
    const published = toPublished(row);
    this.cache.set(key, published);
    return published;
  }

  /** Every version, newest first. */
  async list(tx: Tx, programId: string): Promise<RulebookVersionView[]> {
    const rows = (await tx.query(
      'SELECT version, body, mode, keep_tiers, effective_at, published_at, published_by FROM rulebooks WHERE program_id = $1 ORDER BY version DESC', [programId],
    )) as (VersionRow & { published_at: Date; published_by: string | null })[];
    return rows.map((row) => ({ ...toPublished(row), publishedAt: row.published_at, publishedBy: row.published_by }));
  }

  /**
   * Publishes the next version. Books move to it one by one, from `effectiveAt` on.
   * @throws DomainError `rulebook.invalid` with the fields, `rulebook.version_conflict`
   */
  async publish(tx: Tx, programId: string, draft: RulebookDraft, actorId: string | null, at: Date): Promise<number> {
    const version = await this.nextVersion(tx, programId, draft.basedOn);
    await holdCohorts(tx, programId, cohortsNamed(draft.rules).map(({ key }) => key));
    const { rules, problems } = await this.examine(tx, programId, draft, at);
    if (problems.length > 0) throw new DomainError('rulebook.invalid', {}, problems);
    try {
      await tx.query(
        `INSERT INTO rulebooks (program_id, version, body, mode, keep_tiers, effective_at, published_at, published_by, what_if_id) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
        [programId, version, JSON.stringify(rules), draft.mode, draft.keepTiers, draft.effectiveAt, at, actorId, draft.whatIfId ?? null]);
    } catch (error) {
      if (constraintOf(error) === 'pk_rulebooks') throw new DomainError('rulebook.version_conflict');
      throw error;
    }
    await audit(tx, programId, { actorId, action: 'rulebook.published', subjectId: null, detail: { version, mode: draft.mode, keepTiers: draft.keepTiers, effectiveAt: draft.effectiveAt.toISOString() } }, at);
    await writeOutbox(tx, programId, [{ topic: 'rulebook.published', payload: { version } }], at);
    return version;
  }

  /** The rules as they would be published, with the instants of their seasons, and what stands in the way. */
  async examine(tx: Tx, programId: string, draft: Pick<RulebookDraft, 'rules' | 'effectiveAt'>, at: Date): Promise<ExaminedRules> {
    const rules = withSeasons(draft.rules, draft.effectiveAt);
    const problems = [...problemsOf({ ...rules, version: 1 }, draft.effectiveAt, at), ...(await unknownRewards(tx, programId, rules)), ...(await unknownCohorts(tx, programId, rules))];
    return { rules, problems: problems.slice(0, 50) };
  }

  private async nextVersion(tx: Tx, programId: string, basedOn: number | undefined): Promise<number> {
    const [row] = (await tx.query('SELECT max(version) AS version FROM rulebooks WHERE program_id = $1', [programId])) as [{ version: number | null }];
    const newest = row.version ?? 0;
    if (basedOn !== undefined && basedOn !== newest) throw new DomainError('rulebook.version_conflict', { newest });
    return newest + 1;
  }
}

function toPublished(row: VersionRow): PublishedRulebook {
  return { rulebook: { ...row.body, version: row.version }, mode: row.mode, keepTiers: row.keep_tiers, effectiveAt: row.effective_at };
}

/** A plan becomes instants here, once: nothing that decides knows zones. */
function withSeasons(rules: Omit<Rulebook, 'version'>, effectiveAt: Date): Omit<Rulebook, 'version'> {
  return rules.seasonPlan ? { ...rules, seasons: compileSeasons(rules.seasonPlan, effectiveAt.getTime()) } : rules;
}

function problemsOf(rulebook: Rulebook, effectiveAt: Date, at: Date): FieldProblem[] {
  const contradictions = validateRulebook(rulebook, effectiveAt.getTime()).map(({ field, code }) => ({ field: `rules.${field}`, code, message: code.replaceAll('_', ' ') }));
  const past = effectiveAt < at ? [{ field: 'effectiveAt', code: 'past', message: 'must not be in the past' }] : [];
  return [...contradictions, ...endedSeasons(rulebook, effectiveAt), ...past];
}

/** Seasonal tiers after the last season could never be reached. */
function endedSeasons({ tiers, seasons }: Rulebook, effectiveAt: Date): FieldProblem[] {
  const isOver = seasons.length > 0 && seasons.every((season) => season.to <= effectiveAt.getTime());
  return isOver && tiers.some((tier) => tier.per === 'season') ? [{ field: 'rules.seasons', code: 'past', message: 'end before the rules take effect' }] : [];
}

/** A milestone whose reward does not exist would award nothing, for ever. */
async function unknownRewards(tx: Tx, programId: string, rules: Omit<Rulebook, 'version'>): Promise<FieldProblem[]> {
  const rows = (await tx.query('SELECT id FROM rewards WHERE program_id = $1', [programId])) as { id: string }[];
  const known = new Set(rows.map((row) => row.id));
  return rules.milestones.flatMap((milestone, index) =>
    (['rewardId', 'friendRewardId'] as const)
      .filter((part) => milestone[part] !== undefined && !known.has(milestone[part]))
      .map((part) => ({ field: `rules.milestones.${index}.${part}`, code: 'unknown', message: 'is not a reward of this program' })));
}
