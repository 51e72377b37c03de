import { Injectable } from '@nestjs/common';
import { Clock } from '../platform/clock.js';
import { Transactions, type Tx } from '../platform/database/transactions.js';
import { Keys, sameText, sha256 } from '../platform/keys.js';
import { Profiles } from './profiles.service.js';

/** The member behind the address of a personal page. */
export interface PersonalPageOwner {
  readonly programId: string;
  readonly memberId: string;
}

/**
 * Addresses that nobody can guess, and that the member can make anew or close. Derived from the member and a version: the
 * version in the profile decides which one holds, the rows of `tokens` only say in which program to look. A row is written
 * when an address is first given away: on the member's own page, or in a mail.
 */
@Injectable()
export class PersonalLinks {
  constructor(
    private readonly transactions: Transactions,
    private readonly profiles: Profiles,
    private readonly keys: Keys,
    private readonly clock: Clock,
  ) {}

  /** The token that holds; null while none was given away, or the page is closed. */
  async current(owner: PersonalPageOwner): Promise<string | null> {
    const token = await this.held(owner);
    return token && (await this.find(token)) && token;
  }

  /** The token that holds, made if there is none yet: for mails. Null while the page is closed, and for somebody who has left. */
  async ensure(owner: PersonalPageOwner): Promise<string | null> {
    const token = await this.held(owner);
    if (token) await this.transactions.inDirectory((tx) => this.insert(tx, owner, token));
    return token;
  }

  /** A new token, the first or another; the one before opens nothing from here on. @throws DomainError `member.not_found` */
  async rotate(owner: PersonalPageOwner): Promise<string> {
    const version = await this.renewed(owner, 'open');
    const token = this.token(owner.memberId, version);
    await this.transactions.inDirectory(async (tx) => {
      await this.forget(tx, owner, version - 1);
      await this.insert(tx, owner, token);
    });
    return token;
  }

  /** What was mailed to an address that is the member's no more opens nothing; a page that was closed stays so. Nothing for somebody who has left. */
  async renewWithin(tx: Tx, owner: PersonalPageOwner): Promise<void> {
    if (!(await this.profiles.personalPage(tx, owner.programId, owner.memberId))) return;
    const version = await this.profiles.renewPersonalPage(tx, owner.programId, owner.memberId, 'as_it_was');
    const wasGiven = await this.forget(tx, owner, version - 1);
    if (wasGiven) await this.insert(tx, owner, this.token(owner.memberId, version));
  }

  /** No address opens anything any more, and mails carry none, until the member makes a new one. @throws DomainError `member.not_found` */
  async close(owner: PersonalPageOwner): Promise<void> {
    const version = await this.renewed(owner, 'closed');
    await this.transactions.inDirectory((tx) => this.forget(tx, owner, version - 1));
  }

  /** Null for a token that never was one, or is one no more. */
  async owner(token: string): Promise<PersonalPageOwner | null> {
    const row = await this.find(token);
    if (!row) return null;
    const held = await this.held(row);
    return held !== null && sameText(token, held) ? row : null;
  }

  private async held({ programId, memberId }: PersonalPageOwner): Promise<string | null> {
    const page = await this.transactions.readProgram(programId, (tx) => this.profiles.personalPage(tx, programId, memberId));
    return page && !page.closed ? this.token(memberId, page.version) : null;
  }

  private renewed({ programId, memberId }: PersonalPageOwner, state: 'open' | 'closed'): Promise<number> {
    return this.transactions.inProgram(programId, (tx) => this.profiles.renewPersonalPage(tx, programId, memberId, state));
  }

  private async insert(tx: Tx, { programId, memberId }: PersonalPageOwner, token: string): Promise<void> {
    await tx.query(
      `INSERT INTO tokens (hash, program_id, kind, subject_id, created_at) VALUES ($1, $2, 'personal', $3, $4) ON CONFLICT DO NOTHING`, [sha256(token), programId, memberId, this.clock.now()]);
  }

  /** Of two changes at once, each forgets its own predecessor. @returns whether it was given away */
  private async forget(tx: Tx, { memberId }: PersonalPageOwner, version: number): Promise<boolean> {
    const [, forgotten] = (await tx.query('DELETE FROM tokens WHERE hash = $1', [sha256(this.token(memberId, version))])) as [unknown, number];
    return forgotten > 0;
  }

  private async find(token: string): Promise<PersonalPageOwner | null> {
    const [row] = await this.transactions.inDirectory((tx): Promise<PersonalPageOwner[]> => tx.query(
      `SELECT program_id AS "programId", subject_id AS "memberId" FROM tokens WHERE hash = $1 AND kind = 'personal'`, [sha256(token)]));
    return row ?? null;
  }

  private token(memberId: string, version: number): string {
    return this.keys.token('personal', `${memberId}.${version}`);
  }
}
