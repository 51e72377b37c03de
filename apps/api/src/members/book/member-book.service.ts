import { Injectable } from '@nestjs/common';
import { DomainError } from '@fanfare/contracts';
import { Clock } from '../../platform/clock.js';
import { Transactions, type Tx } from '../../platform/database/transactions.js';
import { Rulebooks } from '../../programs/index.js';
import { MEMBER_JOINS, MEMBER_ROW, type MemberRow, type MemberWithTier, withTiers } from '../list/member-rows.js';
import { type StaffNote, StaffNotes } from '../notes/staff-notes.service.js';
import * as read from './book-queries.js';

type Texts = Record<string, string>;
type Json = Record<string, unknown>;

/** Everything staff see of one book. Rows as the database has them; `at` and the like are Dates. */
export interface MemberBook {
  readonly member: MemberWithTier;
  readonly facts: readonly { seq: number; key: string; kind: string; version: number; at: Date; body: Json }[];
  readonly entries: readonly { seq: number; factSeq: number | null; version: number; measure: string; delta: number; referralId: string | null; fromStatus: string | null; toStatus: string | null; reason: string; evidence: Json; effectiveAt: Date; hash: string; chained: boolean }[];
  readonly links: readonly { id: string; code: string; channel: string; createdAt: Date; human: number; machine: number; signups: number }[];
  readonly awards: readonly { subjectId: string; ordinal: number; side: string; earnedAs: string; threshold: number; status: string; since: Date }[];
  readonly grants: readonly { id: string; rewardId: string; title: Texts; status: string; reason: string | null; byHand: boolean; points: number | null; awardedAt: Date; updatedAt: Date }[];
  readonly events: readonly { id: string; title: Texts; startsAt: Date; status: string; answer: string; guests: number; checkedInAt: Date | null }[];
  readonly messages: readonly { id: string; text: string; createdAt: Date; answer: string | null; answeredAt: Date | null }[];
  readonly notes: readonly StaffNote[];
}

/** One member's book: what happened, what was decided, and what came of it. */
@Injectable()
export class MemberBooks {
  constructor(
    private readonly transactions: Transactions,
    private readonly rulebooks: Rulebooks,
    private readonly notes: StaffNotes,
    private readonly clock: Clock,
  ) {}

  /** @throws DomainError `member.not_found` */
  async of(programId: string, memberId: string): Promise<MemberBook> {
    return this.transactions.readProgram(programId, async (tx) => {
      const member = await this.member(tx, programId, memberId);
      const rows = <T>(sql: string) => tx.query(sql, [programId, memberId]) as Promise<T>;
      return {
        member,
        facts: await rows(read.FACTS), entries: await rows(read.ENTRIES), links: await rows(read.LINKS), awards: await rows(read.AWARDS),
        grants: await rows(read.GRANTS), events: await rows(read.EVENTS), messages: await rows(read.MESSAGES),
        notes: await this.notes.of(tx, programId, { memberId }),
      };
    });
  }

  private async member(tx: Tx, programId: string, memberId: string): Promise<MemberWithTier> {
    const at = this.clock.now();
    const rows = (await tx.query(`SELECT ${MEMBER_ROW} FROM members m ${MEMBER_JOINS} WHERE m.program_id = $1 AND m.id = $3`, [programId, at, memberId])) as MemberRow[];
    const [member] = await withTiers(tx, this.rulebooks, programId, rows, at);
    if (!member) throw new DomainError('member.not_found');
    return member;
  }
}
