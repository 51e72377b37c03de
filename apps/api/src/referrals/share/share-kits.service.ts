import { Injectable } from '@nestjs/common';
import { DomainError, type Locale } from '@fanfare/contracts';
import { Transactions, type Tx } from '../../platform/database/transactions.js';
import { chooseLocale } from '../../platform/i18n/choose-locale.js';
import { programLocales, Programs } from '../../programs/index.js';
import { type ProposedText, ShareTexts } from './share-texts.service.js';

export interface OwnLink {
  readonly code: string;
  readonly channel: string;
}
export interface ShareKit {
  /** The member's, if the program speaks it. */
  readonly locale: Locale;
  readonly programName: string;
  /** Oldest first; there is at least one. */
  readonly links: readonly [OwnLink, ...OwnLink[]];
  readonly texts: readonly ProposedText[];
}

/** What a member shares with. */
@Injectable()
export class ShareKits {
  constructor(
    private readonly transactions: Transactions,
    private readonly programs: Programs,
    private readonly texts: ShareTexts,
  ) {}

  /** @throws DomainError `request.not_found` for a member without a link */
  async of(programId: string, memberId: string): Promise<ShareKit> {
    return this.transactions.readProgram(programId, async (tx) => {
      const [first, ...others] = await readLinks(tx, programId, memberId);
      if (!first) throw new DomainError('request.not_found');
      const program = await this.programs.read(tx, programId);
      const locale = chooseLocale(await readLocale(tx, programId, memberId), undefined, programLocales(program), program.defaultLocale);
      return { locale, programName: program.name, links: [first, ...others], texts: await this.texts.inLocale(tx, programId, locale) };
    });
  }
}

async function readLinks(tx: Tx, programId: string, memberId: string): Promise<OwnLink[]> {
  return (await tx.query('SELECT code, channel FROM links WHERE program_id = $1 AND member_id = $2 ORDER BY created_at, id', [programId, memberId])) as OwnLink[];
}

async function readLocale(tx: Tx, programId: string, memberId: string): Promise<string | undefined> {
  const [row] = (await tx.query('SELECT locale FROM profiles WHERE program_id = $1 AND member_id = $2', [programId, memberId])) as { locale: string }[];
  return row?.locale;
}
