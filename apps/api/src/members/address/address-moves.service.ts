import { Injectable } from '@nestjs/common';
import { DomainError, LIMITS } from '@fanfare/contracts';
import { Accounts, Sessions } from '../../identity/index.js';
import { audit } from '../../platform/audit.js';
import { Clock } from '../../platform/clock.js';
import { constraintOf, enterProgram, sqlState, Transactions, type Tx } from '../../platform/database/transactions.js';
import { Keys, sha256 } from '../../platform/keys.js';
import { writeOutbox } from '../../platform/outbox/outbox.js';
import { type AddressMove, PersonalDataKeepers } from '../../platform/personal-data.js';
import { PersonalLinks } from '../personal-links.service.js';
import type { AddressChange } from './address-change.entity.js';
import { reachesBeyond, reachesTeam } from './reach.js';

/** Of the two mailed links: to the new address, to agree; to the old one, to take it back. */
export type AddressTokenKind = 'address_change' | 'address_undo';
/** Where a link stands. */
export type AddressStage = 'open' | 'used' | 'expired';
export interface FoundChange extends Pick<AddressChange, 'programId' | 'id' | 'memberId' | 'oldEmail' | 'newEmail'> {
  readonly stage: AddressStage;
  readonly locale: string | null;
}

type Moving = Pick<AddressChange, 'accountId' | 'memberId' | 'oldEmail' | 'oldHash' | 'newEmail' | 'newHash' | 'sessionId' | 'askedBy'>;
type Undoable = Moving & Pick<AddressChange, 'id' | 'createdAt' | 'expiresAt' | 'confirmedAt' | 'undoUntil'>;
interface Row extends Moving, Pick<AddressChange, 'confirmedAt' | 'undoUntil' | 'undoneAt' | 'endedAt' | 'expiresAt'> {
  readonly locale: string | null;
}

const DAY_MS = 86_400_000;
const MOVING = `account_id AS "accountId", member_id AS "memberId", old_email AS "oldEmail", old_hash AS "oldHash", new_email AS "newEmail", new_hash AS "newHash",
  session_id AS "sessionId", asked_by AS "askedBy"`;
/** What says that an address is another's by now, in the directory or in one of the programs. */
const TAKEN = new Set(['uq_accounts_email_hash', 'uq_identities_email_hash', 'pk_identities']);

/**
 * Moves an account to another address and back: wherever it is a member, in one transaction. A link works once, because its row
 * says so under its own lock; whose an address is, the unique keys decide.
 */
@Injectable()
export class AddressMoves {
  constructor(
    private readonly transactions: Transactions,
    private readonly accounts: Accounts,
    private readonly sessions: Sessions,
    private readonly keepers: PersonalDataKeepers,
    private readonly personalLinks: PersonalLinks,
    private readonly keys: Keys,
    private readonly clock: Clock,
  ) {}

  /** @throws DomainError `address.unknown` */
  async find(kind: AddressTokenKind, token: string): Promise<FoundChange> {
    const { programId, id } = await this.locate(kind, token);
    const row = await this.transactions.readProgram(programId, (tx) => read(tx, programId, id));
    if (!row) throw new DomainError('address.unknown');
    const { memberId, oldEmail, newEmail, locale } = row;
    return { programId, id, memberId, oldEmail, newEmail, locale, stage: stageOf(kind, row, this.clock.now()) };
  }

  /** The owner of the new address agrees. @throws DomainError `address.unknown`, `address.used`, `address.expired`, `address.taken` */
  async confirm(token: string): Promise<void> {
    const { programId, id } = await this.locate('address_change', token);
    const at = this.clock.now();
    const undoUntil = new Date(at.getTime() + LIMITS.addressUndoDays * DAY_MS);
    await this.unlessTaken(programId, async (tx) => {
      const change = await this.use(tx, programId, id, 'address_change',
        'confirmed_at = $3, undo_until = $4', 'confirmed_at IS NULL AND ended_at IS NULL AND expires_at > $3', [at, undoUntil]);
      const now = await this.accounts.lockAddress(tx, change.accountId);
      if (!now?.hash.equals(change.oldHash)) throw new DomainError('address.expired'); // moved on meanwhile, or gone
      if (await this.outgrown(tx, programId, change)) throw new DomainError('address.expired');
      await this.accounts.readdress(tx, change.accountId, { email: change.newEmail, hash: change.newHash }, at);
      if (change.sessionId) await this.sessions.revokeOthers(tx, change.accountId, change.sessionId);
      else await this.sessions.revokeAll(tx, change.accountId);
      const to = { email: change.newEmail, hash: change.newHash };
      await this.move(tx, change, { from: change.oldHash, to, leftAt: await this.leftAt(tx, change), awaySince: null }, { action: 'member.address_changed', change: id }, at);
      await enterProgram(tx, programId);
      await tx.query(`INSERT INTO tokens (hash, program_id, kind, subject_id, created_at, expires_at) VALUES ($1, $2, 'address_undo', $3, $4, $5)`,
        [sha256(this.keys.token('address_undo', id)), programId, id, at, undoUntil]);
      await writeOutbox(tx, programId, [{ topic: 'address.changed', payload: { changeId: id } }], at);
    });
  }

  /**
   * The owner of the old address takes it back, whatever the account has been moved to since; those later moves can neither be
   * used nor undone any more. Every session ends. @throws as `confirm`
   */
  async undo(token: string): Promise<void> {
    const { programId, id } = await this.locate('address_undo', token);
    const at = this.clock.now();
    await this.unlessTaken(programId, async (tx) => {
      const change = await this.use(tx, programId, id, 'address_undo', 'undone_at = $3', 'confirmed_at IS NOT NULL AND undone_at IS NULL AND undo_until > $3', [at]);
      const now = await this.accounts.lockAddress(tx, change.accountId);
      if (!now) throw new DomainError('address.expired');
      const old = { email: change.oldEmail, hash: change.oldHash };
      await this.accounts.readdress(tx, change.accountId, old, at);
      await this.sessions.revokeAll(tx, change.accountId);
      const programs = await this.move(tx, { ...change, askedBy: null }, { from: now.hash, to: old, leftAt: null, awaySince: change.confirmedAt }, { action: 'member.address_restored', change: id }, at);
      for (const each of programs) {
        await enterProgram(tx, each);
        await tx.query('UPDATE address_changes SET ended_at = $3 WHERE program_id = $1 AND account_id = $2 AND confirmed_at IS NULL AND ended_at IS NULL', [each, change.accountId, at]);
        await tx.query('UPDATE address_changes SET undone_at = $3 WHERE program_id = $1 AND account_id = $2 AND confirmed_at >= $4 AND undone_at IS NULL', [each, change.accountId, at, change.confirmedAt]);
      }
    });
  }

  /**
   * Hands the ways back on to another program of an account that leaves this one: the old address can still take it back there. It is
   * written to again, because what was on its way to it goes with the membership.
   */
  async handOn(tx: Tx, programId: string, accountId: string): Promise<void> {
    const at = this.clock.now();
    const heir = (await this.memberships(tx, accountId)).find((membership) => membership.programId !== programId);
    if (!heir) return;
    const [open] = (await tx.query(
      `DELETE FROM address_changes WHERE program_id = $1 AND account_id = $2 AND confirmed_at IS NOT NULL AND undone_at IS NULL AND undo_until > $3
       RETURNING id, ${MOVING}, created_at AS "createdAt", expires_at AS "expiresAt", confirmed_at AS "confirmedAt", undo_until AS "undoUntil"`, [programId, accountId, at])) as [Undoable[], number];
    await enterProgram(tx, heir.programId);
    for (const change of open) {
      await tx.query(
        `INSERT INTO address_changes (program_id, id, account_id, member_id, old_email, old_hash, new_email, new_hash, session_id, created_at, expires_at, confirmed_at, undo_until)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
        [heir.programId, change.id, accountId, heir.memberId, change.oldEmail, change.oldHash, change.newEmail, change.newHash, change.sessionId,
          change.createdAt, change.expiresAt, change.confirmedAt, change.undoUntil]);
      await tx.query('UPDATE tokens SET program_id = $3 WHERE hash = $1 AND program_id = $2', [sha256(this.keys.token('address_undo', change.id)), programId, heir.programId]);
    }
    await writeOutbox(tx, heir.programId, open.map(({ id }) => ({ topic: 'address.changed', payload: { changeId: id } })), at);
    await enterProgram(tx, programId);
  }

  /** Whether the address opens more by now than whoever asked may move: the account has come to a team, or to another program. */
  private async outgrown(tx: Tx, programId: string, { accountId, sessionId, askedBy }: Moving): Promise<boolean> {
    const programs = await this.accounts.accountPrograms(accountId, tx);
    if (askedBy) return reachesBeyond(programId, programs);
    return reachesTeam(programs) && (sessionId === null || (await this.sessions.levelOf(tx, sessionId)) !== 'staff');
  }

  private async locate(kind: AddressTokenKind, token: string): Promise<{ programId: string; id: string }> {
    const [row] = await this.transactions.inDirectory((tx): Promise<{ programId: string; id: string }[]> =>
      tx.query('SELECT program_id AS "programId", subject_id AS id FROM tokens WHERE hash = $1 AND kind = $2', [sha256(token), kind]));
    if (!row) throw new DomainError('address.unknown');
    return row;
  }

  private async use(
    tx: Tx, programId: string, id: string, kind: AddressTokenKind, set: string, where: string, values: readonly Date[],
  ): Promise<Moving & { readonly confirmedAt: Date }> {
    const [[change]] = (await tx.query(
      `UPDATE address_changes SET ${set} WHERE program_id = $1 AND id = $2 AND ${where} RETURNING ${MOVING}, confirmed_at AS "confirmedAt"`, [programId, id, ...values])) as [(Moving & { confirmedAt: Date })[], number];
    if (change) return change;
    const row = await read(tx, programId, id);
    throw new DomainError(row && stageOf(kind, row, this.clock.now()) === 'used' ? 'address.used' : 'address.expired');
  }

  /** In every program that the account is a member of. Links to pages that need no signing in went to the address that is left. @returns those programs */
  private async move(
    tx: Tx, { accountId, askedBy }: Moving, move: Omit<AddressMove, 'programId'>, act: { readonly action: string; readonly change: string }, at: Date,
  ): Promise<string[]> {
    const memberships = await this.memberships(tx, accountId);
    for (const { programId, memberId } of memberships) {
      await enterProgram(tx, programId);
      if (!move.from.equals(move.to.hash)) {
        for (const keeper of this.keepers.all()) await keeper.move?.(tx, { programId, ...move }, at);
        await writeOutbox(tx, programId, [{ topic: 'member.readdressed', payload: { memberId } }], at);
      }
      await this.personalLinks.renewWithin(tx, { programId, memberId });
      await audit(tx, programId, { actorId: askedBy, action: act.action, subjectId: memberId, detail: { change: act.change } }, at);
    }
    return memberships.map((membership) => membership.programId);
  }

  private async memberships(tx: Tx, accountId: string): Promise<{ programId: string; memberId: string }[]> {
    return (await tx.query(
      'SELECT program_id AS "programId", member_id AS "memberId" FROM account_programs WHERE account_id = $1 AND member_id IS NOT NULL ORDER BY program_id', [accountId])) as { programId: string; memberId: string }[];
  }

  /** When the account was last moved away from the address it comes to now, in whichever program that was asked; null: never. */
  private async leftAt(tx: Tx, { accountId, newHash }: Moving): Promise<Date | null> {
    const left: Date[] = [];
    for (const { programId } of await this.memberships(tx, accountId)) {
      await enterProgram(tx, programId);
      const [row] = (await tx.query(
        'SELECT max(confirmed_at) AS at FROM address_changes WHERE program_id = $1 AND account_id = $2 AND old_hash = $3 AND undone_at IS NULL', [programId, accountId, newHash])) as [{ at: Date | null }];
      if (row.at) left.push(row.at);
    }
    return left.reduce<Date | null>((latest, at) => (latest && latest > at ? latest : at), null);
  }

  private async unlessTaken(programId: string, work: (tx: Tx) => Promise<void>): Promise<void> {
    try {
      await this.transactions.inProgram(programId, work);
    } catch (error) {
      if (sqlState(error) === '23505' && TAKEN.has(constraintOf(error) ?? '')) throw new DomainError('address.taken');
      throw error;
    }
  }
}

async function read(tx: Tx, programId: string, id: string): Promise<Row | undefined> {
  const [row] = (await tx.query(
    `SELECT ${MOVING}, c.confirmed_at AS "confirmedAt", c.undo_until AS "undoUntil", c.undone_at AS "undoneAt", c.ended_at AS "endedAt", c.expires_at AS "expiresAt",
       (SELECT locale FROM profiles p WHERE p.program_id = $1 AND p.member_id = c.member_id) AS locale
     FROM address_changes c WHERE c.program_id = $1 AND c.id = $2`, [programId, id])) as Row[];
  return row;
}

function stageOf(kind: AddressTokenKind, { confirmedAt, undoUntil, undoneAt, endedAt, expiresAt }: Row, at: Date): AddressStage {
  if (kind === 'address_undo') return undoneAt ? 'used' : undoUntil && undoUntil > at ? 'open' : 'expired';
  if (confirmedAt) return 'used';
  return endedAt === null && expiresAt > at ? 'open' : 'expired';
}
