import { Body, Controller, Get, Headers, HttpCode, Param, ParseUUIDPipe, Post, Put, Query } from '@nestjs/common';
import { ApiOkResponse, ApiParam, ApiTags } from '@nestjs/swagger';
import { CurrentMember, MemberOnly } from '../platform/auth/access.js';
import { inLanguageOf } from '../platform/i18n/choose-locale.js';
import { Keys } from '../platform/keys.js';
import { pictureUrlOrNull } from '../platform/pictures/pictures.service.js';
import { type ClaimableGrant, Claims } from './claims.service.js';
import { MemberCodes } from './codes/member-codes.js';
import { openShown } from './deliveries/shown-answer.js';
import { inWords, type Reader } from './own-grants.js';
import { trackingOf } from './parcels/parcel-response.js';
import { ClaimRequest, MyGrantResponse, MyGrantsResponse, PageQuery } from './rewards.dto.js';
import { OrderRequest } from './shop/shop.dto.js';
import { Shop } from './shop/shop.service.js';

@ApiTags('Member')
@ApiParam({ name: 'slug', type: String })
@MemberOnly()
@Controller('api/v1/me/programs/:slug/rewards')
export class MyRewardsController {
  constructor(
    private readonly keys: Keys,
    private readonly claims: Claims,
    private readonly codes: MemberCodes,
    private readonly shop: Shop,
  ) {}

  @Get()
  @ApiOkResponse({ standardSchema: MyGrantsResponse })
  async list(
    @CurrentMember() me: { programId: string; memberId: string }, @Query({ schema: PageQuery }) query: PageQuery, @Headers('accept-language') language: string | undefined,
  ): Promise<MyGrantsResponse> {
    const { reader, grants, nextCursor } = await this.claims.list(me.programId, me.memberId, query);
    return { items: grants.map((grant) => this.toResponse(me.programId, grant, inLanguageOf(reader, language))), nextCursor };
  }

  /** Again with the same details: the same answer. Errors: 404 `grant.not_found`, 409 `grant.not_claimable`, `reward.variant_gone`, 422 `grant.details_missing`. */
  @Post(':grantId/claim')
  @HttpCode(200)
  @ApiOkResponse({ standardSchema: MyGrantResponse })
  async claim(
    @CurrentMember() me: { programId: string; memberId: string }, @Param('grantId', ParseUUIDPipe) grantId: string, @Body({ schema: ClaimRequest }) body: ClaimRequest,
    @Headers('accept-language') language: string | undefined,
  ): Promise<MyGrantResponse> {
    const { grant, reader } = await this.claims.claim(me.programId, me.memberId, grantId, body);
    return this.toResponse(me.programId, grant, inLanguageOf(reader, language));
  }

  /** Other details, until the parcel is packed or after it came back. Errors: 404 `grant.not_found`, 409 `grant.wrong_state`, `reward.variant_gone`, 422 `grant.details_missing`. */
  @Put(':grantId/claim')
  @ApiOkResponse({ standardSchema: MyGrantResponse })
  async correct(
    @CurrentMember() me: { programId: string; memberId: string }, @Param('grantId', ParseUUIDPipe) grantId: string, @Body({ schema: ClaimRequest }) body: ClaimRequest,
    @Headers('accept-language') language: string | undefined,
  ): Promise<MyGrantResponse> {
    const { grant, reader } = await this.claims.correct(me.programId, me.memberId, grantId, body);
    return this.toResponse(me.programId, grant, inLanguageOf(reader, language));
  }

  /**
   * Buys for points, all in one: paid, taken from the shelf, claimed. Again under the same key: the same order. Errors: 409 `shop.points_missing`, `shop.sold_out`,
   * `shop.limit_reached`, `shop.not_for_sale`, `shop.price_changed`, `reward.variant_gone`, 422 `grant.details_missing`, `request.key_reused`.
   */
  @Post('orders')
  @HttpCode(200)
  @ApiOkResponse({ standardSchema: MyGrantResponse })
  async buy(
    @CurrentMember() me: { programId: string; memberId: string }, @Body({ schema: OrderRequest }) body: OrderRequest, @Headers('accept-language') language: string | undefined,
  ): Promise<MyGrantResponse> {
    const { grant, reader } = await this.shop.buy(me.programId, me.memberId, body);
    return this.toResponse(me.programId, grant, inLanguageOf(reader, language));
  }

  /** Takes an order back, points and all, until somebody packs it. Again: the same answer. Errors: 404 `grant.not_found`, 409 `shop.too_late`. */
  @Post(':grantId/cancel')
  @HttpCode(200)
  @ApiOkResponse({ standardSchema: MyGrantResponse })
  async cancel(
    @CurrentMember() me: { programId: string; memberId: string }, @Param('grantId', ParseUUIDPipe) grantId: string, @Headers('accept-language') language: string | undefined,
  ): Promise<MyGrantResponse> {
    const { grant, reader } = await this.shop.cancel(me.programId, me.memberId, grantId);
    return this.toResponse(me.programId, grant, inLanguageOf(reader, language));
  }

  /** What whoever gave it says to who has it. */
  private broughtWith({ id, status, shown }: ClaimableGrant): MyGrantResponse['brought'] {
    return status === 'fulfilled' ? openShown(this.keys, id, shown) : null;
  }

  private toResponse(programId: string, grant: ClaimableGrant, reader: Reader): MyGrantResponse {
    return {
      id: grant.id, rewardId: grant.rewardId, kind: grant.kind, status: grant.status, reason: grant.reason, side: grant.side,
      bought: grant.points === null ? null : { points: grant.points, back: grant.pointsBack, cancellable: grant.cancellable },
      title: inWords(grant.title, reader) ?? '',
      description: inWords(grant.description, reader),
      pictureUrl: pictureUrlOrNull(programId, grant.pictureId),
      needs: { address: grant.needsAddress, bank: grant.needsBank, phone: grant.asksPhone, variants: grant.variants.map(({ id, label, isGone }) => ({ id, label, gone: isGone })) },
      claim: grant.claimedAt && { variant: grant.variantId && grant.variantLabel ? { id: grant.variantId, label: grant.variantLabel } : null, address: grant.address, iban: grant.iban },
      ...this.openedBy(grant, reader),
      brought: this.broughtWith(grant),
      worth: grant.worth,
      delivery: grant.delivery,
      parcels: grant.parcels.filter(({ shippedAt }) => shippedAt !== null).map(({ status, contents, returnReason, shippedAt, deliveredAt, returnedAt, ...parcel }) =>
        ({ status, contents, tracking: trackingOf(parcel), returnReason, shippedAt, deliveredAt, returnedAt })),
      stillHere: [...grant.stillHere],
      waitsFor: grant.waitsFor, heldUntil: grant.heldUntil?.toISOString() ?? null, claimBy: grant.claimBy?.toISOString() ?? null,
      steps: grant.steps,
      awardedAt: grant.awardedAt.toISOString(), claimedAt: grant.claimedAt?.toISOString() ?? null, updatedAt: grant.updatedAt.toISOString(),
    };
  }

  /** What a claim has opened to its member: shown while the grant stands. */
  private openedBy(grant: ClaimableGrant, reader: Reader): Pick<MyGrantResponse, 'code' | 'card' | 'access'> {
    if (grant.status !== 'fulfilled') return { code: null, card: null, access: null };
    return {
      code: grant.kind === 'discount_code' ? this.codes.codeOf({ ...grant, grantId: grant.id, source: grant.codeSource, slug: reader.slug }) : null,
      card: grant.kind === 'gift_card' ? { lastDay: grant.lastDay, seen: grant.isSeen } : null,
      access: grant.access,
    };
  }
}
