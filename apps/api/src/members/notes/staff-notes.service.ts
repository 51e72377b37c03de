import { Injectable } from '@nestjs/common';
import { DomainError, permits, type Role } from '@fanfare/contracts';
import { audit } from '../../platform/audit.js';
import { Clock } from '../../platform/clock.js';
import { Transactions, type Tx } from '../../platform/database/transactions.js';
import { newId } from '../../platform/ids.js';

/** Of a note, or why somebody was suspended, let back in, or put into another cohort, their count corrected, or something done about a reward of theirs. */
export const NOTE_KINDS = ['note', 'suspended', 'reinstated', 'cohort', 'adjusted', 'reward'] as const;
export type NoteKind = (typeof NOTE_KINDS)[number];
/** What is noted about: a member, or a friend beside the evidence about them; such a note is one about the friend too. */
export type NoteSubject = { readonly memberId: string } | { readonly referralId: string };
export interface StaffNote {
  readonly id: string;
  readonly kind: NoteKind;
  readonly text: string;
  readonly referralId: string | null;
  readonly author: { readonly id: string; readonly name: string | null };
  readonly createdAt: Date;
}
interface NewNote {
  readonly id: string;
  readonly memberId: string;
  readonly referral?: { readonly id: string; readonly referrerId: string };
  readonly kind: NoteKind;
  readonly text: string;
  readonly authorId: string;
}
type Reason = Pick<NewNote, 'kind' | 'text' | 'authorId'>;

const SHOWN = 100;

/** What the team notes about members. Members do not see it here, and get it with everything else when they ask for their data. */
@Injectable()
export class StaffNotes {
  constructor(
    private readonly transactions: Transactions,
    private readonly clock: Clock,
  ) {}

  /** Newest first. */
  async of(tx: Tx, programId: string, subject: NoteSubject): Promise<StaffNote[]> {
    const rows = (await tx.query(
      `SELECT n.id, n.kind, n.text, n.referral_id AS "referralId", n.author_id AS "authorId", a.name AS "authorName", n.created_at AS "createdAt" FROM member_notes n LEFT JOIN accounts a ON a.id = n.author_id
       WHERE n.program_id = $1 AND n.${columnOf(subject)} = $2 ORDER BY n.created_at DESC, n.id DESC LIMIT ${SHOWN}`, [programId, idOf(subject)])) as (Omit<StaffNote, 'author'> & { authorId: string; authorName: string | null })[];
    return rows.map(({ authorId, authorName, ...note }) => ({ ...note, author: { id: authorId, name: authorName } }));
  }

  /** The id is the caller's: sent again, it is the same note. @throws DomainError `member.not_found`, `referral.not_found` (also: nobody has confirmed it yet) */
  async add(programId: string, authorId: string, subject: NoteSubject, note: { readonly id: string; readonly text: string }): Promise<void> {
    const at = this.clock.now();
    await this.transactions.inProgram(programId, async (tx) => {
      const about = 'memberId' in subject ? subject : await friendOf(tx, programId, subject.referralId);
      if (await this.write(tx, programId, { ...note, ...about, kind: 'note', authorId }, at)) await audit(tx, programId, { actorId: authorId, action: `${wordFor(subject)}.noted`, subjectId: idOf(subject), detail: { note: note.id } }, at);
    });
  }

  /** In a transaction that does more. @returns whether it is new. @throws DomainError `member.not_found` for somebody who has left */
  async write(tx: Tx, programId: string, note: NewNote, at: Date): Promise<boolean> {
    // Whoever is erased meanwhile, the friend or who brought them, takes the note along.
    const people = note.referral ? [note.memberId, note.referral.referrerId] : [note.memberId];
    const there = (await tx.query('SELECT member_id AS id FROM profiles WHERE program_id = $1 AND member_id = ANY($2) ORDER BY member_id FOR KEY SHARE', [programId, people])) as { id: string }[];
    if (!there.some(({ id }) => id === note.memberId)) throw new DomainError('member.not_found');
    const added = (await tx.query(
      `INSERT INTO member_notes (program_id, id, member_id, referral_id, kind, text, author_id, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING RETURNING id`,
      [programId, note.id, note.memberId, note.referral?.id ?? null, note.kind, note.text, note.authorId, at])) as unknown[];
    return added.length > 0;
  }

  /** The same on each of many, in a transaction that does more. Who has left is passed over. @returns the note of each */
  async writeAll(tx: Tx, programId: string, memberIds: readonly string[], { kind, text, authorId }: Reason, at: Date): Promise<ReadonlyMap<string, string>> {
    if (memberIds.length === 0) return new Map();
    const people = (await tx.query('SELECT member_id AS id FROM profiles WHERE program_id = $1 AND member_id = ANY($2) ORDER BY member_id FOR KEY SHARE', [programId, memberIds])) as { id: string }[];
    const notes = new Map(people.map(({ id }) => [id, newId(at)]));
    await tx.query(
      `INSERT INTO member_notes (program_id, id, member_id, kind, text, author_id, created_at)
       SELECT $1, n.id, n.member_id, $4, $5, $6, $7 FROM unnest($2::uuid[], $3::uuid[]) AS n (id, member_id)`,
      [programId, [...notes.values()], [...notes.keys()], kind, text, authorId, at]);
    return notes;
  }

  /**
   * Why something was done, kept with the notes on whom it is about, where it is exported and erased with them: the audit log,
   * in which nothing is ever changed, names the note. @returns null for somebody who has left, of whom nothing is kept
   */
  async writeReason(tx: Tx, programId: string, memberId: string, reason: Reason, at: Date): Promise<string | null> {
    return (await this.writeAll(tx, programId, [memberId], reason, at)).get(memberId) ?? null;
  }

  /** One's own, or anybody's for who may also change counts. Why something was done stays. @throws DomainError `note.not_found`, `auth.forbidden` */
  async remove(programId: string, actor: { readonly accountId: string; readonly role: Role | null }, subject: NoteSubject, id: string): Promise<void> {
    const anybodys = actor.role !== null && permits(actor.role, 'ledger:adjust');
    await this.transactions.inProgram(programId, async (tx) => {
      const [note] = (await tx.query(`SELECT author_id AS "authorId" FROM member_notes WHERE program_id = $1 AND id = $2 AND ${columnOf(subject)} = $3 AND kind = 'note'`, [programId, id, idOf(subject)])) as { authorId: string }[];
      if (!note) throw new DomainError('note.not_found');
      if (note.authorId !== actor.accountId && !anybodys) throw new DomainError('auth.forbidden');
      await tx.query('DELETE FROM member_notes WHERE program_id = $1 AND id = $2', [programId, id]);
      await audit(tx, programId, { actorId: actor.accountId, action: `${wordFor(subject)}.note_removed`, subjectId: idOf(subject), detail: { note: id } }, this.clock.now());
    });
  }
}

async function friendOf(tx: Tx, programId: string, referralId: string): Promise<Pick<NewNote, 'memberId' | 'referral'>> {
  const [row] = (await tx.query('SELECT referee_id AS "memberId", member_id AS "referrerId" FROM referrals WHERE program_id = $1 AND id = $2', [programId, referralId])) as { memberId: string; referrerId: string }[];
  if (!row) throw new DomainError('referral.not_found');
  return { memberId: row.memberId, referral: { id: referralId, referrerId: row.referrerId } };
}

function columnOf(subject: NoteSubject): string {
  return 'memberId' in subject ? 'member_id' : 'referral_id';
}

function idOf(subject: NoteSubject): string {
  return 'memberId' in subject ? subject.memberId : subject.referralId;
}

function wordFor(subject: NoteSubject): string {
  return 'memberId' in subject ? 'member' : 'referral';
}
