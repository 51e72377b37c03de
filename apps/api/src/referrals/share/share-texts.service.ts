import { Injectable } from '@nestjs/common';
import type { Locale } from '@fanfare/contracts';
import { audit } from '../../platform/audit.js';
import { Clock } from '../../platform/clock.js';
import { Transactions, type Tx } from '../../platform/database/transactions.js';
import { I18n } from '../../platform/i18n/i18n.service.js';
import { programLocales, Programs } from '../../programs/index.js';
import { SHARE_CHANNELS, type ShareChannel } from './share.dto.js';
import { ShareText } from './share-text.entity.js';

/** A text with its placeholders; `own`: in the program's words. */
export interface ProposedText {
  readonly locale: Locale;
  readonly channel: ShareChannel;
  readonly text: string;
  readonly own: boolean;
  /** What stands where the program has no words. */
  readonly ours: string;
}
type OwnText = Omit<ProposedText, 'own' | 'ours'>;

/** What members may say when they share: the program's words where it has some, ours elsewhere. */
@Injectable()
export class ShareTexts {
  constructor(
    private readonly transactions: Transactions,
    private readonly programs: Programs,
    private readonly i18n: I18n,
    private readonly clock: Clock,
  ) {}

  /** Every channel in every language of the program. @throws DomainError `program.not_found` */
  async all(programId: string): Promise<ProposedText[]> {
    return this.transactions.readProgram(programId, async (tx) => {
      const program = await this.programs.read(tx, programId);
      const own = await tx.getRepository(ShareText).findBy({ programId });
      return programLocales(program).flatMap((locale) => this.merged(locale, own));
    });
  }

  /** Every channel in one language, in a transaction that has entered the program. */
  async inLocale(tx: Tx, programId: string, locale: Locale): Promise<ProposedText[]> {
    return this.merged(locale, await tx.getRepository(ShareText).findBy({ programId, locale }));
  }

  /** Replaces the program's own texts. The audit names the places that changed, not the words. @throws DomainError `program.not_found` */
  async replace(programId: string, actorId: string, texts: readonly OwnText[]): Promise<ProposedText[]> {
    await this.transactions.inProgram(programId, async (tx) => {
      await tx.query('SELECT 1 FROM programs WHERE id = $1 FOR NO KEY UPDATE', [programId]); // two at once: the later one stands, whole
      const before = await tx.getRepository(ShareText).findBy({ programId });
      await tx.query('DELETE FROM share_texts WHERE program_id = $1', [programId]);
      if (texts.length > 0) await tx.getRepository(ShareText).insert(texts.map((one) => ({ programId, ...one })));
      await audit(tx, programId, { actorId, action: 'program.share_texts_changed', subjectId: programId, detail: { changed: differences(before, texts) } }, this.clock.now());
    });
    return this.all(programId);
  }

  private merged(locale: Locale, own: readonly OwnText[]): ProposedText[] {
    return SHARE_CHANNELS.map((channel) => {
      const text = own.find((one) => one.locale === locale && one.channel === channel)?.text;
      const ours = this.i18n.t(locale, `share.text.${channel}`, { link: '{link}', name: '{name}' });
      return { locale, channel, text: text ?? ours, own: text !== undefined, ours };
    });
  }
}

/** A text with its placeholders filled in, all at once: a name that looks like one stays as it is. */
export function fillIn(text: string, values: { readonly link: string; readonly name: string }): string {
  return text.replace(/\{(link|name)\}/g, (_, key: 'link' | 'name') => values[key]);
}

/** Where two sets of texts differ, as `locale/channel`. */
function differences(before: readonly OwnText[], after: readonly OwnText[]): string[] {
  const byPlace = (texts: readonly OwnText[]) => new Map(texts.map((one) => [`${one.locale}/${one.channel}`, one.text]));
  const [old, now] = [byPlace(before), byPlace(after)];
  return [...new Set([...old.keys(), ...now.keys()])].filter((place) => old.get(place) !== now.get(place)).toSorted();
}
