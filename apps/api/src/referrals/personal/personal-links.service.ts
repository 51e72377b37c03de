import { Injectable } from '@nestjs/common';
import { Profiles } from '../../members/index.js';
import { Clock } from '../../platform/clock.js';
import { Transactions } from '../../platform/database/transactions.js';
import { Keys, sameText, sha256 } from '../../platform/keys.js';

/** The member behind the address of a personal page. */
export interface PersonalPageOwner {
  readonly programId: string;
  readonly memberId: string;
}

/**
 * Addresses that nobody can guess and the member can make anew. Derived from the member and a version: the version in the
 * profile decides which one holds, the rows of `tokens` only say in which program to look.
 */
@Injectable()
export class PersonalLinks {
  constructor(
    private readonly transactions: Transactions,
    private readonly profiles: Profiles,
    private readonly keys: Keys,
    private readonly clock: Clock,
  ) {}

  /** The token that holds; null until the member has asked for one. */
  async current({ programId, memberId }: PersonalPageOwner): Promise<string | null> {
    const version = await this.transactions.readProgram(programId, (tx) => this.profiles.personalLinkVersion(tx, programId, memberId));
    if (version === null) return null;
    const token = this.token(memberId, version);
    return (await this.find(token)) && token;
  }

  /** A new token, the first or another; the one before opens nothing from here on. @throws DomainError `member.not_found` */
  async rotate({ programId, memberId }: PersonalPageOwner): Promise<string> {
    const version = await this.transactions.inProgram(programId, (tx) => this.profiles.renewPersonalLink(tx, programId, memberId));
    const token = this.token(memberId, version);
    await this.transactions.inDirectory(async (tx) => {
      await tx.query('DELETE FROM tokens WHERE hash = $1', [sha256(this.token(memberId, version - 1))]); // of two at once, each takes its own predecessor
      await tx.query(
        `INSERT INTO tokens (hash, program_id, kind, subject_id, created_at) VALUES ($1, $2, 'personal', $3, $4) ON CONFLICT DO NOTHING`, [sha256(token), programId, memberId, this.clock.now()]);
    });
    return token;
  }

  /** Null for a token that never was one, or is one no more. */
  async owner(token: string): Promise<PersonalPageOwner | null> {
    const row = await this.find(token);
    if (!row) return null;
    const version = await this.transactions.readProgram(row.programId, (tx) => this.profiles.personalLinkVersion(tx, row.programId, row.memberId));
    return version !== null && sameText(token, this.token(row.memberId, version)) ? row : null;
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
