import { Injectable } from '@nestjs/common';
import { type AwardKey, type Decision, type Id, parseAwardKey, type Rulebook, type State } from '@fanfare/domain';
import { audit } from '../../platform/audit.js';
import { Clock } from '../../platform/clock.js';
import { Transactions, type Tx } from '../../platform/database/transactions.js';
import { type OutboxEvent, writeOutbox } from '../../platform/outbox/outbox.js';
import type { MergePreviewResponse, MergeResponse, MergesResponse } from './merges.dto.js';
import { type MergeAct, type MergeOutcome, Merging } from './merging.js';

interface PersonRow { memberId: Id; name: string | null; email: string | null; joinedAt: Date }

/** Two members who turn out to be one person: staff see beforehand what it does, and can take it back. */
@Injectable()
export class Merges {
  constructor(
    private readonly transactions: Transactions,
    private readonly merging: Merging,
    private readonly clock: Clock,
  ) {}

  /** @throws DomainError `member.not_found`, `member.merge_refused` */
  async preview(programId: Id, act: MergeAct): Promise<MergePreviewResponse> {
    return this.transactions.readProgram(programId, async (tx) => {
      const outcome = await this.merging.preview(tx, programId, act, this.clock.now());
      const people = await readPeople(tx, programId, [outcome.host, outcome.guest]);
      const friends = await readFriends(tx, programId, entriesOf(outcome).map((e) => e.referralId!));
      return toPreview(outcome, people, friends);
    });
  }

  /** @throws as `preview` */
  async act(programId: Id, act: MergeAct): Promise<MergeResponse> {
    const at = this.clock.now();
    return this.transactions.inProgram(programId, async (tx) => {
      const outcome = await this.merging.act(tx, programId, act, at);
      if (outcome) {
        const { host, guest, rivals } = outcome;
        await audit(tx, programId, { actorId: act.by, action: `member.${act.kind}`, subjectId: host, detail: { other: guest, elsewhere: rivals.length } }, at);
        await writeOutbox(tx, programId, [{ topic: `member.${act.kind}`, payload: { memberId: host, otherId: guest } }, ...noticesOf(act.kind, outcome)], at);
      }
      const [hostId] = [act.memberId, act.otherId].toSorted() as [Id];
      const [sums] = (await tx.query('SELECT qualified, points FROM standings WHERE program_id = $1 AND member_id = $2', [programId, hostId])) as [Omit<MergeResponse, 'hostId'>];
      return { hostId, ...sums };
    });
  }

  /** Who is in this member's book, the latest first. */
  async list(programId: Id, memberId: Id): Promise<MergesResponse> {
    return this.transactions.readProgram(programId, async (tx) => {
      const [own] = (await tx.query('SELECT merged_into AS "intoId" FROM standings WHERE program_id = $1 AND member_id = $2', [programId, memberId])) as { intoId: Id | null }[];
      const rows = (await tx.query(
        `SELECT s.member_id AS "memberId", p.name, i.email, f.at AS "mergedAt" FROM standings s
         JOIN LATERAL (SELECT at, seq FROM facts WHERE program_id = $1 AND member_id = $2 AND kind = 'merged' AND body->>'other' = s.member_id::text ORDER BY seq DESC LIMIT 1) f ON true
         LEFT JOIN profiles p ON p.program_id = $1 AND p.member_id = s.member_id
         LEFT JOIN LATERAL (SELECT email FROM identities WHERE program_id = $1 AND member_id = s.member_id ORDER BY created_at, id LIMIT 1) i ON true
         WHERE s.program_id = $1 AND s.merged_into = $2 ORDER BY f.seq DESC`, [programId, memberId])) as (Omit<PersonRow, 'joinedAt'> & { mergedAt: Date })[];
      return {
        intoId: own?.intoId ?? null,
        items: rows.map((row, i) => ({ ...row, mergedAt: row.mergedAt.toISOString(), undoable: i === 0 && own?.intoId === null })),
      };
    });
  }
}

/** For either address, what counted for it before and counts now: merged, all that the two have. */
function noticesOf(kind: MergeAct['kind'], { host, guest, before, after }: MergeOutcome): OutboxEvent[] {
  const topic = kind === 'merged' ? 'membership.joined_up' : 'membership.parted';
  const [one, other] = kind === 'merged' ? [after.host, after.host] : [after.host, after.guest];
  const [was, otherWas] = kind === 'merged' ? [before.host, before.guest] : [before.host, before.host];
  return [
    { topic, payload: { memberId: host, guestId: guest, before: was.sums.qualified, after: one.sums.qualified } },
    { topic, payload: { memberId: guest, guestId: guest, before: otherWas.sums.qualified, after: other.sums.qualified } },
  ];
}

async function readPeople(tx: Tx, programId: Id, ids: readonly Id[]): Promise<Map<Id, PersonRow>> {
  const rows = (await tx.query(
    `SELECT m.id AS "memberId", p.name, i.email, m.joined_at AS "joinedAt" FROM members m
     LEFT JOIN profiles p ON p.program_id = $1 AND p.member_id = m.id
     LEFT JOIN LATERAL (SELECT email FROM identities WHERE program_id = $1 AND member_id = m.id ORDER BY created_at, id LIMIT 1) i ON true
     WHERE m.program_id = $1 AND m.id = ANY($2)`, [programId, ids])) as PersonRow[];
  return new Map(rows.map((row) => [row.memberId, row]));
}

async function readFriends(tx: Tx, programId: Id, referralIds: readonly Id[]): Promise<Map<Id, string | null>> {
  const rows = (await tx.query(
    `SELECT r.id, coalesce(p.name, i.email) AS name FROM referrals r
     LEFT JOIN profiles p ON p.program_id = $1 AND p.member_id = r.referee_id
     LEFT JOIN LATERAL (SELECT email FROM identities WHERE program_id = $1 AND member_id = r.referee_id ORDER BY created_at, id LIMIT 1) i ON true
     WHERE r.program_id = $1 AND r.id = ANY($2)`, [programId, referralIds])) as { id: Id; name: string | null }[];
  return new Map(rows.map((row) => [row.id, row.name]));
}

function toPreview(outcome: MergeOutcome, people: ReadonlyMap<Id, PersonRow>, friends: ReadonlyMap<Id, string | null>): MergePreviewResponse {
  const { before, after, rulebook, decisions } = outcome;
  const person = (side: 'host' | 'guest') => {
    const { joinedAt, ...row } = people.get(outcome[side])!;
    return { ...row, joinedAt: joinedAt.toISOString(), before: countOf(before[side], rulebook), after: countOf(after[side], rulebook) };
  };
  const awards = (kind: 'award' | 'suspend' | 'reinstate') => decisions.flatMap((d) => (d.kind === kind ? [awardOf(d.key, rulebook)] : []));
  return {
    host: person('host'), guest: person('guest'), elsewhere: outcome.rivals.length,
    referrals: entriesOf(outcome).map((e) => ({ referralId: e.referralId!, friend: friends.get(e.referralId!) ?? null, delta: e.delta, reason: e.reason })),
    awarded: awards('award'), rested: awards('suspend'), reinstated: awards('reinstate'),
  };
}

/** Entries by which a friend stops counting or counts again. */
function entriesOf({ decisions }: MergeOutcome): Extract<Decision, { kind: 'entry' }>[] {
  return decisions.filter((d) => d.kind === 'entry').filter((d) => d.referralId !== undefined && d.measure === 'qualified' && d.delta !== 0);
}

function countOf({ sums, tier }: State, { tiers }: Rulebook): MergePreviewResponse['host']['before'] {
  const known = tiers.find((t) => t.id === tier);
  return { qualified: sums.qualified, points: sums.points, tier: known ? { id: known.id, name: known.name ?? '' } : null };
}

function awardOf(key: AwardKey, { milestones }: Rulebook): MergePreviewResponse['awarded'][number] {
  const { subjectId, ordinal, side } = parseAwardKey(key);
  return { subjectId, ordinal, side, name: milestones.find((m) => m.id === subjectId)?.name ?? '' };
}
