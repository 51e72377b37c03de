import { Controller, Get, Inject, Param, Query, Req, Res, UseFilters } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Locale } from '@fanfare/contracts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Public } from '../../platform/auth/access.js';
import { CONFIG, type Config } from '../../platform/config/config.js';
import { chooseLocale } from '../../platform/i18n/choose-locale.js';
import { I18n } from '../../platform/i18n/i18n.service.js';
import { PageProblemFilter } from '../../platform/pages/page-problem.filter.js';
import { programLocales, Programs, type ProgramView } from '../../programs/index.js';
import { LinkFinder } from '../links/link-finder.js';
import { cardHeadline, shortened } from './card-words.js';
import { Cards } from './cards.service.js';
import { Pictures } from './drawing/pictures.js';
import { PAPERS, posterSvg } from './drawing/poster.js';
import { cardPreview, programPreview } from './drawing/previews.js';
import { qrSvg } from '../../platform/qr.js';
import { sendPicture } from './send-picture.js';
import { LangQuery, PosterQuery, QrQuery } from './share.dto.js';

/** For an SVG, which is shown at any size. */
const QR_PX = 512;
/** A code never leads elsewhere, so its picture stays right. */
const QR_SECONDS = 86_400;
/** Names, colours and tiers change. */
const BRANDED_SECONDS = 300;

/** Pictures to share a link with. Looking at one is no click. */
@ApiExcludeController()
@UseFilters(PageProblemFilter)
@Controller()
export class SharePicturesController {
  constructor(
    private readonly links: LinkFinder,
    private readonly cards: Cards,
    private readonly programs: Programs,
    private readonly pictures: Pictures,
    private readonly i18n: I18n,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Get('r/:code/qr.svg')
  @Public()
  async qrSvg(@Param('code') code: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const url = this.url((await this.links.find(code, request.ip)).code);
    sendPicture(request, reply, await this.pictures.svg(qrSvg(url, QR_PX)), QR_SECONDS);
  }

  @Get('r/:code/qr.png')
  @Public()
  async qrPng(@Param('code') code: string, @Query({ schema: QrQuery }) { size }: QrQuery, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const url = this.url((await this.links.find(code, request.ip)).code);
    sendPicture(request, reply, await this.pictures.png(qrSvg(url, size)), QR_SECONDS);
  }

  @Get('r/:code/poster.svg')
  @Public()
  async poster(@Param('code') code: string, @Query({ schema: PosterQuery }) { paper, lang }: PosterQuery, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const link = await this.links.find(code, request.ip);
    const program = await this.programs.byId(link.programId);
    const locale = localeFor(program, lang);
    const url = this.url(link.code);
    const svg = posterSvg({
      programName: program.name, brandColor: program.brandColor, headline: this.headline(program, locale),
      hint: this.i18n.t(locale, 'share.poster.hint'), link: url, shortLink: shortened(url),
    });
    sendPicture(request, reply, await this.pictures.outlined(svg, PAPERS[paper]), BRANDED_SECONDS);
  }

  @Get('og/:slug.png')
  @Public()
  async program(@Param('slug') slug: string, @Query({ schema: LangQuery }) { lang }: LangQuery, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const program = await this.programs.bySlug(slug);
    const locale = localeFor(program, lang);
    const lead = program.landing[locale]?.body ?? this.i18n.t(locale, 'page.join.lead');
    const svg = programPreview({ programName: program.name, brandColor: program.brandColor, headline: this.headline(program, locale), lead });
    sendPicture(request, reply, await this.pictures.png(svg), BRANDED_SECONDS);
  }

  @Get('card/:code.png')
  @Public()
  async card(@Param('code') code: string, @Query({ schema: LangQuery }) { lang }: LangQuery, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const card = await this.cards.of(await this.links.find(code, request.ip));
    const url = this.url(card.code);
    const svg = cardPreview({
      programName: card.program.name, brandColor: card.program.brandColor, headline: cardHeadline(this.i18n, localeFor(card.program, lang), card),
      name: card.name, tier: card.tier, link: url, shortLink: shortened(url),
    });
    sendPicture(request, reply, await this.pictures.png(svg), BRANDED_SECONDS);
  }

  private headline(program: ProgramView, locale: Locale): string {
    return program.landing[locale]?.title ?? this.i18n.t(locale, 'page.join.title', { name: program.name });
  }

  private url(code: string): string {
    return `${this.config.publicUrl}/r/${code}`;
  }
}

/** By the address alone: what a shared cache keeps must not depend on who asked first. */
function localeFor(program: ProgramView, lang: string | undefined): Locale {
  return chooseLocale(lang, undefined, programLocales(program), program.defaultLocale);
}
