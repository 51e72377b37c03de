import { Controller, Get, Inject, Param, Query, Req, Res, UseFilters } from '@nestjs/common';
import { ApiFoundResponse, ApiNotFoundResponse, ApiTags } from '@nestjs/swagger';
import { cohortKeyFrom } from '@fanfare/domain';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Public } from '../../platform/auth/access.js';
import { countryOf } from '../../platform/auth/country.js';
import { newVisitor, readVisitor, VISITOR_COOKIE, VISITOR_COOKIE_SECONDS, visitorHash } from '../../platform/auth/visitor.js';
import { Clock } from '../../platform/clock.js';
import { CONFIG, type Config } from '../../platform/config/config.js';
import { newId } from '../../platform/ids.js';
import { Keys } from '../../platform/keys.js';
import { PageProblemFilter } from '../../platform/pages/page-problem.filter.js';
import { CLICK_COOKIE, CLICK_COOKIE_SECONDS, keepClick, readClickCookie, writeClickCookie } from './click-cookie.js';
import { ClickRecorder, type ClickRow } from './click-recorder.js';
import { LinkFinder } from '../links/link-finder.js';
import type { LiveLink } from '../links/link-loader.js';
import { machineReason } from './machine-visit.js';

/** `/r/:code`: the click is stored, then the visitor goes on. HEAD comes here too: Fastify answers it from GET. */
@ApiTags('Public')
@UseFilters(PageProblemFilter)
@Controller('r')
export class RedirectController {
  private readonly secure: boolean;

  constructor(
    private readonly links: LinkFinder,
    private readonly recorder: ClickRecorder,
    private readonly keys: Keys,
    private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Config,
  ) {
    this.secure = config.publicUrl.startsWith('https:');
  }

  @Get(':code')
  @Public()
  @ApiFoundResponse({ description: 'Recorded; to the stored destination with `ref` (the code) and `click` (the click’s id) added, and `cohort` where the address names one' })
  @ApiNotFoundResponse({ description: 'A page, the same for every code that is not known' })
  async follow(@Param('code') text: string, @Query('cohort') cohort: unknown, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const link = await this.links.find(text, request.ip);
    const visitor = readVisitor(request.cookies[VISITOR_COOKIE]) ?? newVisitor();
    const click = this.clickOn(link, request, visitor);
    const recorded = await this.recorder.record(click);
    if (click.machine === null) this.setCookies(request, reply, click, visitor, recorded);
    void reply
      .status(302)
      .headers({ location: link.target.withClick(recorded ? click.id : null, typeof cohort === 'string' ? cohortKeyFrom(cohort) : ''), 'cache-control': 'no-store', 'x-robots-tag': 'noindex' })
      .send();
  }

  private clickOn(link: LiveLink, request: FastifyRequest, visitor: string): ClickRow {
    const at = this.clock.now();
    const machine = machineReason(request.method, request.headers);
    return { programId: link.programId, linkId: link.linkId, id: newId(at), at, machine, visitorHash: machine === null ? visitorHash(this.keys, visitor) : null, country: countryOf(request, this.config) };
  }

  private setCookies(request: FastifyRequest, reply: FastifyReply, click: ClickRow, visitor: string, recorded: boolean): void {
    const options = { path: '/', httpOnly: true, sameSite: 'lax', secure: this.secure } as const;
    void reply.setCookie(VISITOR_COOKIE, visitor, { ...options, maxAge: VISITOR_COOKIE_SECONDS });
    if (!recorded) return;
    const kept = keepClick(readClickCookie(this.keys, request.cookies[CLICK_COOKIE], click.at), { programId: click.programId, clickId: click.id, linkId: click.linkId, at: click.at.getTime() });
    void reply.setCookie(CLICK_COOKIE, writeClickCookie(this.keys, kept), { ...options, maxAge: CLICK_COOKIE_SECONDS });
  }
}
