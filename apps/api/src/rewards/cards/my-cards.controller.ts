import { Controller, HttpCode, Param, ParseUUIDPipe, Post } from '@nestjs/common';
import { ApiOkResponse, ApiParam, ApiTags } from '@nestjs/swagger';
import { CurrentMember, MemberOnly } from '../../platform/auth/access.js';
import { GiftCardResponse } from '../rewards.dto.js';
import { GiftCards } from './gift-cards.js';

@ApiTags('Member')
@ApiParam({ name: 'slug', type: String })
@MemberOnly()
@Controller('api/v1/me/programs/:slug/rewards')
export class MyCardsController {
  constructor(private readonly cards: GiftCards) {}

  /** The code and PIN of a gift card that was claimed. A POST, because that it was seen is noted. Errors: 404 `grant.not_found`, 409 `grant.wrong_state`. */
  @Post(':grantId/card')
  @HttpCode(200)
  @ApiOkResponse({ standardSchema: GiftCardResponse })
  async open(@CurrentMember() me: { programId: string; memberId: string }, @Param('grantId', ParseUUIDPipe) grantId: string): Promise<GiftCardResponse> {
    return this.cards.open(me.programId, me.memberId, grantId);
  }
}
