import type { BeforeApplicationShutdown } from '@nestjs/common';
import { createTransport, type Transporter } from 'nodemailer';
import { headerText, smtpAddress } from './address.js';
import { Mailer, type MailMessage, MailRefused, type Refusal } from './mailer.js';

/** Together well below the five minutes after which a job is taken for dead. */
const TIMEOUTS = { connectionTimeout: 10_000, greetingTimeout: 10_000, socketTimeout: 40_000 };
const CONNECTIONS = 5;

/** Hands mail to the server of SMTP_URL over a few kept connections. */
export class SmtpMailer extends Mailer implements BeforeApplicationShutdown {
  readonly kind = 'smtp';
  private readonly transport: Transporter;

  /** @param from the address of every mail; the name beside it is the message's */
  constructor(
    smtpUrl: string,
    private readonly from: string,
  ) {
    super();
    // maxRequeues 0: nodemailer would send again by itself when a connection closes in the middle of a mail, and
    // nobody would know whether the first one had been taken. Whether to try again is decided by the delivery's class.
    this.transport = createTransport({
      url: smtpUrl, pool: true, maxConnections: CONNECTIONS, maxRequeues: 0, ...TIMEOUTS,
      disableFileAccess: true, disableUrlAccess: true,
    } as Parameters<typeof createTransport>[0]);
  }

  async send(message: MailMessage): Promise<void> {
    const to = smtpAddress(message.to);
    try {
      await this.transport.sendMail({
        envelope: { from: this.from, to: [to] },
        from: { name: headerText(message.fromName), address: this.from },
        to: { name: '', address: to },
        ...(message.replyTo && { replyTo: { name: headerText(message.replyTo.name), address: smtpAddress(message.replyTo.address) } }),
        messageId: message.messageId,
        subject: headerText(message.subject),
        text: message.text,
        html: message.html,
        headers: { ...message.headers },
      });
    } catch (error) {
      throw new MailRefused(refusalOf(error), reasonOf(error, to));
    }
  }

  beforeApplicationShutdown(): void {
    this.transport.close();
  }
}

interface SmtpError {
  readonly code?: string;
  readonly responseCode?: number;
  readonly command?: string;
  readonly syscall?: string;
  readonly timeoutType?: string;
  readonly message?: string;
}
const BEFORE_THE_DIALOGUE = new Set(['EDNS', 'ETLS', 'EAUTH', 'ENOAUTH', 'EOAUTH2', 'EPROXY']);
const BEFORE_THE_MAIL = new Set(['CONNECTION_TIMEOUT', 'GREETING_TIMEOUT', 'DNS_TIMEOUT']);

/** What an error of nodemailer means for the mail. Only an answer of the server, or none before the mail, is certain. */
export function refusalOf(error: unknown): Refusal {
  const { code = '', responseCode, syscall, timeoutType = '', command = '' } = error as SmtpError;
  if (BEFORE_THE_DIALOGUE.has(code) || command.startsWith('AUTH')) return 'temporary'; // our side's fault: the mail itself may be fine
  if (responseCode !== undefined && responseCode >= 500) return isNobodyThere(error as SmtpError) ? 'undeliverable' : 'permanent';
  if (responseCode !== undefined) return 'temporary';
  if (code === 'EENVELOPE' || code === 'EMESSAGE') return 'permanent';
  if (syscall === 'connect' || syscall === 'getaddrinfo' || BEFORE_THE_MAIL.has(timeoutType)) return 'temporary';
  return 'unknown';
}

/** By the enhanced status code (RFC 3463: 5.1 is about the address, 5.2.1 a mailbox that is off), or where a server sends none, by the plain one. */
function isNobodyThere({ command, responseCode, message = '' }: SmtpError): boolean {
  if (command !== 'RCPT TO') return false;
  const enhanced = /\b5\.(\d{1,3})\.(\d{1,3})\b/.exec(message);
  if (enhanced) return enhanced[1] === '1' || (enhanced[1] === '2' && enhanced[2] === '1');
  return responseCode === 550 || responseCode === 551 || responseCode === 553;
}

/** What staff get to read; servers repeat the address, which belongs in the recipient's column alone. */
function reasonOf(error: unknown, to: string): string {
  const { code = 'ESMTP', message = '' } = error as SmtpError;
  return headerText(`${code}: ${message}`.replaceAll(to, '…'), 300);
}
