import { Injectable } from '@nestjs/common';
import { Accounts } from '../../identity/index.js';
import { type FactInput, Ledger } from '../../ledger/index.js';
import { type Enrolment, Members, Memberships, MemberTags } from '../../members/index.js';
import type { Tx } from '../../platform/database/transactions.js';
import { holdCohorts } from '../../programs/index.js';
import { type FirstLink, FirstLinks } from '../../referrals/index.js';
import type { KnownImport } from './import-rows.js';
import type { FoundPerson } from './read-row.js';

/** Somebody who is to be brought in. */
export interface Comer {
  readonly line: number;
  readonly found: FoundPerson;
  readonly emailHash: Buffer;
}
/** What the directory says of them, written before anything else; written again by a retry, it is the same. */
export interface Prepared {
  readonly comer: Comer;
  readonly accountId: string;
  readonly memberId: string;
  readonly link: FirstLink;
}

/** Brings people in: enrolled, with a link, tags and an opening balance; never counted as anybody's friend, and not mailed. */
@Injectable()
export class ImportIntake {
  constructor(
    private readonly accounts: Accounts,
    private readonly members: Members,
    private readonly memberships: Memberships,
    private readonly tags: MemberTags,
    private readonly ledger: Ledger,
    private readonly links: FirstLinks,
  ) {}

  async prepare(programId: string, comers: readonly Comer[], at: Date): Promise<Prepared[]> {
    const accounts = await this.accounts.ensure(comers.map(({ found, emailHash }) => ({ email: found.email, emailHash, name: found.name, locale: found.locale })), at);
    const accountOf = (comer: Comer) => accounts.get(comer.emailHash.toString('hex'))!;
    const memberIds = await this.memberships.link(programId, comers.map(accountOf), at);
    const memberOf = (comer: Comer) => memberIds.get(accountOf(comer))!;
    const links = new Map((await this.links.reserve(programId, comers.map((comer) => ({ memberId: memberOf(comer), wish: comer.found.code })))).map((link) => [link.memberId, link]));
    return comers.map((comer) => ({ comer, accountId: accountOf(comer), memberId: memberOf(comer), link: links.get(memberOf(comer))! }));
  }

  /** @returns the lines of those who are new; the others had joined meanwhile and stay as they are */
  async bringIn(tx: Tx, programId: string, known: KnownImport, people: readonly Prepared[], at: Date): Promise<Set<number>> {
    const newIds = await this.members.enrol(tx, programId, people.map((person) => enrolmentOf(person, known, at)), at);
    const fresh = people.filter(({ memberId }) => newIds.has(memberId));
    await this.ledger.openBooks(tx, programId, [...newIds], at);
    await this.links.write(tx, programId, fresh.map(({ link }) => link), at);
    for (const [tag, memberIds] of byTag(fresh)) await this.tags.add(tx, programId, memberIds, tag, at);
    await this.ledger.excludeFromCounting(tx, programId, fresh.map(({ comer }) => comer.emailHash), at);
    const cohorts = await holdCohorts(tx, programId, fresh.flatMap(({ comer }) => comer.found.cohort ?? [])); // some may be over since the check
    await this.ledger.apply(tx, programId, fresh.flatMap((person) => [...cohortOf(person, cohorts, known.createdBy), ...openingsOf(person, known.createdBy)]), at);
    return new Set(fresh.map(({ comer }) => comer.line));
  }

  /** Existing customers: a keyed hash each, and nothing else. @returns the lines of those who were not known */
  async exclude(tx: Tx, programId: string, comers: readonly Comer[], at: Date): Promise<Set<number>> {
    const added = await this.ledger.excludeFromCounting(tx, programId, comers.map(({ emailHash }) => emailHash), at);
    return new Set(comers.filter(({ emailHash }) => added.has(emailHash.toString('hex'))).map(({ line }) => line));
  }
}

function enrolmentOf({ comer: { found, emailHash }, accountId, memberId }: Prepared, { options }: KnownImport, at: Date): Enrolment {
  const joinedAt = found.joinedAt ? new Date(found.joinedAt) : at;
  return {
    memberId, accountId, email: found.email, emailHash, name: found.name, locale: found.locale, joinedAt,
    consent: { purpose: 'email', textVersion: found.consentSource ?? options?.consentSource ?? '', source: 'import', givenAt: found.consentAt ? new Date(found.consentAt) : joinedAt },
  };
}

/** Before the balance is opened: it is weighed by the thresholds of their cohort. */
function cohortOf({ comer: { found: { cohort } }, memberId }: Prepared, known: ReadonlySet<string>, by: string): FactInput[] {
  return cohort && known.has(cohort) ? [{ kind: 'fact', key: `cohort:import:${memberId}`, memberId, body: { kind: 'cohort', to: cohort, by } }] : [];
}

/** What they brought elsewhere, and were rewarded for there. The key is the member's: a balance is opened once. */
function openingsOf({ comer: { found }, memberId }: Prepared, by: string): FactInput[] {
  return ([['qualified', found.count], ['points', found.points]] as const).flatMap(([measure, delta]) => (delta === 0 ? [] : [{
    kind: 'fact', key: `opening:${memberId}:${measure}`, memberId, body: { kind: 'adjusted', measure, delta, reason: 'adjust.opening', by, settled: true },
  }]));
}

function byTag(people: readonly Prepared[]): [string, string[]][] {
  const pairs = people.flatMap(({ comer, memberId }) => comer.found.tags.map((tag) => ({ tag, memberId })));
  return [...Map.groupBy(pairs, ({ tag }) => tag)].map(([tag, of]) => [tag, of.map(({ memberId }) => memberId)]);
}
