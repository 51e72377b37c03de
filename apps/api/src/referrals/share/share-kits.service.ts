import { Injectable } from '@nestjs/common';
import { DomainError, type Locale } from '@fanfare/contracts';
import { Clock } from '../../platform/clock.js';
import { Transactions, type Tx } from '../../platform/database/transactions.js';
import { chooseLocale } from '../../platform/i18n/choose-locale.js';
import { programLocales, Programs } from '../../programs/index.js';
import { type ProposedText, ShareTexts } from './share-texts.service.js';

export interface OwnLink {
  readonly code: string;
  readonly channel: string;
}
export interface ShareKit {
  /** The one asked for, else the member's, if the program speaks it. */
  readonly locale: Locale;
  readonly locales: Locale[];
  readonly programName: string;
  /** Oldest first; there is at least one. */
  readonly links: readonly [OwnLink, ...OwnLink[]];
  readonly texts: readonly ProposedText[];
  /** What came by all links lately. */
  readonly recent: { readonly days: number; readonly clicks: number; readonly signups: number };
}

const RECENT_DAYS = 30;
const DAY_MS = 86_400_000;

/** What a member shares with. */
@Injectable()
export class ShareKits {
  constructor(
    private readonly transactions: Transactions,
    private readonly programs: Programs,
    private readonly texts: ShareTexts,
    private readonly clock: Clock,
  ) {}

  /**
   * @param lang of whoever it is sent to @param acceptLanguage of the member
   * @throws DomainError `request.not_found` for a member without a link
   */
  async of(programId: string, memberId: string, lang: string | undefined, acceptLanguage: string | undefined): Promise<ShareKit> {
    return this.transactions.readProgram(programId, async (tx) => {
      const [first, ...others] = await readLinks(tx, programId, memberId);
      if (!first) throw new DomainError('request.not_found');
      const program = await this.programs.read(tx, programId);
      const locales = programLocales(program);
      const own = chooseLocale(await readLocale(tx, programId, memberId), undefined, locales, program.defaultLocale);
      const locale = chooseLocale(lang, acceptLanguage, locales, own);
      const recent = await readRecent(tx, programId, memberId, this.clock.now());
      return { locale, locales: [...locales], programName: program.name, links: [first, ...others], texts: await this.texts.inLocale(tx, programId, locale), recent };
    });
  }
}

async function readLinks(tx: Tx, programId: string, memberId: string): Promise<OwnLink[]> {
  return (await tx.query('SELECT code, channel FROM links WHERE program_id = $1 AND member_id = $2 ORDER BY created_at, id', [programId, memberId])) as OwnLink[];
}

async function readRecent(tx: Tx, programId: string, memberId: string, now: Date): Promise<ShareKit['recent']> {
  const since = new Date(now.getTime() - RECENT_DAYS * DAY_MS);
  const [counted] = (await tx.query(
    `SELECT (SELECT count(*)::int FROM clicks WHERE program_id = $1 AND link_id IN (SELECT id FROM links WHERE program_id = $1 AND member_id = $2) AND machine IS NULL AND at >= $3) AS clicks,
       (SELECT count(*)::int FROM submissions WHERE program_id = $1 AND referrer_id = $2 AND created_at >= $3) AS signups`, [programId, memberId, since])) as [{ clicks: number; signups: number }];
  return { days: RECENT_DAYS, ...counted };
}

async function readLocale(tx: Tx, programId: string, memberId: string): Promise<string | undefined> {
  const [row] = (await tx.query('SELECT locale FROM profiles WHERE program_id = $1 AND member_id = $2', [programId, memberId])) as { locale: string }[];
  return row?.locale;
}
