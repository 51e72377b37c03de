import { Controller, Get, Inject, Param, Query, Req, Res, UseFilters } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { DomainError } from '@fanfare/contracts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { Public } from '../../platform/auth/access.js';
import { CONFIG, type Config } from '../../platform/config/config.js';
import { chooseLocale } from '../../platform/i18n/choose-locale.js';
import { PageProblemFilter } from '../../platform/pages/page-problem.filter.js';
import { type Page, PageRenderer, sendPage } from '../../platform/pages/page-renderer.js';
import { PersonalLinks, type PersonalPageOwner } from '../../members/index.js';
import { programLocales, Programs } from '../../programs/index.js';
import { Links } from '../links/links.service.js';
import { Progress } from '../progress/progress.service.js';

const PageQuery = z.object({ lang: z.string().max(35).optional().catch(undefined) });

/** How far somebody is, for whoever has the address: no names, no signing in, nothing to press. Mails may carry it. */
@ApiExcludeController()
@UseFilters(PageProblemFilter)
@Controller('p/:token')
export class PersonalPageController {
  constructor(
    private readonly personal: PersonalLinks,
    private readonly programs: Programs,
    private readonly progress: Progress,
    private readonly links: Links,
    private readonly pages: PageRenderer,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Get()
  @Public()
  async show(@Param('token') token: string, @Query() query: unknown, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const owner = await this.personal.owner(token);
    if (!owner) throw new DomainError('request.not_found');
    const { lang } = PageQuery.catch({}).parse(query ?? {});
    sendPage(reply, await this.page(owner, token, lang, request.headers['accept-language']));
  }

  private async page({ programId, memberId }: PersonalPageOwner, token: string, lang: string | undefined, language: string | undefined): Promise<Page> {
    const program = await this.programs.byId(programId);
    const { qualified, nextTier, tier } = await this.progress.of(programId, memberId);
    const [first] = await this.links.list(programId, memberId);
    const locale = chooseLocale(lang, language, programLocales(program), program.defaultLocale);
    const keep = tier?.toKeep;
    const until = keep && new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeZone: program.timeZone }).format(new Date(keep.until));
    return this.pages.render('referrals/personal/personal', {
      locale, program, title: 'page.personal.title', titleParams: { count: qualified }, script: 'share.js', keep: 'secret',
      languages: programLocales(program).filter((other) => other !== locale).map((other) => ({ locale: other, href: `/p/${token}?lang=${other}` })),
      data: { qualified, nextTier, keep, until, link: first && `${this.config.publicUrl}/r/${first.code}` },
    });
  }
}
