/** One mail, ready to hand over. */
export interface MailMessage {
  /** Stable for the delivery: a mail that is tried again is the same mail to whoever receives it twice. */
  readonly messageId: string;
  readonly fromName: string;
  readonly to: string;
  /** Where an answer goes; without it, nowhere that anybody reads. */
  readonly replyTo?: { readonly name: string; readonly address: string };
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * Why a mail was not accepted.
 * - temporary: certainly not accepted; may be tried again
 * - permanent: certainly not accepted; trying again will not help
 * - undeliverable: the same, because nobody is at the address; anything else may be our own fault, or the server's policy
 * - unknown: the connection broke after the mail may have been taken; trying again may send it twice
 */
export type Refusal = 'temporary' | 'permanent' | 'undeliverable' | 'unknown';

export class MailRefused extends Error {
  constructor(
    readonly refusal: Refusal,
    /** For staff: what the server said, without the recipient. */
    reason: string,
  ) {
    super(reason);
    this.name = 'MailRefused';
  }
}

/** Mails by the delivery that is in their Message-ID, and whatever was sent to one of the addresses. */
export interface ForgottenMails {
  readonly deliveryIds: readonly string[];
  readonly addresses: readonly string[];
}

/** Hands mail over. Two adapters, SMTP and the dev mailbox, and a third that says that there is neither. */
export abstract class Mailer {
  abstract readonly kind: 'smtp' | 'dev' | 'none';
  /** Resolves once the mail is accepted. @throws MailRefused */
  abstract send(message: MailMessage): Promise<void>;

  /** Lets go of copies of mails that somebody is named in. What a server has taken is out of our hands: most keep none. */
  async forget(_: ForgottenMails): Promise<void> {}
}

/** Neither SMTP nor a dev mailbox: every mail parks until an operator sets SMTP_URL. */
export class NoMailer extends Mailer {
  readonly kind = 'none';

  async send(): Promise<void> {
    throw new MailRefused('permanent', 'mail.not_configured');
  }
}
