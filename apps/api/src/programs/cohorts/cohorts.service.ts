import { Injectable } from '@nestjs/common';
import { DomainError, LIMITS } from '@fanfare/contracts';
import type { CohortKey, Rulebook } from '@fanfare/domain';
import { audit } from '../../platform/audit.js';
import { Clock } from '../../platform/clock.js';
import { constraintOf, Transactions, type Tx } from '../../platform/database/transactions.js';
import { cohortsNamed } from './cohort-rows.js';
import type { CohortRequest, CohortResponse, NewCohortRequest } from './cohorts.dto.js';

/** The cohorts of a program: what they are called, who may come into them, and whether they are still used. */
@Injectable()
export class Cohorts {
  constructor(
    private readonly transactions: Transactions,
    private readonly clock: Clock,
  ) {}

  /** All that there ever were, those in use first, then by key. */
  async list(programId: string): Promise<CohortResponse[]> {
    return this.transactions.readProgram(programId, (tx) => read(tx, programId));
  }

  /** @throws DomainError `cohort.key_taken`, `cohort.name_taken`, `cohort.limit_reached` */
  async create(programId: string, actorId: string, { key, name, openForSignup }: NewCohortRequest): Promise<CohortResponse> {
    const at = this.clock.now();
    return this.transactions.inProgram(programId, async (tx) => {
      await this.makeRoom(tx, programId);
      await named(() => tx.query('INSERT INTO cohorts (program_id, key, name, open_for_signup, created_at, updated_at) VALUES ($1, $2, $3, $4, $5, $5)', [programId, key, JSON.stringify(name), openForSignup, at]));
      await audit(tx, programId, { actorId, action: 'cohort.created', subjectId: null, detail: { cohort: key } }, at);
      return this.one(tx, programId, key);
    });
  }

  /** The key stays: only what people read, and who may come in. @throws DomainError `cohort.not_found`, `cohort.name_taken` */
  async change(programId: string, actorId: string, key: CohortKey, { name, openForSignup }: CohortRequest): Promise<CohortResponse> {
    return this.act(programId, actorId, key, 'cohort.changed', (tx, at) =>
      named(() => tx.query('UPDATE cohorts SET name = $3, open_for_signup = $4, updated_at = $5 WHERE program_id = $1 AND key = $2', [programId, key, JSON.stringify(name), openForSignup, at])));
  }

  /**
   * Nobody comes into it from now on. Not while rules in force or on their way name it, nor while somebody is in it.
   * @throws DomainError `cohort.not_found`; `cohort.in_use` with the names of the rules and the number of members
   */
  async retire(programId: string, actorId: string, key: CohortKey): Promise<CohortResponse> {
    return this.act(programId, actorId, key, 'cohort.retired', async (tx, at) => {
      // The row first: whoever is about to use it holds it, and what they did is seen by what follows.
      const written = await tx.query('UPDATE cohorts SET retired_at = coalesce(retired_at, $3), updated_at = $3 WHERE program_id = $1 AND key = $2', [programId, key, at]) as [unknown, number];
      const rules = await this.rulesWith(tx, programId, key, at);
      const { members } = await this.one(tx, programId, key);
      if (rules.length > 0 || members > 0) throw new DomainError('cohort.in_use', { rules: rules.join(', '), named: rules.length, members });
      return written;
    });
  }

  /** @throws DomainError `cohort.not_found`; `cohort.name_taken` where another has taken its name meanwhile */
  async restore(programId: string, actorId: string, key: CohortKey): Promise<CohortResponse> {
    return this.act(programId, actorId, key, 'cohort.restored', (tx, at) =>
      named(() => tx.query('UPDATE cohorts SET retired_at = NULL, updated_at = $3 WHERE program_id = $1 AND key = $2', [programId, key, at])));
  }

  private async act(programId: string, actorId: string, key: CohortKey, action: string, write: (tx: Tx, at: Date) => Promise<unknown>): Promise<CohortResponse> {
    const at = this.clock.now();
    return this.transactions.inProgram(programId, async (tx) => {
      const [, written] = (await write(tx, at)) as [unknown, number];
      if (written === 0) throw new DomainError('cohort.not_found');
      await audit(tx, programId, { actorId, action, subjectId: null, detail: { cohort: key } }, at);
      return this.one(tx, programId, key);
    });
  }

  private async one(tx: Tx, programId: string, key: CohortKey): Promise<CohortResponse> {
    const [cohort] = await read(tx, programId, key);
    if (!cohort) throw new DomainError('cohort.not_found');
    return cohort;
  }

  private async makeRoom(tx: Tx, programId: string): Promise<void> {
    await tx.query('SELECT 1 FROM programs WHERE id = $1 FOR NO KEY UPDATE', [programId]); // one at a time, or both would be the last that fits
    const [{ kept }] = (await tx.query('SELECT count(*)::int AS kept FROM cohorts WHERE program_id = $1 AND retired_at IS NULL', [programId])) as [{ kept: number }];
    if (kept >= LIMITS.cohortsPerProgram) throw new DomainError('cohort.limit_reached', { limit: LIMITS.cohortsPerProgram });
  }

  /** In the version in force and in those that will be. */
  private async rulesWith(tx: Tx, programId: string, key: CohortKey, at: Date): Promise<string[]> {
    const rows = (await tx.query(
      `SELECT body FROM rulebooks WHERE program_id = $1 AND version >= (SELECT max(version) FROM rulebooks WHERE program_id = $1 AND effective_at <= $2)`, [programId, at])) as { body: Rulebook }[];
    return [...new Set(rows.flatMap(({ body }) => cohortsNamed(body).filter((named) => named.key === key).map(({ rule }) => rule)))];
  }
}

/** Books that are in another, and those of who has left, are nobody's who is in a cohort. */
async function read(tx: Tx, programId: string, key: CohortKey | null = null): Promise<CohortResponse[]> {
  return (await tx.query(
    `SELECT c.key, c.name, c.open_for_signup AS "openForSignup", c.retired_at IS NOT NULL AS retired, m.members FROM cohorts c
     CROSS JOIN LATERAL (SELECT count(*)::int AS members FROM standings s
       WHERE s.program_id = $1 AND s.cohort = c.key AND s.standing <> 'erased' AND s.merged_into IS NULL) m
     WHERE c.program_id = $1 AND ($2::text IS NULL OR c.key = $2) ORDER BY c.retired_at IS NOT NULL, c.key`, [programId, key])) as CohortResponse[];
}

async function named<T>(write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    const constraint = constraintOf(error);
    if (constraint === 'pk_cohorts') throw new DomainError('cohort.key_taken');
    if (constraint?.startsWith('uq_cohorts_name')) throw new DomainError('cohort.name_taken');
    throw error;
  }
}
