import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '../clock.js';
import { newId } from '../ids.js';
import { smtpAddress } from './address.js';
import { type ForgottenMails, Mailer, type MailMessage } from './mailer.js';

/** A mail as the dev mailbox shows it. */
export interface ReceivedMail {
  readonly id: string;
  readonly messageId: string;
  readonly from: string;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  /** Every address in the text, in order, each once. */
  readonly links: readonly string[];
  readonly headers: Readonly<Record<string, string>>;
  /** ISO 8601. */
  readonly at: string;
}

const KEPT = 500;
const FILE = /^[0-9a-f-]{36}\.json$/;

/**
 * Mail that stays on this machine: a folder with one JSON file per mail, named by a time-ordered id, so that it
 * survives a restart and needs no table that would hold personal data in production. The newest 500 are kept.
 */
export class DevMailbox extends Mailer {
  readonly kind = 'dev';

  constructor(
    private readonly folder: string,
    private readonly from: string,
    private readonly clock: Clock,
  ) {
    super();
  }

  async send(message: MailMessage): Promise<void> {
    const mail: ReceivedMail = {
      id: newId(),
      messageId: message.messageId,
      from: `${message.fromName} <${this.from}>`,
      to: smtpAddress(message.to),
      subject: message.subject,
      text: message.text,
      html: message.html,
      links: [...new Set(message.text.match(/https?:\/\/[^\s<>"]+/g) ?? [])],
      headers: { ...message.headers, ...(message.replyTo && { 'Reply-To': `${message.replyTo.name} <${smtpAddress(message.replyTo.address)}>` }) },
      at: this.clock.now().toISOString(),
    };
    await mkdir(this.folder, { recursive: true, mode: 0o700 });
    const file = join(this.folder, `${mail.id}.json`);
    await writeFile(`${file}.part`, JSON.stringify(mail), { mode: 0o600 });
    await rename(`${file}.part`, file); // whole or not there at all, also when the process is killed
    for (const old of (await this.files()).slice(KEPT)) await rm(join(this.folder, old), { force: true });
  }

  /** Newest first. */
  async list(): Promise<ReceivedMail[]> {
    const mails = (await this.files()).map(async (name) => JSON.parse(await readFile(join(this.folder, name), 'utf8')) as ReceivedMail);
    return Promise.all(mails);
  }

  override async forget({ deliveryIds, addresses }: ForgottenMails): Promise<void> {
    const ids = new Set(deliveryIds.map((id) => `<${id}@`));
    const to = new Set(addresses.map((address) => address.toLowerCase()));
    for (const mail of await this.list()) {
      const named = ids.has(mail.messageId.slice(0, mail.messageId.indexOf('@') + 1)) || to.has(mail.to.toLowerCase());
      if (named) await rm(join(this.folder, `${mail.id}.json`), { force: true });
    }
  }

  private async files(): Promise<string[]> {
    const names = await readdir(this.folder).catch(() => []);
    return names.filter((name) => FILE.test(name)).toSorted().toReversed();
  }
}
