import { Body, Controller, Get, HttpCode, Post, Query, Req, Res, UseFilters } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { DomainError, type ErrorCode, LOCALES } from '@fanfare/contracts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { Public } from '../../platform/auth/access.js';
import { RateLimited } from '../../platform/auth/rate-limit.guard.js';
import { chooseLocale } from '../../platform/i18n/choose-locale.js';
import { PageProblemFilter } from '../../platform/pages/page-problem.filter.js';
import { PageRenderer, sendPage } from '../../platform/pages/page-renderer.js';
import { setupRequest } from './setup.dto.js';
import { Setup } from './setup.service.js';

const typed = z.record(z.string(), z.unknown()).catch({});
const FIELD_ERROR: Partial<Record<ErrorCode, string>> = {
  'setup.token_invalid': 'token',
  'auth.password_weak': 'password',
  'program.slug_taken': 'slug',
  'request.invalid': 'input',
};

/** The first visit to a new installation, without JavaScript. */
@ApiExcludeController()
@UseFilters(PageProblemFilter)
@Controller('setup')
export class SetupPageController {
  constructor(
    private readonly setup: Setup,
    private readonly pages: PageRenderer,
  ) {}

  @Get()
  @Public()
  async show(@Query() query: unknown, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    if (!(await this.setup.isOpen())) return this.send(request, reply, { closed: true }, 410);
    this.send(request, reply, { token: keep(typed.parse(query)['token']) });
  }

  @Post()
  @HttpCode(200)
  @Public()
  @RateLimited('wrongTryOfBlock')
  async submit(@Body() body: unknown, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const fields = typed.parse(body);
    const parsed = setupRequest.safeParse(fields);
    if (!parsed.success) return this.again(parsed.error.issues[0]?.path[0] === 'slug' ? 'slug' : 'input', fields, request, reply);
    try {
      const { slug } = await this.setup.complete({ ...parsed.data, locale: parsed.data.locale ?? this.locale(request) });
      this.send(request, reply, { done: true, slug });
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      if (error.code === 'setup.closed') return this.send(request, reply, { closed: true }, 410);
      const field = error.fields[0]?.field === 'slug' ? 'slug' : FIELD_ERROR[error.code];
      if (!field) throw error;
      this.again(field, fields, request, reply);
    }
  }

  /** Everything typed is kept but the password. */
  private again(error: string, fields: Record<string, unknown>, request: FastifyRequest, reply: FastifyReply): void {
    const { token, name, email, programName, slug } = fields;
    this.send(request, reply, { error, token: keep(token), name: keep(name), email: keep(email), programName: keep(programName), slug: keep(slug) }, 422);
  }

  private send(request: FastifyRequest, reply: FastifyReply, data: Record<string, unknown>, status = 200): void {
    const locale = this.locale(request);
    sendPage(reply, this.pages.render('programs/setup/setup', { locale, program: null, title: 'page.setup.title', keep: 'secret', data }), status);
  }

  private locale(request: FastifyRequest): (typeof LOCALES)[number] {
    return chooseLocale(undefined, request.headers['accept-language'], LOCALES, 'en');
  }
}

function keep(value: unknown): string {
  return typeof value === 'string' ? value.slice(0, 500) : '';
}
