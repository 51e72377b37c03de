import { Controller, Get, Headers, HttpCode, type OnModuleInit, Post, Query, Res, UseFilters } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { ApiExcludeController } from '@nestjs/swagger';
import { LOCALES } from '@fanfare/contracts';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { z } from 'zod';
import { CrossSite, Public } from '../platform/auth/access.js';
import { chooseLocale } from '../platform/i18n/choose-locale.js';
import { type Page, PageRenderer, sendPage } from '../platform/pages/page-renderer.js';
import { PageProblemFilter } from '../platform/pages/page-problem.filter.js';
import { Programs } from '../programs/index.js';
import { Suppressions, type UnsubscribeTarget } from './suppressions.service.js';

/** Mail programs send nothing but the token; our own form adds where it was pressed. */
const UnsubscribeQuery = z.object({ token: z.string().max(200).default(''), from: z.literal('page').optional() });
type UnsubscribeQuery = z.infer<typeof UnsubscribeQuery>;
const MULTIPART = 'multipart/form-data';
type Stage = 'ask' | 'done' | 'unknown';

/** RFC 8058: POST unsubscribes without a cookie, a question or a login, GET changes nothing. The token is the authority. */
@ApiExcludeController()
@Public()
@UseFilters(PageProblemFilter)
@Controller('unsubscribe')
export class UnsubscribeController implements OnModuleInit {
  constructor(
    private readonly suppressions: Suppressions,
    private readonly programs: Programs,
    private readonly pages: PageRenderer,
    private readonly http: HttpAdapterHost,
  ) {}

  /** RFC 8058 lets mail programs send multipart/form-data as well; the body says nothing that the token does not. */
  onModuleInit(): void {
    const server = this.http.httpAdapter?.getInstance() as FastifyInstance | undefined; // absent in a process without HTTP
    if (!server?.addContentTypeParser || server.hasContentTypeParser(MULTIPART)) return;
    server.addContentTypeParser(MULTIPART, { parseAs: 'string', bodyLimit: 4096 }, (_request, _body, done) => done(null, {}));
  }

  @Get()
  async ask(@Query({ schema: UnsubscribeQuery }) query: UnsubscribeQuery, @Headers('accept-language') language: string | undefined, @Res() reply: FastifyReply): Promise<void> {
    const target = await this.suppressions.target(query.token);
    sendPage(reply, await this.page(target ? 'ask' : 'unknown', target, query.token, language), target ? 200 : 404);
  }

  @Post()
  @CrossSite()
  @HttpCode(200)
  async unsubscribe(@Query({ schema: UnsubscribeQuery }) query: UnsubscribeQuery, @Headers('accept-language') language: string | undefined, @Res() reply: FastifyReply): Promise<void> {
    const target = await this.suppressions.target(query.token);
    if (target) await this.suppressions.suppress(target, query.from ?? 'one_click');
    sendPage(reply, await this.page(target ? 'done' : 'unknown', target, query.token, language), target ? 200 : 404);
  }

  private async page(stage: Stage, target: UnsubscribeTarget | null, token: string, language: string | undefined): Promise<Page> {
    const brand = target && (await this.programs.byId(target.programId));
    return this.pages.render('messaging/unsubscribe', {
      locale: chooseLocale(undefined, language, LOCALES, chooseLocale(brand?.defaultLocale, undefined, LOCALES, 'en')),
      program: brand,
      title: stage === 'ask' ? 'page.unsubscribe.title' : `page.unsubscribe.${stage}.title`,
      titleParams: { program: brand?.name ?? '' },
      keep: 'secret',
      data: { [stage]: true, token, name: brand?.name },
    });
  }
}
