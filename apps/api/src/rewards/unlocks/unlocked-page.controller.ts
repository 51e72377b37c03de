import { Readable } from 'node:stream';
import { Controller, Get, Param, ParseUUIDPipe, Query, Req, Res, UseFilters } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { DomainError, type Locale, LOCALES } from '@fanfare/contracts';
import { linkedText } from '@fanfare/domain';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { Public } from '../../platform/auth/access.js';
import { STATUS } from '../../platform/errors/status.js';
import { chooseLocale } from '../../platform/i18n/choose-locale.js';
import { PageProblemFilter } from '../../platform/pages/page-problem.filter.js';
import { PageRenderer, sendPage } from '../../platform/pages/page-renderer.js';
import { programLocales, Programs, type ProgramView } from '../../programs/index.js';
import type { Texts } from '../reward.entity.js';
import { fileHeaders } from './unlock-files.js';
import { type Unlocked, Unlocks } from './unlocks.service.js';

const LinkQuery = z.object({ until: z.string().regex(/^\d{1,12}$/).catch(''), key: z.string().max(100).catch(''), lang: z.string().max(10).optional().catch(undefined) });

/** Why a link does not open, each with words of its own. */
const REFUSALS = { 'unlock.link_expired': 'expired', 'unlock.closed': 'closed', 'unlock.withdrawn': 'withdrawn' } as const;
type Refused = keyof typeof REFUSALS;

/** Where links to what was won lead. HEAD comes here too: Fastify answers it from GET. Whoever has the link is who asked for it some minutes ago. */
@ApiExcludeController()
@UseFilters(PageProblemFilter)
@Controller('unlocked')
export class UnlockedPageController {
  constructor(
    private readonly unlocks: Unlocks,
    private readonly programs: Programs,
    private readonly pages: PageRenderer,
  ) {}

  @Get(':programId/:grantId')
  @Public()
  async show(@Param('programId', ParseUUIDPipe) programId: string, @Param('grantId', ParseUUIDPipe) grantId: string, @Query() query: unknown, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { lang, ...link } = LinkQuery.parse(query);
    try {
      const unlocked = await this.unlocks.open(programId, grantId, link, request.method !== 'HEAD');
      // Of a stream no length is said: an empty one would say that there is nothing.
      if (unlocked.file) return void (await reply.headers(fileHeaders(unlocked.file)).send(unlocked.file.content ?? Readable.from([])));
      const program = await this.programs.byId(programId);
      this.sendText(reply, program, unlocked, localeFor(program, lang, request));
    } catch (error) {
      if (!(error instanceof DomainError && error.code in REFUSALS)) throw error;
      const program = await this.programs.byId(programId);
      this.sendRefusal(reply, program, error.code as Refused, localeFor(program, lang, request));
    }
  }

  private sendText(reply: FastifyReply, program: ProgramView, { title, text }: Unlocked, locale: Locale): void {
    const titleText = inWords(title, locale, program) ?? '';
    sendPage(reply, this.pages.render('rewards/unlocks/unlocked', {
      locale, program, keep: 'secret', title: 'page.unlocked.title', titleText,
      data: { title: titleText, parts: linkedText(inWords(text, locale, program) ?? ''), slug: program.slug },
    }));
  }

  private sendRefusal(reply: FastifyReply, program: ProgramView, code: Refused, locale: Locale): void {
    const why = REFUSALS[code];
    sendPage(reply, this.pages.render('rewards/unlocks/unlocked', { locale, program, keep: 'secret', title: `page.unlocked.${why}.title`, data: { why, slug: program.slug } }), STATUS[code][0]);
  }
}

function localeFor(program: ProgramView, lang: string | undefined, request: FastifyRequest): Locale {
  return chooseLocale(lang, request.headers['accept-language'], LOCALES, program.defaultLocale);
}

/** In the language of the page where it was written in it, else the program's, else whichever there is. */
function inWords(texts: Texts, locale: Locale, program: ProgramView): string | null {
  return texts[locale] ?? texts[program.defaultLocale] ?? programLocales(program).map((each) => texts[each]).find(Boolean) ?? Object.values(texts)[0] ?? null;
}
