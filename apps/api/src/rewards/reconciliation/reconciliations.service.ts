import { Injectable } from '@nestjs/common';
import { DomainError } from '@fanfare/contracts';
import type { DifferenceCode, StepStatus } from '@fanfare/domain';
import { StaffNotes } from '../../members/index.js';
import { audit } from '../../platform/audit.js';
import { Clock } from '../../platform/clock.js';
import { Transactions, type Tx } from '../../platform/database/transactions.js';
import { nextCursor, readCursor } from '../../platform/paging.js';
import type { GrantStatus } from '../grant-states.js';
import type { RewardKind, Texts } from '../reward.entity.js';
import { Reconciler } from './reconciler.js';
import type { FindingsQuery } from './reconciliation.dto.js';

/** The latest look at whether everything agrees. */
export interface RunView {
  readonly id: string;
  readonly status: 'running' | 'done' | 'failed';
  readonly problem: string | null;
  readonly counts: Readonly<Record<string, number>>;
  readonly beganAt: Date;
  readonly endedAt: Date | null;
}
/** Something that does not agree, as staff see it. */
export interface FindingRow {
  readonly id: string;
  readonly code: DifferenceCode;
  readonly detail: Readonly<Record<string, string | number | null>>;
  readonly grant: { readonly id: string; readonly status: GrantStatus; readonly reward: { readonly id: string; readonly kind: RewardKind; readonly title: Texts } } | null;
  /** Whose grant it is, or whose book, where there is no grant. */
  readonly member: { readonly id: string; readonly name: string | null } | null;
  /** A step that waits for a person: what was found may settle it. */
  readonly step: { readonly name: string; readonly status: StepStatus } | null;
  readonly reward: { readonly id: string; readonly title: Texts } | null;
  readonly firstSeenAt: Date;
  readonly lastSeenAt: Date;
  readonly resolvedAt: Date | null;
  readonly accepted: { readonly at: string; readonly by: string | null; readonly note: string | null } | null;
}

const VIEWS = {
  open: 'f.resolved_at IS NULL AND f.accepted_at IS NULL',
  accepted: 'f.resolved_at IS NULL AND f.accepted_at IS NOT NULL',
  resolved: 'f.resolved_at IS NOT NULL',
} as const;
const FINDINGS = `
  SELECT f.id, f.code, f.detail, f.first_seen_at AS "firstSeenAt", f.last_seen_at AS "lastSeenAt", f.resolved_at AS "resolvedAt",
    CASE WHEN g.id IS NOT NULL THEN jsonb_build_object('id', g.id, 'status', g.status, 'reward', jsonb_build_object('id', r.id, 'kind', r.kind, 'title', r.title)) END AS grant,
    CASE WHEN coalesce(g.beneficiary_id::text, f.detail->>'bookId') IS NOT NULL THEN jsonb_build_object('id', coalesce(g.beneficiary_id::text, f.detail->>'bookId'), 'name', p.name) END AS member,
    (SELECT jsonb_build_object('name', s.step, 'status', s.status) FROM reward_steps s WHERE s.program_id = $1 AND s.grant_id = g.id AND s.step <> 'reversal') AS step,
    CASE WHEN o.id IS NOT NULL THEN jsonb_build_object('id', o.id, 'title', o.title) END AS reward,
    CASE WHEN f.accepted_at IS NOT NULL THEN jsonb_build_object('at', to_char(f.accepted_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), 'by', a.name, 'note', coalesce(f.note, n.text)) END AS accepted
  FROM reconciliation_findings f LEFT JOIN grants g ON g.program_id = $1 AND g.id = f.grant_id LEFT JOIN rewards r ON r.program_id = $1 AND r.id = g.reward_id
    LEFT JOIN profiles p ON p.program_id = $1 AND p.member_id = coalesce(g.beneficiary_id, (f.detail->>'bookId')::uuid) LEFT JOIN rewards o ON o.program_id = $1 AND o.id = (f.detail->>'rewardId')::uuid LEFT JOIN accounts a ON a.id = f.accepted_by
    LEFT JOIN member_notes n ON n.program_id = $1 AND n.id = f.note_id
  WHERE f.program_id = $1`;

/** What was compared, what does not agree, and what somebody said about it. */
@Injectable()
export class Reconciliations {
  constructor(
    private readonly transactions: Transactions,
    private readonly reconciler: Reconciler,
    private readonly notes: StaffNotes,
    private readonly clock: Clock,
  ) {}

  /** Newest first. */
  async list(programId: string, { view, cursor, limit }: FindingsQuery): Promise<{ run: RunView | null; findings: FindingRow[]; nextCursor: string | null; counts: Record<keyof typeof VIEWS, number> }> {
    const after = readCursor(cursor);
    return this.transactions.readProgram(programId, async (tx) => {
      const [run] = (await tx.query(
        `SELECT id, status, problem, counts, began_at AS "beganAt", ended_at AS "endedAt" FROM reconciliations WHERE program_id = $1 ORDER BY began_at DESC, id DESC LIMIT 1`, [programId])) as RunView[];
      const findings = (await tx.query(
        `${FINDINGS} AND ${VIEWS[view]} AND ($2::timestamptz IS NULL OR (f.last_seen_at, f.id) < ($2, $3::uuid)) ORDER BY f.last_seen_at DESC, f.id DESC LIMIT $4`,
        [programId, after?.at ?? null, after?.id ?? null, limit + 1])) as FindingRow[];
      const [counts] = (await tx.query(
        `SELECT ${Object.entries(VIEWS).map(([name, where]) => `count(*) FILTER (WHERE ${where})::int AS ${name}`).join(', ')} FROM reconciliation_findings f WHERE f.program_id = $1`, [programId])) as [Record<keyof typeof VIEWS, number>];
      return { run: run ?? null, findings: findings.slice(0, limit), nextCursor: nextCursor(findings, limit, (row) => ({ at: row.lastSeenAt, id: row.id })), counts };
    });
  }

  /** @throws DomainError `reconciliation.running` */
  async start(programId: string, actorId: string): Promise<void> {
    if ((await this.reconciler.start(programId, actorId)) === null) throw new DomainError('reconciliation.running');
  }

  /** It may stay as it is, until it is another. @throws DomainError `reconciliation.finding_not_found`, `reconciliation.finding_settled` */
  async accept(programId: string, actorId: string, id: string, note: string): Promise<FindingRow> {
    const at = this.clock.now();
    return this.transactions.inProgram(programId, async (tx) => {
      const before = await finding(tx, programId, id);
      const noteId = before.member && (await this.notes.writeReason(tx, programId, before.member.id, { kind: 'reward', text: note, authorId: actorId }, at));
      const [, accepted] = (await tx.query(
        'UPDATE reconciliation_findings SET accepted_at = $3, accepted_by = $4, note = $5, note_id = $6 WHERE program_id = $1 AND id = $2 AND resolved_at IS NULL AND accepted_at IS NULL',
        [programId, id, at, actorId, before.member ? null : note, noteId])) as [unknown, number];
      if (accepted === 0) throw new DomainError('reconciliation.finding_settled');
      await audit(tx, programId, { actorId, action: 'reconciliation.accepted', subjectId: before.grant?.id ?? null, detail: { code: before.code, ...before.detail, note: before.member ? noteId : note } }, at);
      return finding(tx, programId, id);
    });
  }
}

/** @throws DomainError `reconciliation.finding_not_found` */
async function finding(tx: Tx, programId: string, id: string): Promise<FindingRow> {
  const [row] = (await tx.query(`${FINDINGS} AND f.id = $2`, [programId, id])) as FindingRow[];
  if (!row) throw new DomainError('reconciliation.finding_not_found');
  return row;
}
