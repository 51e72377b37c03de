import { Controller, Get, Query, Res } from '@nestjs/common';
import { ApiExcludeEndpoint, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { DomainError } from '@fanfare/contracts';
import type { FastifyReply } from 'fastify';
import Handlebars from 'handlebars';
import { Public } from '../platform/auth/access.js';
import { DevMailbox, type ReceivedMail } from '../platform/mail/dev-mailbox.js';
import { Mailer } from '../platform/mail/mailer.js';
import { readSource } from '../platform/source-files.js';
import { DevMailboxQuery, DevMailboxResponse } from './dev-mailbox.dto.js';

const SHOWN = 100;
/** Nothing of a mail may run or load here; its links open in a new tab. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-src 'self' data:; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** Mails of a trial installation, for whoever sits at this machine. Where mail really leaves, there is nothing here: 404. */
@ApiTags('development')
@Public()
@Controller()
export class DevMailboxController {
  private readonly page = Handlebars.create().compile(readSource('messaging/dev-mailbox.hbs').toString());

  constructor(private readonly mailer: Mailer) {}

  @Get('api/v1/dev/mailbox')
  @ApiOperation({ summary: 'Mails of a trial installation, newest first; 404 where mail really leaves' })
  @ApiOkResponse({ standardSchema: DevMailboxResponse })
  async list(@Query({ schema: DevMailboxQuery }) { to }: DevMailboxQuery): Promise<DevMailboxResponse> {
    const mails = (await this.mails()).filter((mail) => to === undefined || mail.to.toLowerCase() === to.toLowerCase());
    return { items: mails.map(({ id, to, subject, text, html, links, at }) => ({ id, to, subject, text, html, links: [...links], at })) };
  }

  @Get('dev/mailbox')
  @ApiExcludeEndpoint()
  async show(@Res() reply: FastifyReply): Promise<void> {
    const mails = (await this.mails()).slice(0, SHOWN);
    void reply.headers({ 'content-security-policy': POLICY, 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' }).type('text/html; charset=utf-8').send(this.page({ mails }));
  }

  /** @throws DomainError request.not_found */
  private async mails(): Promise<ReceivedMail[]> {
    if (!(this.mailer instanceof DevMailbox)) throw new DomainError('request.not_found');
    return this.mailer.list();
  }
}
