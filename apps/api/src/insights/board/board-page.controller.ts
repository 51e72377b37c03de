import { Controller, Get, Param, Query, Req, Res, UseFilters } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Locale } from '@fanfare/contracts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { LRUCache } from 'lru-cache';
import { Public } from '../../platform/auth/access.js';
import { chooseLocale } from '../../platform/i18n/choose-locale.js';
import { I18n } from '../../platform/i18n/i18n.service.js';
import { PageProblemFilter } from '../../platform/pages/page-problem.filter.js';
import { type Page, PageRenderer, sendPage } from '../../platform/pages/page-renderer.js';
import { programImage, programLocales, Programs, type ProgramView } from '../../programs/index.js';
import { BoardPageQuery, type BoardSeason } from './board.dto.js';
import { Board, type PublicBoard } from './board.service.js';

const LENGTH = 50;
/** How long a page may be old: a link that goes round hits the database twice a minute, whoever reads it. */
const FRESH_SECONDS = 30;

interface Standing extends PublicBoard {
  readonly program: ProgramView;
}

/** The board for everybody; for search engines where the program says so, since names stand on it. */
@ApiExcludeController()
@UseFilters(PageProblemFilter)
@Controller('board/:slug')
export class BoardPageController {
  private readonly standings: LRUCache<string, Standing>;
  private readonly rendered = new WeakMap<Standing, Map<Locale, Page>>();

  constructor(
    private readonly programs: Programs,
    private readonly board: Board,
    private readonly pages: PageRenderer,
    private readonly i18n: I18n,
  ) {
    this.standings = new LRUCache({ max: 500, ttl: FRESH_SECONDS * 1000, fetchMethod: (key) => this.read(...(JSON.parse(key) as [slug: string, season: string])) });
  }

  @Get()
  @Public()
  async show(@Param('slug') slug: string, @Query() query: unknown, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { season, lang } = BoardPageQuery.parse(query ?? {});
    const standing = (await this.standings.fetch(JSON.stringify([slug, season])))!; // `read` answers or throws
    const locale = chooseLocale(lang, request.headers['accept-language'], programLocales(standing.program), standing.program.defaultLocale);
    sendPage(reply, this.page(standing, locale));
  }

  private async read(slug: string, season: string): Promise<Standing> {
    const program = await this.programs.bySlug(slug);
    return { program, ...(await this.board.top(program.id, season, LENGTH)) };
  }

  private page(standing: Standing, locale: Locale): Page {
    const pages = this.rendered.get(standing) ?? new Map<Locale, Page>();
    this.rendered.set(standing, pages);
    const page = pages.get(locale) ?? this.render(standing, locale);
    pages.set(locale, page);
    return page;
  }

  private render({ program, rows, season, seasons }: Standing, locale: Locale): Page {
    const { html, headers } = this.pages.render('insights/board/board', {
      locale, program, title: 'page.board.title',
      description: this.i18n.t(locale, 'page.board.lead', { name: program.name }),
      ...(program.membersListed && { canonicalPath: `/board/${program.slug}` }),
      image: programImage(program, locale),
      languages: programLocales(program).filter((other) => other !== locale).map((other) => ({ locale: other, href: addressOf(program, season, seasons, other) })),
      data: { rows, boards: boards(program, season, seasons, locale), joinHref: program.status === 'active' ? `/join/${program.slug}` : null },
    });
    return { html, headers: { ...headers, 'cache-control': `public, max-age=${FRESH_SECONDS}` } };
  }
}

/** The boards one can choose between; none where the program has no seasons. */
function boards(program: ProgramView, shown: BoardSeason | null, seasons: readonly BoardSeason[], locale: Locale): { href: string; current: boolean; label: string | null; running: boolean }[] {
  if (seasons.length === 0) return [];
  const days = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone: program.timeZone });
  return [...seasons, null].map((season) => ({
    href: addressOf(program, season, seasons, locale),
    current: season?.id === shown?.id,
    running: season?.current ?? false,
    label: season && days.formatRange(new Date(season.from), new Date(Date.parse(season.to) - 1)),
  }));
}

function addressOf(program: ProgramView, season: BoardSeason | null, seasons: readonly BoardSeason[], locale: Locale): string {
  const which = season?.id ?? (seasons.length > 0 ? 'all' : null);
  return `/board/${program.slug}?${new URLSearchParams({ ...(which && { season: which }), lang: locale }).toString()}`;
}
