import { Controller, Get, Headers, Query } from '@nestjs/common';
import { ApiOkResponse, ApiParam, ApiTags } from '@nestjs/swagger';
import { CurrentMember, MemberOnly } from '../../platform/auth/access.js';
import { inLanguageOf } from '../../platform/i18n/choose-locale.js';
import { pictureUrlOrNull } from '../../platform/pictures/pictures.service.js';
import { inWords } from '../own-grants.js';
import { PointsQuery, PointsResponse, ShopResponse } from './shop.dto.js';
import { Shop } from './shop.service.js';

/** What can be had for points. Buying and cancelling are among the member's rewards. 404 `shop.closed` where the program gives no points. */
@ApiTags('Member')
@ApiParam({ name: 'slug', type: String })
@MemberOnly()
@Controller('api/v1/me/programs/:slug')
export class ShopController {
  constructor(private readonly shop: Shop) {}

  @Get('shop')
  @ApiOkResponse({ standardSchema: ShopResponse })
  async show(@CurrentMember() me: { programId: string; memberId: string }, @Headers('accept-language') language: string | undefined): Promise<ShopResponse> {
    const { reader: stored, purse, items } = await this.shop.show(me.programId, me.memberId);
    const reader = inLanguageOf(stored, language);
    return {
      ...purse,
      items: items.map((item) => ({
        id: item.id, kind: item.kind, title: inWords(item.title, reader) ?? '', description: inWords(item.description, reader), pictureUrl: pictureUrlOrNull(me.programId, item.pictureId), worth: item.worth,
        price: item.price, missing: Math.max(0, item.price - purse.balance), closed: item.closed, left: item.left,
        needs: { address: item.needsAddress, bank: item.needsBank, phone: item.asksPhone, variants: item.variants.map(({ id, label, isGone }) => ({ id, label, gone: isGone })) },
      })),
    };
  }

  /** Why the balance is what it is: every entry, newest first. */
  @Get('points')
  @ApiOkResponse({ standardSchema: PointsResponse })
  async points(
    @CurrentMember() me: { programId: string; memberId: string }, @Query({ schema: PointsQuery }) query: PointsQuery, @Headers('accept-language') language: string | undefined,
  ): Promise<PointsResponse> {
    const { reader: stored, purse, lines, next } = await this.shop.explain(me.programId, me.memberId, query.cursor === undefined ? null : Number(query.cursor), query.limit);
    const reader = inLanguageOf(stored, language);
    return {
      ...purse, items: lines.map(({ at, reward, ...line }) => ({ ...line, at: at.toISOString(), reward: reward && inWords(reward, reader) })), nextCursor: next === null ? null : String(next),
    };
  }
}
