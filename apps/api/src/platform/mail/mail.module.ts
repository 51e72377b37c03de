import { join } from 'node:path';
import { Global, Module } from '@nestjs/common';
import { Clock } from '../clock.js';
import { CONFIG, type Config } from '../config/config.js';
import { DevMailbox } from './dev-mailbox.js';
import { Mailer, NoMailer } from './mailer.js';
import { SmtpMailer } from './smtp-mailer.js';

function mailerFor(config: Config, clock: Clock): Mailer {
  if (config.smtpUrl) return new SmtpMailer(config.smtpUrl, config.mailFrom);
  if (config.devMailbox) return new DevMailbox(join(config.dataDir, 'mailbox'), config.mailFrom, clock);
  return new NoMailer();
}

/** The mailer that the configuration asks for. */
@Global()
@Module({
  providers: [{ provide: Mailer, useFactory: mailerFor, inject: [CONFIG, Clock] }],
  exports: [Mailer],
})
export class MailModule {}
