import { Controller, Headers, HttpCode, Param, ParseUUIDPipe, Post } from '@nestjs/common';
import { ApiOkResponse, ApiParam, ApiTags } from '@nestjs/swagger';
import { LOCALES } from '@fanfare/contracts';
import { CurrentMember, MemberOnly } from '../../platform/auth/access.js';
import { chooseLocale } from '../../platform/i18n/choose-locale.js';
import { UnlockLinkResponse } from '../rewards.dto.js';
import { Unlocks } from './unlocks.service.js';

@ApiTags('Member')
@ApiParam({ name: 'slug', type: String })
@MemberOnly()
@Controller('api/v1/me/programs/:slug/rewards')
export class MyUnlocksController {
  constructor(private readonly unlocks: Unlocks) {}

  /** A link to what was won, for some minutes and for nobody else. Errors: 404 `grant.not_found`, 409 `grant.wrong_state`. */
  @Post(':grantId/open')
  @HttpCode(200)
  @ApiOkResponse({ standardSchema: UnlockLinkResponse })
  async open(
    @CurrentMember() me: { programId: string; memberId: string }, @Param('grantId', ParseUUIDPipe) grantId: string, @Headers('accept-language') language: string | undefined,
  ): Promise<UnlockLinkResponse> {
    const { path, expiresAt } = await this.unlocks.link(me.programId, me.memberId, grantId);
    return { url: `${path}&lang=${chooseLocale(undefined, language, LOCALES, LOCALES[0])}`, expiresAt: expiresAt.toISOString() };
  }
}
