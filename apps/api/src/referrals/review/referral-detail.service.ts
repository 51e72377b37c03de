import { Injectable } from '@nestjs/common';
import { DomainError, permits, type Role } from '@fanfare/contracts';
import { assess, type Id, inspect, type Rulebook, type Signals, type Touch } from '@fanfare/domain';
import { kinSql } from '../../ledger/index.js';
import { Clock } from '../../platform/clock.js';
import { Transactions, type Tx } from '../../platform/database/transactions.js';
import { StaffNotes, toNoteResponse } from '../../members/index.js';
import { Rulebooks } from '../../programs/index.js';
import { AppealQueue } from '../appeals/appeal-queue.service.js';
import { ASSIGNEE, joinAssignee } from './assignment-sql.js';
import { type ReferralRow, toStaffReferral } from './referral-list.service.js';
import { joinTimer, revisionSql } from './referral-sql.js';
import type { ReferralDetailResponse } from './referrals.dto.js';
import { readSides } from './sides.js';
import { shownPerson } from './shown-person.js';

type DetailRow = ReferralRow & { signed_up_at: Date | null; expires_at: Date | null; touches: Touch[] | null };
type Entry = ReferralDetailResponse['entries'][number];
type EntryRow = Omit<Entry, 'effectiveAt'> & { effectiveAt: Date };
interface LinkRow { readonly id: Id; readonly code: string; readonly channel: string }

/** Everything that a decision about one friend rests on: what was measured, what each check saw, what the book says of it. */
@Injectable()
export class ReferralDetail {
  constructor(
    private readonly transactions: Transactions,
    private readonly rulebooks: Rulebooks,
    private readonly appeals: AppealQueue,
    private readonly notes: StaffNotes,
    private readonly clock: Clock,
  ) {}

  /** @throws DomainError `referral.not_found` */
  async of(programId: Id, role: Role, id: Id): Promise<ReferralDetailResponse> {
    const now = this.clock.now();
    return this.transactions.readProgram(programId, async (tx) => {
      const row = (await inBook(tx, programId, id)) ?? (await signUp(tx, programId, id, now));
      if (!row) throw new DomainError('referral.not_found');
      const signals = row.confirmed_at ? row.signals : { ...row.signals, ...row.touches?.findLast((touch) => touch.memberId === row.member_id)?.seen };
      const entries = row.confirmed_at ? await entriesOf(tx, programId, row) : [];
      const version = entries[0]?.version ?? null;
      const rules = version === null ? await this.rulebooks.inForce(tx, programId, now) : await this.rulebooks.byVersion(tx, programId, version);
      return {
        referral: toStaffReferral(row, role),
        signedUpAt: row.signed_up_at?.toISOString() ?? null,
        expiresAt: row.expires_at?.toISOString() ?? null,
        version,
        checks: inspect(rules.checks, signals),
        sides: await readSides(tx, programId, role, row),
        score: scoreOf(rules, signals),
        touches: await touchesOf(tx, programId, role, row),
        entries: entries.map((entry) => ({ ...entry, effectiveAt: entry.effectiveAt.toISOString() })),
        appeals: await this.appeals.about(tx, programId, role, id),
        notes: permits(role, 'reviews:decide') ? (await this.notes.of(tx, programId, { referralId: id })).map((note) => toNoteResponse(note, role)) : [],
      };
    });
  }
}

function scoreOf(rules: Rulebook, signals: Signals): ReferralDetailResponse['score'] {
  const { scoring } = rules;
  return scoring ? { value: assess(rules, signals).score, holdAt: scoring.holdAt, rejectAt: scoring.rejectAt ?? null, letsPassBelow: scoring.autoApprove?.below ?? null } : null;
}

const NAMES = `
  LEFT JOIN profiles a ON a.program_id = $1 AND a.member_id = r.member_id
  LEFT JOIN profiles b ON b.program_id = $1 AND b.member_id = r.referee_id
  LEFT JOIN LATERAL (SELECT email FROM identities WHERE program_id = $1 AND member_id = r.referee_id ORDER BY created_at LIMIT 1) i ON true`;

/** The touches are those that the fact froze. */
async function inBook(tx: Tx, programId: Id, id: Id): Promise<DetailRow | undefined> {
  const rows = (await tx.query(
    `SELECT r.id, r.decided_at AS at, r.status, r.reason, r.member_id, r.referee_id, r.confirmed_at, r.state->>'verdict' AS verdict, r.state->'signals' AS signals, timer.due_at, ${revisionSql('r')} AS revision,
       a.name AS referrer_name, b.name AS referee_name, i.email AS referee_email, s.created_at AS signed_up_at, NULL::timestamptz AS expires_at, f.body->'touches' AS touches, ${ASSIGNEE}
     FROM referrals r ${NAMES} ${joinAssignee('r')} ${joinTimer('r')}
     LEFT JOIN submissions s ON s.program_id = $1 AND s.id = r.id
     LEFT JOIN LATERAL (SELECT body FROM facts WHERE program_id = $1 AND member_id IN (${kinSql('r.member_id')}) AND kind = 'confirmed' AND body->>'referralId' = r.id::text ORDER BY at LIMIT 1) f ON true
     WHERE r.program_id = $1 AND r.id = $2`, [programId, id])) as DetailRow[];
  return rows[0];
}

async function signUp(tx: Tx, programId: Id, id: Id, now: Date): Promise<DetailRow | undefined> {
  const rows = (await tx.query(
    `SELECT s.id, s.created_at AS at, CASE WHEN s.expires_at > $3 THEN 'pending' ELSE 'expired' END AS status,
       CASE WHEN s.expires_at > $3 THEN 'confirmation' ELSE 'expired' END AS reason, s.referrer_id AS member_id, NULL AS referee_id, NULL AS confirmed_at, NULL AS verdict,
       s.signals, NULL AS due_at, NULL AS revision, a.name AS referrer_name, s.name AS referee_name, s.email AS referee_email, s.created_at AS signed_up_at, s.expires_at, s.touches, NULL AS assignee_id, NULL AS assignee_name
     FROM submissions s LEFT JOIN profiles a ON a.program_id = $1 AND a.member_id = s.referrer_id
     WHERE s.program_id = $1 AND s.id = $2 AND s.used_at IS NULL AND s.referrer_id IS NOT NULL`, [programId, id, now])) as DetailRow[];
  return rows[0];
}

/** Newest first, each with the fact it was decided from and who of the team that was. */
async function entriesOf(tx: Tx, programId: Id, row: DetailRow): Promise<EntryRow[]> {
  return (await tx.query(
    `SELECT e.seq, f.kind AS fact, acc.name AS by, coalesce(f.body ? 'appealId', false) AS appealed, e.version, e.measure, e.delta, e.from_status AS "fromStatus", e.to_status AS "toStatus", e.reason, e.evidence,
       e.effective_at AS "effectiveAt", encode(e.prev_hash, 'hex') AS "previousHash", encode(e.hash, 'hex') AS hash
     FROM ledger_entries e
     LEFT JOIN facts f ON f.program_id = $1 AND f.member_id = e.member_id AND f.seq = e.fact_seq
     LEFT JOIN accounts acc ON acc.id = (f.body->>'by')::uuid
     WHERE e.program_id = $1 AND e.member_id IN (${kinSql('$2')}) AND e.referral_id = $3 ORDER BY e.recorded_at DESC, e.member_id, e.seq DESC`, [programId, row.member_id, row.id])) as EntryRow[];
}

async function touchesOf(tx: Tx, programId: Id, role: Role, row: DetailRow): Promise<ReferralDetailResponse['touches']> {
  const touches = (row.touches ?? []).toSorted((a, b) => b.at - a.at);
  const links = (await tx.query('SELECT id, code, channel FROM links WHERE program_id = $1 AND id = ANY($2)', [programId, touches.map((t) => t.linkId)])) as LinkRow[];
  const names = (await tx.query('SELECT member_id AS id, name FROM profiles WHERE program_id = $1 AND member_id = ANY($2)', [programId, touches.map((t) => t.memberId)])) as { id: Id; name: string | null }[];
  // Who was merged into the referrer is the same person: what led to the one is credited to the other.
  const person = new Set(((await tx.query('SELECT members_of_person($1, $2) AS id', [programId, row.member_id])) as { id: Id }[]).map(({ id }) => id));
  return touches.map(({ memberId, linkId, via, at }) => {
    const link = links.find((l) => l.id === linkId);
    const name = names.find((n) => n.id === memberId)?.name ?? null;
    return {
      member: { memberId, name: shownPerson(role, { name, email: null }).name },
      code: link?.code ?? null, channel: link?.channel ?? null, via, at: new Date(at).toISOString(), credited: person.has(memberId),
    };
  });
}
