import { Injectable } from '@nestjs/common';
import { DomainError } from '@fanfare/contracts';
import { audit } from '../../platform/audit.js';
import { Clock } from '../../platform/clock.js';
import { Transactions, type Tx } from '../../platform/database/transactions.js';
import { newId } from '../../platform/ids.js';
import { writeOutbox } from '../../platform/outbox/outbox.js';
import { nextCursor, readCursor } from '../../platform/paging.js';
import type { MemberMessage, MessagesQuery, MessagesResponse, MyMessage } from './team-messages.dto.js';

interface Row {
  readonly id: string;
  readonly text: string;
  readonly status: 'open' | 'answered';
  readonly at: Date;
  readonly answer: string | null;
  readonly answeredAt: Date | null;
  readonly memberId: string;
  readonly memberName: string | null;
  readonly answeredBy: string | null;
  readonly answeredByName: string | null;
}

const OWN_SHOWN = 50;

/** What members write to the team. Answered once, by a person with a name: whatever follows goes by mail between the two. */
@Injectable()
export class TeamMessages {
  constructor(
    private readonly transactions: Transactions,
    private readonly clock: Clock,
  ) {}

  async write(programId: string, memberId: string, text: string): Promise<MyMessage> {
    const at = this.clock.now();
    const id = newId(at);
    await this.transactions.inProgram(programId, (tx) =>
      tx.query(`INSERT INTO team_messages (program_id, id, member_id, text, status, created_at) VALUES ($1, $2, $3, $4, 'open', $5)`, [programId, id, memberId, text, at]));
    return { id, text, status: 'open', createdAt: at.toISOString(), answer: null, answeredAt: null };
  }

  /** Newest first. */
  async own(programId: string, memberId: string): Promise<MyMessage[]> {
    const rows = await this.transactions.readProgram(programId, async (tx) => (await tx.query(
      `${MESSAGES} AND m.member_id = $2 ORDER BY m.created_at DESC, m.id DESC LIMIT ${OWN_SHOWN}`, [programId, memberId])) as Row[]);
    return rows.map(toOwn);
  }

  /** Oldest first: the order in which to answer. What has been answered is looked at from its newest end. */
  async list(programId: string, { status, cursor, limit }: MessagesQuery): Promise<MessagesResponse> {
    const after = readCursor(cursor);
    const { beyond, way } = status === 'answered' ? { beyond: '<', way: 'DESC' } : { beyond: '>', way: 'ASC' };
    const rows = await this.transactions.readProgram(programId, async (tx) => (await tx.query(
      `${MESSAGES} AND ($2::text IS NULL OR m.status = $2) AND ($3::timestamptz IS NULL OR (m.created_at, m.id) ${beyond} ($3, $4::uuid))
       ORDER BY m.created_at ${way}, m.id ${way} LIMIT $5`,
      [programId, status ?? null, after?.at ?? null, after?.id ?? null, limit + 1])) as Row[]);
    return { items: rows.slice(0, limit).map(toStaff), nextCursor: nextCursor(rows, limit, (row) => row) };
  }

  /** Sent to the member with the address of whoever answers. @throws DomainError `message.not_found`, `message.answered` */
  async answer(programId: string, actorId: string, id: string, answer: string): Promise<MemberMessage> {
    const at = this.clock.now();
    return this.transactions.inProgram(programId, async (tx) => {
      const [answered] = (await tx.query(
        `UPDATE team_messages SET status = 'answered', answer = $3, answered_by = $4, answered_at = $5 WHERE program_id = $1 AND id = $2 AND status = 'open'
         RETURNING member_id AS "memberId"`, [programId, id, answer, actorId, at])) as [{ memberId: string }[], number];
      const message = await messageOf(tx, programId, id);
      if (answered.length === 0) throw new DomainError('message.answered');
      await writeOutbox(tx, programId, [{ topic: 'message.answered', payload: { messageId: id, memberId: message.memberId } }], at);
      await audit(tx, programId, { actorId, action: 'message.answered', subjectId: id, detail: {} }, at);
      return toStaff(message);
    });
  }
}

const MESSAGES = `
  SELECT m.id, m.text, m.status, m.created_at AS at, m.answer, m.answered_at AS "answeredAt", m.member_id AS "memberId", p.name AS "memberName",
    m.answered_by AS "answeredBy", a.name AS "answeredByName"
  FROM team_messages m LEFT JOIN profiles p ON p.program_id = $1 AND p.member_id = m.member_id LEFT JOIN accounts a ON a.id = m.answered_by
  WHERE m.program_id = $1`;

async function messageOf(tx: Tx, programId: string, id: string): Promise<Row> {
  const [row] = (await tx.query(`${MESSAGES} AND m.id = $2`, [programId, id])) as Row[];
  if (!row) throw new DomainError('message.not_found');
  return row;
}

function toOwn({ id, text, status, at, answer, answeredAt }: Row): MyMessage {
  return { id, text, status, createdAt: at.toISOString(), answer, answeredAt: answeredAt?.toISOString() ?? null };
}

function toStaff(row: Row): MemberMessage {
  return { ...toOwn(row), member: { id: row.memberId, name: row.memberName }, answeredBy: row.answeredBy === null ? null : { id: row.answeredBy, name: row.answeredByName } };
}
