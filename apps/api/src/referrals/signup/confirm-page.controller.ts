import { Body, Controller, Get, HttpCode, Inject, Post, Query, Req, Res, UseFilters } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { DomainError, type Locale, LOCALES } from '@fanfare/contracts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { Public } from '../../platform/auth/access.js';
import { RateLimited } from '../../platform/auth/rate-limit.guard.js';
import { Clock } from '../../platform/clock.js';
import { CONFIG, type Config } from '../../platform/config/config.js';
import { Transactions } from '../../platform/database/transactions.js';
import { STATUS } from '../../platform/errors/status.js';
import { chooseLocale } from '../../platform/i18n/choose-locale.js';
import { I18n } from '../../platform/i18n/i18n.service.js';
import { PageProblemFilter } from '../../platform/pages/page-problem.filter.js';
import { PageRenderer, sendPage } from '../../platform/pages/page-renderer.js';
import { programLocales, Programs, type ProgramView, Rulebooks } from '../../programs/index.js';
import { type Confirmed, Confirmations } from './confirmations.service.js';
import { Signups } from './signups.service.js';
import { perks } from './perks.js';

const TokenField = z.object({ token: z.string().max(200).catch('') }).catch({ token: '' });

/** What a token's page can say. `gone`: expired, and what it belonged to is deleted. */
type Stage = 'confirm' | 'used' | 'expired' | 'gone' | 'unknown' | 'resent' | 'paused';
interface Found {
  readonly stage: Stage;
  readonly program: ProgramView | null;
  readonly submissionId: string | null;
  readonly locale: Locale;
}
const STAGE_STATUS: Readonly<Record<Stage, number>> = {
  confirm: 200, resent: 200,
  used: STATUS['confirmation.used'][0], expired: STATUS['confirmation.expired'][0], gone: STATUS['confirmation.expired'][0],
  unknown: STATUS['confirmation.unknown'][0], paused: STATUS['program.paused'][0],
};

/** Where a mailed button leads. Opening it changes nothing, because mail scanners open links; pressing the button confirms. */
@ApiExcludeController()
@UseFilters(PageProblemFilter)
@Controller('confirm')
export class ConfirmPageController {
  constructor(
    private readonly confirmations: Confirmations,
    private readonly signups: Signups,
    private readonly programs: Programs,
    private readonly rulebooks: Rulebooks,
    private readonly transactions: Transactions,
    private readonly pages: PageRenderer,
    private readonly i18n: I18n,
    private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Get()
  @Public()
  async show(@Query() query: unknown, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { token } = TokenField.parse(query);
    this.sendStage(reply, await this.find(token, request), token);
  }

  @Post()
  @Public()
  @RateLimited('confirmation')
  @HttpCode(200)
  async confirm(@Body() body: unknown, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { token } = TokenField.parse(body ?? {});
    try {
      await this.sendConfirmed(reply, await this.confirmations.confirm(token));
    } catch (error) {
      if (!(error instanceof DomainError) || !error.code.startsWith('confirmation.')) throw error;
      this.sendStage(reply, await this.find(token, request), token);
    }
  }

  /** A new mail for a sign-up that has expired. */
  @Post('resend')
  @Public()
  @RateLimited('signUp')
  @HttpCode(200)
  async resend(@Body() body: unknown, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { token } = TokenField.parse(body ?? {});
    const found = await this.find(token, request);
    if (found.stage !== 'expired') return this.sendStage(reply, found, token);
    this.sendStage(reply, { ...found, stage: await this.sendAgain(found, request.ip) }, token);
  }

  private async sendAgain({ program, submissionId }: Found, ip: string): Promise<Stage> {
    try {
      return (await this.signups.submitAgain(program!, submissionId!, ip)) ? 'resent' : 'gone';
    } catch (error) {
      if (error instanceof DomainError && error.code === 'program.paused') return 'paused';
      throw error;
    }
  }

  private async find(token: string, request: FastifyRequest): Promise<Found> {
    const accept = request.headers['accept-language'];
    try {
      const { programId, submissionId } = await this.confirmations.find(token);
      const program = await this.programs.byId(programId);
      const { stage, locale } = await this.stageOf(programId, submissionId);
      return { stage, program, submissionId, locale: chooseLocale(locale, accept, programLocales(program), program.defaultLocale) };
    } catch (error) {
      if (!(error instanceof DomainError) || error.code !== 'confirmation.unknown') throw error;
      return { stage: 'unknown', program: null, submissionId: null, locale: chooseLocale(undefined, accept, LOCALES, 'en') };
    }
  }

  private async stageOf(programId: string, id: string): Promise<{ stage: Stage; locale?: string }> {
    const [row] = await this.transactions.readProgram(programId, (tx): Promise<{ locale: string; used_at: Date | null; expires_at: Date }[]> =>
      tx.query('SELECT locale, used_at, expires_at FROM submissions WHERE program_id = $1 AND id = $2', [programId, id]));
    if (!row) return { stage: 'gone' };
    return { stage: row.used_at ? 'used' : row.expires_at > this.clock.now() ? 'confirm' : 'expired', locale: row.locale };
  }

  private sendStage(reply: FastifyReply, { stage, program, locale }: Found, token: string): void {
    const page = this.pages.render('referrals/signup/confirm', {
      locale, program, keep: 'secret',
      title: stage === 'gone' ? 'page.expired.title' : `page.${stage}.title`,
      titleParams: { name: program?.name ?? '' },
      data: { [stage]: true, token, name: program?.name, slug: program?.slug },
    });
    sendPage(reply, page, STAGE_STATUS[stage]);
  }

  private async sendConfirmed(reply: FastifyReply, confirmed: Confirmed): Promise<void> {
    const program = await this.programs.byId(confirmed.programId);
    const locale = chooseLocale(confirmed.locale, undefined, programLocales(program), program.defaultLocale);
    const promised = await this.transactions.readProgram(program.id, async (tx) => perks(tx, program.id, await this.rulebooks.inForce(tx, program.id, this.clock.now()), { locale, cohort: confirmed.cohort }));
    const link = confirmed.linkCode === null ? null : `${this.config.publicUrl}/r/${confirmed.linkCode}`;
    const said = this.i18n.t(locale, 'page.confirmed.share_text', { name: program.name });
    const first = confirmed.isNew ? promised[0] : undefined;
    sendPage(reply, this.pages.render('referrals/signup/confirmed', {
      locale, program, keep: 'secret', script: 'share.js',
      title: 'page.confirmed.title',
      data: {
        name: confirmed.name, slug: program.slug, link, said, first,
        mailto: `mailto:?subject=${encodeURIComponent(program.name)}&body=${encodeURIComponent(`${said} ${link}`)}`,
        whatsapp: `https://wa.me/?text=${encodeURIComponent(`${said} ${link}`)}`,
      },
    }));
  }
}
