import { Injectable } from '@nestjs/common';
import { DomainError } from '@fanfare/contracts';
import { type Decision, DomainError as RuleError, type Id, type MergeFact, type Rulebook, type State } from '@fanfare/domain';
import type { Tx } from '../../platform/database/transactions.js';
import { writeOutbox } from '../../platform/outbox/outbox.js';
import { Rulebooks } from '../../programs/index.js';
import { lockStandings, readStandings, survivor } from '../book-lock.js';
import { BookOpener } from '../book-opener.js';
import type { StandingRow } from '../book-rows.js';
import type { WorkedBook } from '../book-writer.js';
import { EffectWriters } from '../effects.js';
import { OpenBook } from '../fold.js';
import { Ledger } from '../ledger.service.js';
import { laterConfirmations, rejectKey, type Rival, turnedDown } from './rivals.js';

/** Two members are one person, or are not after all. */
export interface MergeAct {
  /** Made by the caller: sent again, the act is the same one. */
  readonly id: Id;
  readonly kind: 'merged' | 'unmerged';
  readonly memberId: Id;
  readonly otherId: Id;
  readonly by: Id;
}

/** What an act does, or would do. */
export interface MergeOutcome {
  /** The elder: all that is counted is in this one's book. */
  readonly host: Id;
  readonly guest: Id;
  readonly before: { readonly host: State; readonly guest: State };
  readonly after: { readonly host: State; readonly guest: State };
  /** Of both books, in the order in which they hold. */
  readonly decisions: readonly Decision[];
  /** Referrals in other people's books that this turned down or took up again. */
  readonly rivals: readonly Rival[];
  readonly rulebook: Rulebook;
}

interface Folded extends MergeOutcome {
  readonly worked: readonly WorkedBook[];
  readonly group: readonly StandingRow[];
}

/** Makes one person's two books one, and two again. Locks like `apply`: books by id. */
@Injectable()
export class Merging {
  constructor(
    private readonly rulebooks: Rulebooks,
    private readonly opener: BookOpener,
    private readonly ledger: Ledger,
    private readonly effects: EffectWriters,
  ) {}

  /** @returns null if the act was done before. @throws DomainError `member.not_found`, `member.merge_refused` */
  async act(tx: Tx, programId: Id, act: MergeAct, at: Date): Promise<MergeOutcome | null> {
    const standings = await this.lock(tx, programId, act);
    if (await isKnown(tx, programId, act)) return null;
    const folded = await this.fold(tx, programId, standings, act, at);
    const kin = folded.group.map((row) => row.member_id);
    await tx.query('UPDATE standings SET group_id = $3 WHERE program_id = $1 AND member_id = ANY($2)', [programId, kin, kin.toSorted()[0]]);
    await this.ledger.write(tx, programId, folded.worked, at);
    for (const { memberId, standing } of act.kind === 'merged' ? [folded.after.host] : [folded.after.host, folded.after.guest]) {
      if (standing !== 'erased') await writeOutbox(tx, programId, await this.effects.onStanding(tx, programId, memberId, standing, at), at);
    }
    return folded;
  }

  /** What the act would do; nothing is locked or written. @throws as `act` */
  async preview(tx: Tx, programId: Id, act: MergeAct, at: Date): Promise<MergeOutcome> {
    const pair = await readStandings(tx, programId, [act.memberId, act.otherId]);
    const rivals = await this.rivals(tx, programId, pair, act);
    return this.fold(tx, programId, await readStandings(tx, programId, [act.memberId, act.otherId, ...rivals.map((r) => r.bookId)]), act, at);
  }

  /** Both books with their groups, and those of whoever brought them; who that is may change until the locks are held. */
  private async lock(tx: Tx, programId: Id, act: MergeAct): Promise<Map<Id, StandingRow>> {
    let standings = await readStandings(tx, programId, [act.memberId, act.otherId]);
    for (;;) {
      const rivals = await this.rivals(tx, programId, standings, act);
      const wanted = [...standings.keys(), ...rivals.map((r) => r.bookId)];
      const locked = await lockStandings(tx, programId, wanted);
      const found = await this.rivals(tx, programId, locked, act);
      if (found.every((r) => locked.has(r.bookId))) return locked;
      standings = locked;
    }
  }

  private async fold(tx: Tx, programId: Id, standings: ReadonlyMap<Id, StandingRow>, act: MergeAct, at: Date): Promise<Folded> {
    const [hostId, guestId] = pairOf(standings, act);
    const rivals = await this.rivals(tx, programId, standings, act);
    const { version } = await this.rulebooks.inForce(tx, programId, at);
    // The book first whose timers may still give what the other's part of the act takes: the absorbed one's at merging, the absorbing one's at parting.
    const pair = act.kind === 'merged' ? [guestId, hostId] : [hostId, guestId];
    const needs = pair.map((memberId) => ({ memberId, whole: true, referralIds: [], fresh: [] }));
    const theirs = [...Map.groupBy(rivals, (r) => r.bookId)].map(([memberId, all]) => ({ memberId, whole: false, referralIds: all.map((r) => r.referralId), fresh: [] }));
    const books = await this.opener.open(tx, programId, standings, [...needs, ...theirs], version, at);
    const [host, guest] = [books.get(hostId)!, books.get(guestId)!];
    const before = { host: host.book.state, guest: guest.book.state };
    const already = new Map(pair.map((id) => [id, books.get(id)!.book.decided.length]));
    weigh(host.book, guest.book, act, at);
    for (const rival of rivals) books.get(rival.bookId)!.book.add(...reviewOf(rival, act, at));
    return {
      host: hostId, guest: guestId, before, after: { host: host.book.state, guest: guest.book.state }, rivals, rulebook: host.book.rulebook,
      decisions: pair.flatMap((id) => books.get(id)!.book.decided.slice(already.get(id))).map((d) => d.decision),
      worked: [...books.values()], group: kinOf(standings, [hostId, guestId]),
    };
  }

  private async rivals(tx: Tx, programId: Id, standings: ReadonlyMap<Id, StandingRow>, act: MergeAct): Promise<Rival[]> {
    const person = [...standings.keys()].filter((id) => [act.memberId, act.otherId].some((one) => survivor(standings, one) === survivor(standings, id)));
    if (act.kind === 'merged') return laterConfirmations(tx, programId, person);
    const mergeId = await mergeOf(tx, programId, act);
    return mergeId === null ? [] : turnedDown(tx, programId, person, mergeId);
  }
}

function weigh(host: OpenBook, guest: OpenBook, { id, kind }: MergeAct, at: Date): void {
  const instant = Math.max(at.getTime(), host.state.at, guest.state.at);
  const half = (book: OpenBook, other: Id): MergeFact => book.next(mergeKey(id, book.state.memberId), instant, { kind, other }, host.rulebook);
  const pair = [half(host, guest.state.memberId), half(guest, host.state.memberId)] as const;
  try {
    OpenBook.weighPair([host, guest], pair, host.rulebook);
  } catch (error) {
    if (error instanceof RuleError && error.code === 'book.merge_refused') throw refused(String(error.facts['because']));
    throw error;
  }
}

function reviewOf({ referralId, putBack }: Rival, { id, kind, by }: MergeAct, at: Date): Parameters<OpenBook['add']> {
  return kind === 'merged'
    ? [rejectKey(id, referralId), at.getTime(), { kind: 'reviewed', referralId, verdict: 'reject', reason: 'identity.merged', by }]
    : [`merge:${id}:withdraw:${referralId}`, at.getTime(), { kind: 'reviewed', referralId, verdict: 'withdraw', reason: 'review.withdrawn', by, ...(putBack && { putBack }) }];
}

/** Who takes whom in: the elder the younger, each by the book that has them now. */
function pairOf(standings: ReadonlyMap<Id, StandingRow>, { kind, memberId, otherId }: MergeAct): [host: Id, guest: Id] {
  const rows = [memberId, otherId].map((id) => standings.get(id));
  if (rows.some((row) => !row)) throw new DomainError('member.not_found');
  const [host, guest] = [memberId, otherId].toSorted() as [Id, Id];
  if (host === guest) throw refused('self');
  if (rows.some((row) => row!.standing === 'erased')) throw refused('erased');
  if (kind === 'merged' && rows.some((row) => row!.merged_into)) throw refused('closed');
  if (kind === 'unmerged' && standings.get(guest)!.merged_into !== host) throw refused('not_merged');
  return [host, guest];
}

function refused(because: string): DomainError {
  return new DomainError('member.merge_refused', { because });
}

function kinOf(standings: ReadonlyMap<Id, StandingRow>, pair: readonly Id[]): StandingRow[] {
  const groups = pair.map((id) => standings.get(id)!.group_id);
  return [...standings.values()].filter((row) => pair.includes(row.member_id) || (row.group_id !== null && groups.includes(row.group_id)));
}

function mergeKey(mergeId: Id, memberId: Id): string {
  return `merge:${mergeId}:${memberId}`;
}

async function isKnown(tx: Tx, programId: Id, { id, memberId }: MergeAct): Promise<boolean> {
  return ((await tx.query('SELECT 1 FROM facts WHERE program_id = $1 AND key = $2', [programId, mergeKey(id, memberId)])) as unknown[]).length > 0;
}

/** The act by which the two became one, the latest time. */
async function mergeOf(tx: Tx, programId: Id, { memberId, otherId }: MergeAct): Promise<Id | null> {
  const [row] = (await tx.query(
    `SELECT key FROM facts WHERE program_id = $1 AND member_id = $2 AND kind = 'merged' AND body->>'other' = $3 ORDER BY seq DESC LIMIT 1`,
    [programId, memberId, otherId])) as { key: string }[];
  return row?.key.split(':')[1] ?? null;
}
