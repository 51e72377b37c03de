import { Injectable } from '@nestjs/common';
import type { Locale } from '@fanfare/contracts';
import { inLanguageOf } from '../../platform/i18n/choose-locale.js';
import { contestable, type Id, memberReason, type ReasonCode, type Status } from '@fanfare/domain';
import { Clock } from '../../platform/clock.js';
import { Transactions, type Tx } from '../../platform/database/transactions.js';
import { nextCursor, readCursor } from '../../platform/paging.js';
import { I18n } from '../../platform/i18n/i18n.service.js';
import { appealColumns, appealedSql, type AppealRow, toMyAppeal } from '../appeals/appeal-rows.js';
import { friendName } from './masked.js';
import type { MyAdjustmentsResponse, MyReferral, MyReferralsQuery, MyReferralsResponse } from './progress.dto.js';

interface Row {
  id: Id; at: Date; status: Status | 'expired'; reason: ReasonCode; name: string | null; email: string | null;
  signed_up_at: Date; confirmed_at: Date | null; decided_at: Date | null; reminded_at: Date | null; due_at: Date | null;
  claim: 'won' | 'lost' | null;
}

/** `lastWord`: it is open, or its answer is what still holds. */
type LastAppeal = AppealRow & { readonly referralId: Id; readonly lastWord: boolean };

/** A member's own friends: those in the book, and before them the sign-ups nobody has confirmed yet. */
@Injectable()
export class MyReferrals {
  constructor(
    private readonly transactions: Transactions,
    private readonly i18n: I18n,
    private readonly clock: Clock,
  ) {}

  /** Newest first. @param language `Accept-Language`, for the reasons */
  async list(programId: Id, memberId: Id, query: MyReferralsQuery, language: string | undefined): Promise<MyReferralsResponse> {
    const after = readCursor(query.cursor);
    return this.transactions.readProgram(programId, async (tx) => {
      const [profile = { locale: 'en' }] = (await tx.query('SELECT locale FROM profiles WHERE program_id = $1 AND member_id = $2', [programId, memberId])) as { locale: Locale }[];
      const reader = inLanguageOf(profile, language);
      const rows = (await tx.query(
        `SELECT * FROM (
           SELECT s.id, s.created_at AS at, CASE WHEN s.expires_at > $3 THEN 'pending' ELSE 'expired' END AS status,
             CASE WHEN s.expires_at > $3 THEN 'confirmation' ELSE 'expired' END AS reason, s.name, s.email,
             s.created_at AS signed_up_at, NULL::timestamptz AS confirmed_at, NULL::timestamptz AS decided_at, s.reminded_at, NULL::timestamptz AS due_at, NULL AS claim
           FROM submissions s WHERE s.program_id = $1 AND s.referrer_id = ANY(ARRAY(SELECT members_of_person($1, $2))) AND s.used_at IS NULL
           UNION ALL
           SELECT r.id, r.confirmed_at, r.status, r.reason, p.name, i.email, coalesce(s.created_at, r.confirmed_at), r.confirmed_at, r.decided_at, s.reminded_at, t.due_at, r.state->>'claim'
           FROM referrals r
           LEFT JOIN timers t ON t.program_id = $1 AND t.member_id = $2 AND t.kind = 'hold' AND t.subject_id = r.id::text
           LEFT JOIN submissions s ON s.program_id = $1 AND s.id = r.id
           LEFT JOIN profiles p ON p.program_id = $1 AND p.member_id = r.referee_id
           LEFT JOIN LATERAL (SELECT email FROM identities WHERE program_id = $1 AND member_id = r.referee_id ORDER BY created_at LIMIT 1) i ON true
           WHERE r.program_id = $1 AND r.member_id = $2
         ) friends
         WHERE ($4::timestamptz IS NULL OR (at, id) < ($4, $5::uuid)) AND ($7::text IS NULL OR status = $7)
         ORDER BY at DESC, id DESC LIMIT $6`,
        [programId, memberId, this.clock.now(), after?.at ?? null, after?.id ?? null, query.limit + 1, query.status ?? null])) as Row[];
      const shown = rows.slice(0, query.limit);
      const appeals = await appealsOf(tx, programId, shown.map((row) => row.id));
      const items = shown.map((row) => this.toResponse(row, reader.locale, appeals.get(row.id)));
      return { items, nextCursor: nextCursor(rows, query.limit, (row) => row) };
    });
  }

  /** By people, or brought along: what the count holds beside friends. Staff's notes are for staff. */
  async adjustments(programId: Id, memberId: Id): Promise<MyAdjustmentsResponse> {
    return this.transactions.readProgram(programId, async (tx) => {
      const rows = (await tx.query(
        `SELECT effective_at AS at, delta, replace(reason, 'adjust.', '') AS reason FROM ledger_entries
         WHERE program_id = $1 AND member_id = ANY(ARRAY(SELECT members_of_person($1, $2))) AND measure = 'qualified' AND delta <> 0
           AND reason IN ('adjust.opening', 'adjust.correction', 'adjust.goodwill') ORDER BY effective_at DESC, seq DESC`,
        [programId, memberId])) as (Omit<MyAdjustmentsResponse['items'][number], 'at'> & { at: Date })[];
      return { items: rows.map(({ at, ...row }) => ({ at: at.toISOString(), ...row })) };
    });
  }

  private toResponse(row: Row, locale: Locale, appeal: LastAppeal | undefined): MyReferral {
    const code = memberReason(row.reason, row.status);
    return {
      id: row.id,
      friend: friendName(row.name, row.email),
      status: row.status,
      reasons: code ? [{ code, text: this.i18n.t(locale, `reason.${code}`) }] : [],
      signedUpAt: row.signed_up_at.toISOString(),
      confirmedAt: row.confirmed_at?.toISOString() ?? null,
      decidedAt: row.decided_at?.toISOString() ?? null,
      dueAt: row.due_at?.toISOString() ?? null,
      remindedAt: row.reminded_at?.toISOString() ?? null,
      appeal: appeal ? toMyAppeal(appeal) : null,
      appealable: row.claim !== null && contestable(row.reason, row.status, row.claim) && !appeal?.lastWord,
      remindable: row.status === 'pending' && row.confirmed_at === null && row.reminded_at === null,
    };
  }
}

async function appealsOf(tx: Tx, programId: Id, referralIds: readonly Id[]): Promise<Map<Id, LastAppeal>> {
  const rows = (await tx.query(
    `SELECT DISTINCT ON (a.referral_id) ${appealColumns('a')}, a.referral_id AS "referralId", ${appealedSql('r')} AS "lastWord"
     FROM appeals a JOIN referrals r ON r.program_id = $1 AND r.id = a.referral_id
     WHERE a.program_id = $1 AND a.referral_id = ANY($2) ORDER BY a.referral_id, a.round DESC`, [programId, referralIds])) as LastAppeal[];
  return new Map(rows.map((row) => [row.referralId, row]));
}
