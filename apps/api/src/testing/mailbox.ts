import type { INestApplicationContext } from '@nestjs/common';
import { Worker } from '../platform/jobs/worker.js';
import { DevMailbox, type ReceivedMail } from '../platform/mail/dev-mailbox.js';
import { Mailer } from '../platform/mail/mailer.js';

/** Relays every event, sends every mail that is waiting, and returns the dev mailbox, newest first. */
export async function drainMail(app: INestApplicationContext): Promise<ReceivedMail[]> {
  await app.get(Worker).drain();
  const mailer = app.get(Mailer);
  if (!(mailer instanceof DevMailbox)) throw new Error('this app has no dev mailbox: it was started with SMTP_URL or on another address');
  return mailer.list();
}
