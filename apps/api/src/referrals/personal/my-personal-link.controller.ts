import { Controller, Delete, Get, Header, HttpCode, Inject, Post } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { CurrentMember, MemberOnly } from '../../platform/auth/access.js';
import { CONFIG, type Config } from '../../platform/config/config.js';
import { PersonalLinks } from '../../members/index.js';
import { PersonalLinkResponse } from './personal-link.dto.js';

@ApiTags('Member')
@ApiParam({ name: 'slug', type: String })
@MemberOnly()
@Controller('api/v1/me/programs/:slug/personal-link')
export class MyPersonalLinkController {
  constructor(
    private readonly links: PersonalLinks,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Get()
  @Header('cache-control', 'no-store')
  @ApiOperation({ summary: 'The address of the personal page, if the member has one' })
  @ApiOkResponse({ standardSchema: PersonalLinkResponse })
  async show(@CurrentMember() me: { programId: string; memberId: string }): Promise<PersonalLinkResponse> {
    return this.toResponse(await this.links.current(me));
  }

  @Post('rotate')
  @HttpCode(200)
  @ApiOperation({ summary: 'Makes the address, or makes it anew: the one before opens nothing any more' })
  @ApiOkResponse({ standardSchema: PersonalLinkResponse })
  async rotate(@CurrentMember() me: { programId: string; memberId: string }): Promise<PersonalLinkResponse> {
    return this.toResponse(await this.links.rotate(me));
  }

  @Delete()
  @HttpCode(204)
  @ApiOperation({ summary: 'Closes the page: the address opens nothing any more, and mails carry none until there is a new one' })
  @ApiNoContentResponse()
  close(@CurrentMember() me: { programId: string; memberId: string }): Promise<void> {
    return this.links.close(me);
  }

  private toResponse(token: string | null): PersonalLinkResponse {
    return { url: token && `${this.config.publicUrl}/p/${token}` };
  }
}
