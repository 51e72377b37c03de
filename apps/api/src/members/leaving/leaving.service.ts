import { Injectable } from '@nestjs/common';
import { DomainError, type Locale, LOCALES } from '@fanfare/contracts';
import { Accounts } from '../../identity/index.js';
import { audit } from '../../platform/audit.js';
import { Clock } from '../../platform/clock.js';
import { Transactions, type Tx } from '../../platform/database/transactions.js';
import { inLanguageOf } from '../../platform/i18n/choose-locale.js';
import { I18n } from '../../platform/i18n/i18n.service.js';
import { derivedId } from '../../platform/ids.js';
import { type DataSubject, type Farewell, PersonalDataKeepers } from '../../platform/personal-data.js';
import { AddressMoves } from '../address/address-moves.service.js';
import { PeopleViews } from '../views/people-views.service.js';
import { type ErasureReceipt, KEPT } from './leaving.dto.js';
import { namesOf, subjectsOf } from './subject.js';

/** A member, as the guard established them, or as the team found them. */
export interface Leaver {
  readonly programId: string;
  readonly memberId: string;
  /** Null for somebody who has been erased before. */
  readonly accountId: string | null;
}

/** Whoever of the team erases somebody, and why. */
export interface ErasedBy {
  readonly actorId: string;
  readonly reason: string;
}

/** Takes a person out of a program, and leaves the counts of everybody as they were. */
@Injectable()
export class Leaving {
  constructor(
    private readonly transactions: Transactions,
    private readonly keepers: PersonalDataKeepers,
    private readonly accounts: Accounts,
    private readonly addresses: AddressMoves,
    private readonly views: PeopleViews,
    private readonly i18n: I18n,
    private readonly clock: Clock,
  ) {}

  /** @throws DomainError `request.invalid` when `confirm` is not the program's address name */
  async leave(me: Leaver, slug: string, confirm: string, language?: string): Promise<ErasureReceipt> {
    if (confirm !== slug) throw new DomainError('request.invalid', {}, [{ field: 'confirm', code: 'mismatch', message: `type ${slug}` }]);
    return this.erase(me, null, language);
  }

  /**
   * Erases in one transaction whatever the program holds, then the membership of the account, and the account with its
   * last one. Stopped in between, it can be asked for again: every step stands repeats.
   * @param by null: the member themselves. Whom the team erases does not see it happen, and is mailed
   */
  async erase(me: Leaver, by: ErasedBy | null, language?: string): Promise<ErasureReceipt> {
    const at = this.clock.now();
    const id = derivedId('erasure', me.programId, me.memberId);
    const { locale, subjects, leftAt } = await this.transactions.inProgram(me.programId, async (tx) => {
      const profile = await profileOf(tx, me);
      const reader = inLanguageOf(profile, language);
      const subjects = await subjectsOf(tx, me);
      const person = { names: await namesOf(tx, me.programId, subjects.map(({ memberId }) => memberId)), addresses: subjects.flatMap((subject) => subject.addresses.map(({ email }) => email)) };
      const addresses = by ? await addressesOf(tx, subjects) : [];
      if (me.accountId) await this.addresses.handOn(tx, me.programId, me.accountId);
      for (const keeper of this.keepers.all()) for (const subject of subjects) await keeper.erase(tx, subject, at);
      const views = await this.views.forget(tx, me.programId, person);
      const before = await leftBefore(tx, me);
      if (!before) {
        await audit(tx, me.programId, { actorId: by?.actorId ?? null, action: 'member.left', subjectId: me.memberId, detail: { receipt: id, ...(by && { reason: by.reason }), ...(views > 0 && { views }) } }, at);
        for (const keeper of this.keepers.all()) await keeper.tell?.(tx, { programId: me.programId, receipt: id, locale: profile.locale, addresses }, at);
      }
      return { locale: reader.locale, subjects, leftAt: before ?? at };
    });
    const left = [];
    for (const subject of subjects) left.push(await this.accounts.leave(me.programId, subject.memberId));
    return { id, at: leftAt.toISOString(), kept: this.kept(locale, left.some(({ accountRemains }) => accountRemains)) };
  }

  private kept(locale: Locale, accountRemains: boolean): ErasureReceipt['kept'] {
    return KEPT.filter((code) => code !== 'account' || accountRemains)
      .map((code) => ({ code, what: this.i18n.t(locale, `erasure.kept.${code}.what`), why: this.i18n.t(locale, `erasure.kept.${code}.why`) }));
  }
}

/** When they left already, asking again. The member's row, which every erasure writes, is the lock. */
async function leftBefore(tx: Tx, { programId, memberId }: Leaver): Promise<Date | null> {
  const [left] = (await tx.query(`SELECT at FROM audit_log WHERE program_id = $1 AND action = 'member.left' AND subject_id = $2`, [programId, memberId])) as { at: Date }[];
  return left?.at ?? null;
}

/** What each of a person's accounts signs in with. */
async function addressesOf(tx: Tx, subjects: readonly DataSubject[]): Promise<Farewell['addresses']> {
  return (await tx.query('SELECT a.email, a.email_hash AS hash FROM accounts a JOIN members m ON m.account_id = a.id WHERE m.program_id = $1 AND m.id = ANY($2) ORDER BY a.id',
    [subjects[0]?.programId, subjects.map((subject) => subject.memberId)])) as Farewell['addresses'];
}

/** Of somebody who asks again, what they were written to in is gone. */
async function profileOf(tx: Tx, { programId, memberId }: Leaver): Promise<{ readonly locale: Locale }> {
  const [profile = { locale: LOCALES[0] }] = (await tx.query('SELECT locale FROM profiles WHERE program_id = $1 AND member_id = $2', [programId, memberId])) as { locale: Locale }[];
  return profile;
}
