import { Injectable } from '@nestjs/common';
import { DomainError, permits, type Role } from '@fanfare/contracts';
import { type Fact, type FactBody, type Id, memberReason, type ReasonCode, type Status } from '@fanfare/domain';
import { Accounts } from '../../identity/index.js';
import { kinSql, Verifier } from '../../ledger/index.js';
import { Transactions, type Tx } from '../../platform/database/transactions.js';
import { friendName } from '../progress/masked.js';
import type { ExplainedEntry, ExplainedFact, ExplanationResponse } from './explanation.dto.js';

interface ReferralRow {
  id: Id; member_id: Id; referee_id: Id; status: Status; reason: ReasonCode; confirmed_at: Date; decided_at: Date;
  referrer_name: string | null; referrer_email: string | null; referee_name: string | null; referee_email: string | null; books: Id[];
}
interface FactRow { memberId: Id; seq: number; at: Date; version: number; body: FactBody }
type EntryRow = Omit<ExplainedEntry, 'effectiveAt' | 'recordedAt'> & { effectiveAt: Date; recordedAt: Date };

/** At most so many mismatches are named. */
const NAMED = 20;

/** Why a referral counts or does not: everything that was ever known and decided about it, and whether the books still say so. */
@Injectable()
export class Explanations {
  constructor(
    private readonly transactions: Transactions,
    private readonly verifier: Verifier,
    private readonly accounts: Accounts,
  ) {}

  /** @throws DomainError `referral.not_found` */
  async of(programId: Id, role: Role, referralId: Id): Promise<ExplanationResponse> {
    const { row, facts, entries, rulebooks, proof } = await this.transactions.readProgram(programId, async (tx) => {
      const row = await readReferral(tx, programId, referralId);
      const facts = await readFacts(tx, programId, referralId, row.books);
      const entries = await readEntries(tx, programId, referralId, row.books);
      const rulebooks = (await tx.query('SELECT version, effective_at FROM rulebooks WHERE program_id = $1 AND version = ANY($2) ORDER BY version',
        [programId, [...facts, ...entries].map(({ version }) => version)])) as { version: number; effective_at: Date }[];
      return { row, facts, entries, rulebooks, proof: await this.verifier.verifyBooks(tx, programId, row.books) };
    });
    return {
      id: row.id, status: row.status, reason: row.reason, memberReason: memberReason(row.reason, row.status),
      referrer: { memberId: row.member_id, name: calledBy(role, row.referrer_name, row.referrer_email) },
      referee: { memberId: row.referee_id, name: calledBy(role, row.referee_name, row.referee_email) },
      confirmedAt: row.confirmed_at.toISOString(), decidedAt: row.decided_at.toISOString(),
      facts: await this.withNames(facts),
      entries: entries.map((e) => ({ ...e, effectiveAt: e.effectiveAt.toISOString(), recordedAt: e.recordedAt.toISOString() })),
      rulebooks: rulebooks.map((r) => ({ version: r.version, effectiveAt: r.effective_at.toISOString() })),
      proof: {
        verified: proof.mismatches.length === 0, entries: proof.entries,
        mismatches: proof.mismatches.slice(0, NAMED).map(({ memberId, what, stored, expected }) => ({ memberId, what, stored, expected })),
      },
    };
  }

  private async withNames(facts: readonly FactRow[]): Promise<ExplainedFact[]> {
    const names = new Map<Id, string | null>();
    for (const { body } of facts) {
      if ('by' in body && !names.has(body.by)) names.set(body.by, (await this.accounts.get(body.by))?.name ?? null);
    }
    return facts.map((row) => explain(row, names));
  }
}

/** Who may not see members reads of nobody, not even by a masked address. */
function calledBy(role: Role, name: string | null, email: string | null): string | null {
  return permits(role, 'members:read') ? friendName(name, email) : null;
}

function explain({ memberId, seq, at, version, body }: FactRow, names: ReadonlyMap<Id, string | null>): ExplainedFact {
  return { memberId, seq, kind: body.kind, at: at.toISOString(), version, ...about(body as Fact, names) };
}

function about(body: Fact, names: ReadonlyMap<Id, string | null>): Partial<ExplainedFact> {
  switch (body.kind) {
    case 'confirmed':
      return {
        claim: body.claim, signals: body.signals,
        touches: body.touches.map(({ memberId, via, at, seen }) => ({ memberId, via, at: new Date(at).toISOString(), seen: seen ?? {} })),
      };
    case 'converted':
      return {
        conversion: body.type, order: body.order,
        ...(body.amountMinor !== undefined && { amountMinor: body.amountMinor }), ...(body.currency !== undefined && { currency: body.currency }),
      };
    case 'refunded':
      return { order: body.order, ...(body.amountMinor !== undefined && { amountMinor: body.amountMinor }) };
    case 'misplaced':
      return { order: body.order };
    case 'reviewed':
      return { verdict: body.verdict, reason: body.reason, by: { accountId: body.by, name: names.get(body.by) ?? null } };
    default:
      return {};
  }
}

/** With `books`: all that may know of it, since books are made one and parted again. */
async function readReferral(tx: Tx, programId: Id, referralId: Id): Promise<ReferralRow> {
  const address = (member: string) => `LEFT JOIN LATERAL (SELECT email FROM identities WHERE program_id = $1 AND member_id = ${member} ORDER BY created_at LIMIT 1)`;
  const [row] = (await tx.query(
    `SELECT r.id, r.member_id, r.referee_id, r.status, r.reason, r.confirmed_at, r.decided_at,
       a.name AS referrer_name, ia.email AS referrer_email, b.name AS referee_name, ib.email AS referee_email,
       ARRAY(${kinSql('r.member_id')}) AS books
     FROM referrals r
     LEFT JOIN profiles a ON a.program_id = $1 AND a.member_id = r.member_id
     LEFT JOIN profiles b ON b.program_id = $1 AND b.member_id = r.referee_id
     ${address('r.member_id')} ia ON true ${address('r.referee_id')} ib ON true
     WHERE r.program_id = $1 AND r.id = $2`,
    [programId, referralId])) as ReferralRow[];
  if (!row) throw new DomainError('referral.not_found');
  return row;
}

async function readFacts(tx: Tx, programId: Id, referralId: Id, books: readonly Id[]): Promise<FactRow[]> {
  return (await tx.query(
    `SELECT member_id AS "memberId", seq, at, version, body FROM facts
     WHERE program_id = $1 AND member_id = ANY($2) AND body->>'referralId' = $3 ORDER BY at, member_id, seq`, [programId, books, referralId])) as FactRow[];
}

async function readEntries(tx: Tx, programId: Id, referralId: Id, books: readonly Id[]): Promise<EntryRow[]> {
  return (await tx.query(
    `SELECT member_id AS "memberId", seq, fact_seq AS "factSeq", version, measure, delta, from_status AS "from", to_status AS "to", reason, evidence,
       effective_at AS "effectiveAt", recorded_at AS "recordedAt", encode(prev_hash, 'hex') AS "prevHash", encode(hash, 'hex') AS hash
     FROM ledger_entries WHERE program_id = $1 AND member_id = ANY($2) AND referral_id = $3 ORDER BY recorded_at, member_id, seq`,
    [programId, books, referralId])) as EntryRow[];
}
