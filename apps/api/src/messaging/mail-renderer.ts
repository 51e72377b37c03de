import { Inject, Injectable } from '@nestjs/common';
import { type Locale, LOCALES } from '@fanfare/contracts';
import { onBrand } from '@fanfare/domain';
import { CONFIG, type Config } from '../platform/config/config.js';
import { chooseLocale } from '../platform/i18n/choose-locale.js';
import { I18n, type MessageParams } from '../platform/i18n/i18n.service.js';
import { Keys } from '../platform/keys.js';
import { headerText } from '../platform/mail/address.js';
import type { MailMessage } from '../platform/mail/mailer.js';
import type { MailBrand, MailDefinition, MailModel } from './mail-model.js';
import { loadMailTemplate, type MailTemplate } from './mail-templates.js';

type Part = 'subject' | 'heading' | 'body' | 'button' | 'note';

/** Turns a mail's data into subject, HTML and plain text in the reader's language. */
@Injectable()
export class MailRenderer {
  private readonly templates = new Map<string, MailTemplate>();

  constructor(
    private readonly i18n: I18n,
    private readonly keys: Keys,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** @param deliveryId gives the Message-ID: the same mail tried again is the same mail */
  render(definition: MailDefinition, brand: MailBrand, model: MailModel, deliveryId: string): MailMessage {
    const locale = chooseLocale(model.locale ?? undefined, undefined, LOCALES, chooseLocale(brand.defaultLocale, undefined, LOCALES, 'en'));
    const params = this.params(locale, brand, model);
    const say = (part: Part) => this.i18n.t(locale, `mail.${definition.name}.${part}`, params);
    const unsubscribeUrl = model.unsubscribeSubject && `${this.config.publicUrl}/unsubscribe?token=${this.keys.token('unsubscribe', model.unsubscribeSubject)}`;
    const subject = headerText(say('subject'));
    const words = {
      locale, subject, heading: say('heading'), paragraphs: say('body').split('\n\n'), button: say('button'), note: say('note'),
      code: model.code ?? '',
      actionUrl: model.actionUrl,
      footerReason: this.i18n.t(locale, `mail.footer.reason.${definition.because}`, params),
      logoUrl: brand.logoUrl ?? '', program: brand.name, postalAddress: brand.postalAddress, brandColor: brand.brandColor, onBrandColor: onBrand(brand.brandColor),
      personalPage: this.i18n.t(locale, 'mail.footer.personal_page'), personalUrl: model.personalUrl ?? '',
      unsubscribe: this.i18n.t(locale, 'mail.footer.unsubscribe'), unsubscribeUrl: unsubscribeUrl ?? '',
    };
    return {
      messageId: `<${deliveryId}@${this.config.mailFrom.split('@')[1]}>`,
      fromName: headerText(brand.senderName, 80),
      to: model.to,
      ...(model.replyTo && { replyTo: { name: headerText(model.replyTo.name, 80), address: model.replyTo.address } }),
      subject,
      html: this.template(definition.template)({ ...words, preview: words.paragraphs[0] }),
      text: plainText(words),
      headers: unsubscribeUrl ? { 'List-Unsubscribe': `<${unsubscribeUrl}>`, 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' } : { 'Auto-Submitted': 'auto-generated' },
    };
  }

  private params(locale: Locale, brand: MailBrand, model: MailModel): MessageParams {
    return {
      ...model.params,
      program: brand.name,
      gap: this.i18n.t(locale, model.gap?.measure === 'points' ? 'mail.points' : 'mail.friends', { count: model.gap?.count ?? 0 }),
      until: model.untilDate ? new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeZone: brand.timeZone }).format(model.untilDate) : '',
      kept: (model.kept ?? []).map((code) => `${this.i18n.t(locale, `erasure.kept.${code}.what`)}: ${this.i18n.t(locale, `erasure.kept.${code}.why`)}`).join('\n\n'),
      ...(model.title ? { reward: inWords(model.title, locale, brand) } : {}),
      ...(model.event ? {
        event: inWords(model.event.title, locale, brand),
        when: new Intl.DateTimeFormat(locale, { dateStyle: 'full', timeStyle: 'short', timeZone: brand.timeZone }).format(model.event.startsAt),
      } : {}),
    };
  }

  private template(name: 'letter' | 'code'): MailTemplate {
    const known = this.templates.get(name) ?? loadMailTemplate(name);
    this.templates.set(name, known);
    return known;
  }
}

/** The reader's language, else the program's, else whichever there is. */
function inWords(texts: Readonly<Record<string, string>>, locale: Locale, brand: MailBrand): string {
  return texts[locale] ?? texts[brand.defaultLocale] ?? Object.values(texts)[0] ?? '';
}

interface Words {
  readonly heading: string;
  readonly paragraphs: readonly string[];
  readonly code: string;
  readonly button: string;
  readonly actionUrl: string;
  readonly note: string;
  readonly personalPage: string;
  readonly personalUrl: string;
  readonly footerReason: string;
  readonly program: string;
  readonly postalAddress: string;
  readonly unsubscribe: string;
  readonly unsubscribeUrl: string;
}

function plainText(words: Words): string {
  const footer = [
    words.footerReason,
    words.postalAddress ? `${words.program} · ${words.postalAddress}` : words.program,
    words.unsubscribeUrl ? `${words.unsubscribe}: ${words.unsubscribeUrl}` : '',
  ];
  const parts = [words.heading, ...words.paragraphs, words.code, `${words.button}:\n${words.actionUrl}`, words.note, words.personalUrl ? `${words.personalPage}:\n${words.personalUrl}` : '', `-- \n${footer.filter(Boolean).join('\n')}`];
  return `${parts.filter(Boolean).join('\n\n')}\n`;
}
