import { Injectable } from '@nestjs/common';
import { type CohortKey, decide, emptyState, type Fact, foldTag, type Rulebook } from '@fanfare/domain';
import { Members } from '../../members/index.js';
import { Keys } from '../../platform/keys.js';
import { Programs, programLocales, Rulebooks } from '../../programs/index.js';
import { FirstLinks } from '../../referrals/index.js';
import type { Tx } from '../../platform/database/transactions.js';
import { type JudgedRow, type KnownImport, writeJudged } from './import-rows.js';
import { type FoundPerson, readRow } from './read-row.js';

export interface FileLine {
  readonly line: number;
  readonly cells: string[];
}
type Judged = JudgedRow & { readonly found: FoundPerson; readonly emailHash: Buffer };

/** Foretells what would become of lines, and writes that down; nobody is brought in. */
@Injectable()
export class ImportCheck {
  constructor(
    private readonly keys: Keys,
    private readonly programs: Programs,
    private readonly rulebooks: Rulebooks,
    private readonly members: Members,
    private readonly links: FirstLinks,
  ) {}

  async run(tx: Tx, programId: string, importId: string, known: KnownImport, lines: readonly FileLine[], now: Date): Promise<void> {
    const program = await this.programs.read(tx, programId);
    const reading = { mapping: known.mapping, dateOrder: known.options?.dateOrder ?? ('dmy' as const), locales: [program.defaultLocale, ...programLocales(program)], cohorts: await cohortsByName(tx, programId), now };
    const read = lines.map(({ line, cells }) => ({ line, row: readRow(cells, reading) }));
    const refused = read.flatMap(({ line, row }): JudgedRow[] => ('problem' in row ? [{ line, outcome: 'refused', ...row, warnings: [], found: null, emailHash: null, tierId: null }] : []));
    const rulebook = await this.rulebooks.inForce(tx, programId, now);
    const good = read.flatMap(({ line, row }): Judged[] => ('found' in row
      ? [{ line, outcome: 'new', problem: null, field: null, ...row, emailHash: this.keys.emailHash(row.found.canonical), tierId: known.kind === 'members' ? tierOf(row.found, rulebook, now) : null }] : []));
    const judged = await this.withWhoIsKnown(tx, programId, importId, known, good);
    await writeJudged(tx, programId, importId, [...refused, ...(known.kind === 'members' ? await this.withCodes(judged) : judged)]);
  }

  private async withWhoIsKnown(tx: Tx, programId: string, importId: string, known: KnownImport, rows: readonly Judged[]): Promise<Judged[]> {
    const hashes = rows.map((row) => row.emailHash);
    const here = await this.members.byEmailHash(tx, programId, hashes);
    const claims = new Map(((await tx.query('SELECT encode(identity_hash, \'hex\') AS hash, source FROM identity_claims WHERE program_id = $1 AND identity_hash = ANY($2)', [programId, hashes])) as
      { hash: string; source: 'joined' | 'imported' }[]).map((claim) => [claim.hash, claim.source]));
    const before = new Set(((await tx.query(
      `SELECT DISTINCT encode(email_hash, 'hex') AS hash FROM people_import_rows WHERE program_id = $1 AND email_hash = ANY($3) AND import_id = $2 AND outcome <> 'refused'`, [programId, importId, hashes])) as { hash: string }[]).map((row) => row.hash));
    return rows.map((row) => {
      const hash = row.emailHash.toString('hex');
      if (before.has(hash)) return { ...row, outcome: 'refused', problem: 'duplicate', field: 'email' };
      before.add(hash);
      if (known.kind === 'customers') return claims.has(hash) ? { ...row, outcome: 'here' } : row;
      if (here.has(hash)) return { ...row, outcome: 'here' };
      // Who joined, counted and is nobody's address any more has left; they are asked for nothing again.
      return claims.get(hash) === 'joined' ? { ...row, outcome: 'refused', problem: 'left', field: 'email' } : row;
    });
  }

  /** A code that is taken, by somebody else or by a line before, gives way to a new one. */
  private async withCodes(rows: readonly Judged[]): Promise<Judged[]> {
    const free = await this.links.free(rows.flatMap(({ outcome, found }) => (outcome === 'new' && found.code !== null ? [found.code] : [])));
    return rows.map((row) => {
      if (row.outcome !== 'new' || row.found.code === null || free.delete(row.found.code)) return row;
      return { ...row, warnings: [...row.warnings, 'code_new'] };
    });
  }
}

/** Whoever wrote the file may have written the key or a name. */
async function cohortsByName(tx: Tx, programId: string): Promise<Map<string, CohortKey>> {
  const rows = (await tx.query('SELECT key, name FROM cohorts WHERE program_id = $1 AND retired_at IS NULL', [programId])) as { key: CohortKey; name: Record<string, string> }[];
  return new Map([...rows.flatMap(({ key, name }) => Object.values(name).map((text): [string, CohortKey] => [foldTag(text), key])), ...rows.map(({ key }): [string, CohortKey] => [key, key])]);
}

/** What opening balances bring, by the very rules that will book them. */
function tierOf({ count, points, cohort }: FoundPerson, rulebook: Rulebook, now: Date): string | null {
  const at = now.getTime();
  const memberId = '00000000-0000-4000-8000-000000000000';
  let state = { ...emptyState(memberId, rulebook.version, at), cohort };
  for (const [measure, delta] of [['qualified', count], ['points', points]] as const) {
    if (delta === 0) continue;
    const fact: Fact = { memberId, seq: state.seq + 1, key: measure, at, version: rulebook.version, kind: 'adjusted', measure, delta, reason: 'adjust.opening', by: memberId, settled: true };
    state = decide(state, fact, rulebook).state;
  }
  return state.tier;
}
