import { Controller, Get, Inject, Param, Query, Req, Res, UseFilters } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Public } from '../../platform/auth/access.js';
import { CONFIG, type Config } from '../../platform/config/config.js';
import { chooseLocale } from '../../platform/i18n/choose-locale.js';
import { I18n } from '../../platform/i18n/i18n.service.js';
import { PageProblemFilter } from '../../platform/pages/page-problem.filter.js';
import { PageRenderer, sendPage } from '../../platform/pages/page-renderer.js';
import { programLocales } from '../../programs/index.js';
import { LinkFinder } from '../links/link-finder.js';
import { cardHeadline, shortened } from './card-words.js';
import { Cards } from './cards.service.js';
import { LangQuery } from './share.dto.js';

/** "I'm an ambassador of …": a page to link to from a profile; for search engines where the program says so, since a name may stand on it. */
@ApiExcludeController()
@UseFilters(PageProblemFilter)
@Controller('card/:code')
export class CardPageController {
  constructor(
    private readonly links: LinkFinder,
    private readonly cards: Cards,
    private readonly pages: PageRenderer,
    private readonly i18n: I18n,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Get()
  @Public()
  async show(@Param('code') code: string, @Query({ schema: LangQuery }) { lang }: LangQuery, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const card = await this.cards.of(await this.links.find(code, request.ip));
    const { program } = card;
    const locale = chooseLocale(lang, request.headers['accept-language'], programLocales(program), program.defaultLocale);
    const headline = cardHeadline(this.i18n, locale, card);
    const link = `${this.config.publicUrl}/r/${card.code}`;
    sendPage(reply, this.pages.render('referrals/share/card', {
      locale, program, title: 'page.card.ambassador', titleText: headline,
      description: this.i18n.t(locale, 'page.card.lead', { name: program.name }),
      ...(program.membersListed && { canonicalPath: `/card/${card.code}` }),
      image: { path: `/card/${card.code}.png?lang=${locale}`, alt: headline },
      languages: programLocales(program).filter((other) => other !== locale).map((other) => ({ locale: other, href: `/card/${card.code}?lang=${other}` })),
      data: { headline, name: card.name, tier: card.tier, link, shortLink: shortened(link), qr: `/r/${card.code}/qr.svg`, open: program.status === 'active' },
    }));
  }
}
