import { Injectable } from '@nestjs/common';
import { attribute, type Decision, type FactBody, type Id, type Rulebook, type State } from '@fanfare/domain';
import type { Tx } from '../platform/database/transactions.js';
import { type OutboxEvent, writeOutbox } from '../platform/outbox/outbox.js';
import { Rulebooks } from '../programs/index.js';
import { lockStandings, survivor } from './book-lock.js';
import { BookOpener, type Need } from './book-opener.js';
import { saveBooks, type WorkedBook } from './book-writer.js';
import { GENESIS } from './chain.js';
import { claimAsImported, takeClaims } from './claims.js';
import { type BookChange, EffectWriters } from './effects.js';
import type { OpenBook } from './fold.js';
import type { FactInput, LedgerInput, LedgerOutcome } from './inputs.js';

/** An input that has found its book. `body` is null for a visit. */
interface Placed {
  readonly index: number;
  readonly memberId: Id;
  readonly key: string | null;
  readonly body: FactBody | null;
  readonly onlyIf?: FactInput['onlyIf'];
}

/** The only writer of books. */
@Injectable()
export class Ledger {
  constructor(
    private readonly rulebooks: Rulebooks,
    private readonly effects: EffectWriters,
    private readonly opener: BookOpener,
  ) {}

  /** Opens empty books for new members; known ones are left as they are. */
  async openBooks(tx: Tx, programId: Id, memberIds: readonly Id[], at: Date): Promise<void> {
    if (memberIds.length === 0) return;
    const { version } = await this.rulebooks.inForce(tx, programId, at);
    await tx.query(
      `INSERT INTO standings (program_id, member_id, version, at, standing, qualified, points, spent, attended, season, reached_at,
         last_fact_seq, last_entry_seq, head_hash)
       SELECT $1, member_id, $3, $4, 'active', 0, 0, 0, 0, '{}', $4, 0, 0, $5 FROM unnest($2::uuid[]) AS m (member_id)
       ON CONFLICT (program_id, member_id) DO NOTHING`,
      [programId, memberIds, version, at, GENESIS],
    );
  }

  /** See `claimAsImported`: existing customers, and members who come from elsewhere. Before their books are locked. */
  excludeFromCounting(tx: Tx, programId: Id, identityHashes: readonly Buffer[], at: Date): Promise<Set<string>> {
    return claimAsImported(tx, programId, identityHashes, at);
  }

  /** Locks books, for what has to be locked after them and before anything is written into them. */
  async lockBooks(tx: Tx, programId: Id, memberIds: readonly Id[]): Promise<void> {
    if (memberIds.length > 0) await lockStandings(tx, programId, memberIds);
  }

  /**
   * Writes a batch into the books it concerns, and what follows from it, in the caller's transaction: facts, entries,
   * awards, tiers, grants, outbox. Locks are taken in one order everywhere: identities, books by id, pools by id.
   * @param at the time of the batch; a book that is already later keeps its own
   * @returns one outcome per input, in order
   */
  async apply(tx: Tx, programId: Id, inputs: readonly LedgerInput[], at: Date): Promise<LedgerOutcome[]> {
    const inForce = await this.rulebooks.inForce(tx, programId, at);
    const { placed: asked, outcomes } = await this.place(tx, programId, inputs, inForce, at);
    const standings = await lockStandings(tx, programId, [...new Set(asked.map((p) => p.memberId))]);
    const placed = asked.map((p) => ({ ...p, memberId: survivor(standings, p.memberId) }));
    const known = await this.knownKeys(tx, programId, placed);
    const fresh = withoutRepeats(placed.filter((p) => standings.has(p.memberId)), known);
    const books = await this.opener.open(tx, programId, standings, needsOf(fresh), inForce.version, at);
    const refused = new Set<Placed>();
    for (const p of fresh) {
      const { book } = books.get(p.memberId)!;
      book.advance(at.getTime());
      if (p.onlyIf && !p.onlyIf(book.state)) refused.add(p);
      else if (p.body && p.key) book.add(p.key, at.getTime(), p.body);
    }
    await this.write(tx, programId, [...books.values()], at);
    for (const p of fresh) outcomes[p.index] = outcomeOf(p, refused.has(p) ? 'refused' : p.body ? 'recorded' : 'visited', books.get(p.memberId)!.book);
    await this.fillRepeats(tx, programId, placed, outcomes);
    return outcomes;
  }

  /** Finds the book of each input. Attribution is decided here, once, under the rules in force. */
  private async place(tx: Tx, programId: Id, inputs: readonly LedgerInput[], inForce: Rulebook, at: Date): Promise<{ placed: Placed[]; outcomes: LedgerOutcome[] }> {
    const outcomes: LedgerOutcome[] = inputs.map(() => ({ status: 'unattributed', memberId: null, referral: null }));
    const referrers = inputs.map((input) => (input.kind === 'confirmed' ? attribute([...input.touches], at.getTime(), inForce.attribution) : null));
    const confirmed = inputs.flatMap((input, index) => (input.kind === 'confirmed' ? [{ input, index }] : []));
    const claims = await takeClaims(tx, programId, confirmed.map(({ input, index }) => ({ identityHash: input.identityHash, referralId: referrers[index] === null ? null : input.referralId, late: input.touches.some((touch) => touch.via === 'claim') })), at);
    const claim = new Map(confirmed.map(({ index }, n) => [index, claims[n]!]));
    const placed = inputs.flatMap((input, index): Placed[] => {
      if (input.kind === 'visit') return [{ index, memberId: input.memberId, key: null, body: null }];
      if (input.kind === 'fact') return [{ index, memberId: input.memberId, key: input.key, body: input.body, ...(input.onlyIf && { onlyIf: input.onlyIf }) }];
      const memberId = referrers[index] ?? null;
      if (memberId === null) return [];
      const body: FactBody = {
        kind: 'confirmed', referralId: input.referralId, refereeId: input.refereeId, claim: claim.get(index) === 'won' ? 'won' : 'lost', touches: [...input.touches],
        signals: { ...input.signals, ...(claim.get(index) === 'imported' && { imported: true }) },
      };
      return [{ index, memberId, key: input.key, body }];
    });
    return { placed, outcomes };
  }

  /** A statement of its own after the lock: whoever held the lock before us has committed, and we see it. */
  private async knownKeys(tx: Tx, programId: Id, placed: readonly Placed[]): Promise<Set<string>> {
    const keys = placed.flatMap((p) => (p.key === null ? [] : [p.key]));
    if (keys.length === 0) return new Set();
    const rows = (await tx.query('SELECT key FROM facts WHERE program_id = $1 AND key = ANY($2)', [programId, keys])) as { key: string }[];
    return new Set(rows.map((row) => row.key));
  }

  /** Stores worked books and what follows from them. Of two that were made one, the absorbed book comes first; of two that were parted, the absorbing one. */
  async write(tx: Tx, programId: Id, worked: readonly WorkedBook[], at: Date): Promise<void> {
    await saveBooks(tx, programId, worked, at);
    await this.announce(tx, programId, worked, at);
  }

  /** Effect writers first, the outbox last: nobody is told of what was not written. */
  private async announce(tx: Tx, programId: Id, worked: readonly WorkedBook[], at: Date): Promise<void> {
    const effects = worked.filter(({ book }) => book.decided.length > 0).map(({ before, book }): BookChange => ({
      memberId: book.state.memberId, decided: book.decided, awards: book.state.awards, counted: countedSince(before, book.state),
    }));
    if (effects.length === 0) return;
    const events = effects.flatMap((e) => e.decided.flatMap(({ decision }) => announcement(e.memberId, decision)));
    for (const writer of this.effects.all()) events.push(...(await writer.write(tx, programId, effects, at)));
    await writeOutbox(tx, programId, events, at);
  }

  /** Inputs that were known already get what was stored of them. */
  private async fillRepeats(tx: Tx, programId: Id, placed: readonly Placed[], outcomes: LedgerOutcome[]): Promise<void> {
    const repeats = placed.filter((p) => outcomes[p.index]!.status === 'unattributed');
    if (repeats.length === 0) return;
    const rows = (await tx.query(
      `SELECT f.key, f.member_id, r.id, r.status, r.reason FROM facts f
       LEFT JOIN referrals r ON r.program_id = $1 AND r.id = (f.body->>'referralId')::uuid
       WHERE f.program_id = $1 AND f.key = ANY($2)`,
      [programId, repeats.map((p) => p.key)],
    )) as { key: string; member_id: Id; id: Id | null; status: never; reason: never }[];
    const stored = new Map(rows.map((row) => [row.key, row]));
    for (const p of repeats) {
      const row = p.key === null ? undefined : stored.get(p.key);
      if (row) outcomes[p.index] = { status: 'replayed', memberId: row.member_id, referral: row.id ? { id: row.id, status: row.status, reason: row.reason } : null };
    }
  }
}

/** What each book is asked in a batch. */
function needsOf(placed: readonly Placed[]): Need[] {
  return [...Map.groupBy(placed, (p) => p.memberId)].map(([memberId, inputs]) => ({
    memberId, whole: inputs.some(({ body }) => body?.kind === 'standing' && body.to === 'active'),
    referralIds: inputs.flatMap((p) => (p.body && 'referralId' in p.body ? [p.body.referralId] : [])),
    fresh: inputs.flatMap((p) => (p.body?.kind === 'confirmed' ? [{ signals: p.body.signals }] : [])),
  }));
}

/** The same key twice in one batch is one fact. Visits of a book that has facts in the batch add nothing and do no harm. */
function withoutRepeats(placed: readonly Placed[], known: ReadonlySet<string>): Placed[] {
  const seen = new Set(known);
  return placed.filter(({ key }) => {
    if (key === null) return true;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

function outcomeOf(p: Placed, status: LedgerOutcome['status'], book: OpenBook): LedgerOutcome {
  const id = p.body && 'referralId' in p.body ? p.body.referralId : null;
  const referral = id === null ? undefined : book.state.referrals.get(id);
  return { status, memberId: p.memberId, referral: id && referral ? { id, status: referral.status, reason: referral.reason } : null };
}

/** Whose friends came to count, and whose ceased to; those that a book handed over or got are among them. */
function countedSince({ referrals: before }: State, { referrals: after }: State): Map<Id, 1 | -1> {
  const gone = [...before].flatMap(([id, r]): [Id, -1][] => (r.counted && !after.get(id)?.counted ? [[id, -1]] : []));
  const come = [...after].flatMap(([id, r]): [Id, 1][] => (r.counted && !before.get(id)?.counted ? [[id, 1]] : []));
  return new Map<Id, 1 | -1>([...gone, ...come]);
}

function announcement(memberId: Id, d: Decision): OutboxEvent[] {
  if (d.kind !== 'announce') return [];
  return [{ topic: d.topic, payload: { memberId, referralId: d.referralId ?? null, tierId: d.tierId ?? null, awardKey: d.key ?? null, ...(d.factSeq !== undefined && { factSeq: d.factSeq }) } }];
}
