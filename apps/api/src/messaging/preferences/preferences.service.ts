import { Injectable } from '@nestjs/common';
import { Profiles } from '../../members/index.js';
import { RateLimits } from '../../platform/auth/rate-limits.js';
import { Clock } from '../../platform/clock.js';
import { Transactions, type Tx } from '../../platform/database/transactions.js';
import { Suppressions } from '../suppressions.service.js';
import type { ProfileSettings } from './profile.dto.js';

/** The consent that pressing the switch in one's own settings is. */
const NEWS = { purpose: 'program_news', textVersion: 'preferences-1', source: 'preferences' } as const;

/** How members are named and spoken to, and whether they are written to. */
@Injectable()
export class Preferences {
  constructor(
    private readonly transactions: Transactions,
    private readonly profiles: Profiles,
    private readonly suppressions: Suppressions,
    private readonly limits: RateLimits,
    private readonly clock: Clock,
  ) {}

  /** @throws DomainError `member.not_found` */
  async read(programId: string, memberId: string): Promise<ProfileSettings> {
    return this.transactions.readProgram(programId, (tx) => this.of(tx, programId, memberId));
  }

  /** Changes all of it or nothing. Without news no such mail leaves after this resolves. @throws DomainError `member.not_found`; `request.rate_limited` for who wants news again all day */
  async write(programId: string, memberId: string, { mail, ...profile }: ProfileSettings, ip: string): Promise<ProfileSettings> {
    const at = this.clock.now();
    return this.transactions.inProgram(programId, async (tx) => {
      await this.profiles.write(tx, programId, memberId, profile, at);
      if (!mail.programNews) await this.suppressions.suppressWithin(tx, { programId, subjectId: memberId }, 'preferences');
      else if (await this.suppressions.releaseWithin(tx, programId, memberId)) {
        this.limits.take('newsAgain', memberId, ip);
        await this.profiles.agree(tx, programId, memberId, NEWS, at);
      }
      return this.of(tx, programId, memberId);
    });
  }

  private async of(tx: Tx, programId: string, memberId: string): Promise<ProfileSettings> {
    const profile = await this.profiles.read(tx, programId, memberId);
    return { ...profile, mail: { programNews: (await this.suppressions.suppressedSince(tx, programId, memberId)) === null } };
  }
}
