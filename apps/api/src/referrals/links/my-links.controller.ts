import { Body, Controller, Get, Inject, Ip, Post } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiParam, ApiTags } from '@nestjs/swagger';
import { CurrentMember, MemberOnly } from '../../platform/auth/access.js';
import { RateLimits } from '../../platform/auth/rate-limits.js';
import { CONFIG, type Config } from '../../platform/config/config.js';
import { LinkResponse, LinksResponse, NewLinkRequest } from './links.dto.js';
import { type CountedLink, Links } from './links.service.js';

@ApiTags('Member')
@ApiParam({ name: 'slug', type: String })
@MemberOnly()
@Controller('api/v1/me/programs/:slug/links')
export class MyLinksController {
  constructor(
    private readonly links: Links,
    private readonly limits: RateLimits,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Get()
  @ApiOkResponse({ standardSchema: LinksResponse })
  async list(@CurrentMember() me: { programId: string; memberId: string }): Promise<LinksResponse> {
    const links = await this.links.list(me.programId, me.memberId);
    return { items: links.map((link) => this.toResponse(link)), nextCursor: null };
  }

  /** Errors: 409 `link.code_taken`, `link.channel_taken`, `link.limit_reached`; 422 `link.code_invalid`, `link.destination_not_allowed`. */
  @Post()
  @ApiCreatedResponse({ standardSchema: LinkResponse })
  async create(@CurrentMember() me: { programId: string; memberId: string }, @Body({ schema: NewLinkRequest }) body: NewLinkRequest, @Ip() ip: string): Promise<LinkResponse> {
    // Asking for codes one by one would tell which exist.
    if (body.code !== undefined) this.limits.takeForBlock('vanityCode', ip);
    return this.toResponse(await this.links.create(me.programId, me.memberId, body));
  }

  private toResponse({ human, machine, createdAt, ...link }: CountedLink): LinkResponse {
    return { ...link, url: `${this.config.publicUrl}/r/${link.code}`, clicks: { human, machine }, createdAt: createdAt.toISOString() };
  }
}
