import { Injectable } from '@nestjs/common';
import { DomainError } from '@fanfare/contracts';
import { Accounts } from '../../identity/index.js';
import { audit } from '../../platform/audit.js';
import { Clock } from '../../platform/clock.js';
import { Transactions, type Tx } from '../../platform/database/transactions.js';
import { isNamedIn } from '../notes/named-in.js';
import type { EraseRequest, ErasureReceipt, MemberExport } from './leaving.dto.js';
import { type Leaver, Leaving } from './leaving.service.js';
import { MemberExports } from './member-export.service.js';
import { namesOf, personOf, subjectsOf } from './subject.js';

/** What members can do themselves, done by the team for who has asked for it by letter. */
@Injectable()
export class TeamRequests {
  constructor(
    private readonly transactions: Transactions,
    private readonly exports: MemberExports,
    private readonly leaving: Leaving,
    private readonly accounts: Accounts,
    private readonly clock: Clock,
  ) {}

  /** That somebody took it is noted before anything is read. @throws DomainError `member.not_found`, also for who has been erased */
  async export(programId: string, actorId: string, memberId: string): Promise<MemberExport> {
    const person = await this.transactions.inProgram(programId, async (tx) => {
      const found = await leaverOf(tx, programId, memberId);
      if (found.accountId === null) throw new DomainError('member.not_found');
      await audit(tx, programId, { actorId, action: 'member.exported', subjectId: found.memberId, detail: {} }, this.clock.now());
      return found;
    });
    return this.exports.of(person);
  }

  /**
   * Asked again, it is the same receipt, and nobody is mailed twice.
   * @throws DomainError `member.not_found`; `request.invalid` for `confirm` that is none of their addresses, and for a `reason` that names them:
   *   it stays when they are gone
   */
  async erase(programId: string, actorId: string, memberId: string, { confirm, reason }: EraseRequest, language?: string): Promise<ErasureReceipt> {
    const { person, addresses, names } = await this.transactions.readProgram(programId, async (tx) => {
      const found = await leaverOf(tx, programId, memberId);
      const subjects = await subjectsOf(tx, found);
      return { person: found, addresses: subjects.flatMap((subject) => subject.addresses), names: await namesOf(tx, programId, subjects.map((subject) => subject.memberId)) };
    });
    const typed = this.accounts.hashOf(confirm);
    if (addresses.length > 0 && !addresses.some(({ hash }) => typed?.equals(hash))) throw new DomainError('request.invalid', {}, [{ field: 'confirm', code: 'mismatch', message: 'is none of their addresses' }]);
    if (isNamedIn(reason, { names, addresses: addresses.map(({ email }) => email) })) throw new DomainError('request.invalid', {}, [{ field: 'reason', code: 'names_person', message: 'names the person, and stays' }]);
    return this.leaving.erase(person, { actorId, reason }, language);
  }
}

async function leaverOf(tx: Tx, programId: string, memberId: string): Promise<Leaver> {
  const person = await personOf(tx, programId, memberId);
  if (!person) throw new DomainError('member.not_found');
  return { programId, ...person };
}
