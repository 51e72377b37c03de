import { Body, Controller, Get, Headers, HttpCode, Param, ParseUUIDPipe, Post, Put, Query } from '@nestjs/common';
import { ApiOkResponse, ApiParam, ApiTags } from '@nestjs/swagger';
import { CurrentMember, MemberOnly } from '../platform/auth/access.js';
import { inLanguageOf } from '../platform/i18n/choose-locale.js';
import { Keys } from '../platform/keys.js';
import { Claims, type OwnGrant, type Reader } from './claims.service.js';
import { discountCode } from './discount-code.js';
import type { Texts } from './reward.entity.js';
import { ClaimRequest, MyGrantResponse, MyGrantsResponse, PageQuery } from './rewards.dto.js';

@ApiTags('Member')
@ApiParam({ name: 'slug', type: String })
@MemberOnly()
@Controller('api/v1/me/programs/:slug/rewards')
export class MyRewardsController {
  constructor(
    private readonly claims: Claims,
    private readonly keys: Keys,
  ) {}

  @Get()
  @ApiOkResponse({ standardSchema: MyGrantsResponse })
  async list(
    @CurrentMember() me: { programId: string; memberId: string }, @Query({ schema: PageQuery }) query: PageQuery, @Headers('accept-language') language: string | undefined,
  ): Promise<MyGrantsResponse> {
    const { reader, grants, nextCursor } = await this.claims.list(me.programId, me.memberId, query);
    return { items: grants.map((grant) => this.toResponse(grant, inLanguageOf(reader, language))), nextCursor };
  }

  /** Again with the same details: the same answer. Errors: 404 `grant.not_found`, 409 `grant.not_claimable`, 422 `grant.details_missing`. */
  @Post(':grantId/claim')
  @HttpCode(200)
  @ApiOkResponse({ standardSchema: MyGrantResponse })
  async claim(
    @CurrentMember() me: { programId: string; memberId: string }, @Param('grantId', ParseUUIDPipe) grantId: string, @Body({ schema: ClaimRequest }) body: ClaimRequest,
    @Headers('accept-language') language: string | undefined,
  ): Promise<MyGrantResponse> {
    const { grant, reader } = await this.claims.claim(me.programId, me.memberId, grantId, body);
    return this.toResponse(grant, inLanguageOf(reader, language));
  }

  /** Other details, until the parcel is packed. Errors: 404 `grant.not_found`, 409 `grant.wrong_state`, 422 `grant.details_missing`. */
  @Put(':grantId/claim')
  @ApiOkResponse({ standardSchema: MyGrantResponse })
  async correct(
    @CurrentMember() me: { programId: string; memberId: string }, @Param('grantId', ParseUUIDPipe) grantId: string, @Body({ schema: ClaimRequest }) body: ClaimRequest,
    @Headers('accept-language') language: string | undefined,
  ): Promise<MyGrantResponse> {
    const { grant, reader } = await this.claims.correct(me.programId, me.memberId, grantId, body);
    return this.toResponse(grant, inLanguageOf(reader, language));
  }

  private toResponse(grant: OwnGrant, reader: Reader): MyGrantResponse {
    return {
      id: grant.id, rewardId: grant.rewardId, kind: grant.kind, status: grant.status, reason: grant.reason, tracking: grant.tracking,
      title: inWords(grant.title, reader) ?? '',
      description: inWords(grant.description, reader),
      needs: { address: grant.needsAddress, sizes: [...grant.sizes] },
      claim: grant.claimedAt && { size: grant.size, address: grant.address },
      code: grant.kind === 'discount_code' && grant.status === 'fulfilled' ? discountCode(this.keys, reader.slug, grant.id) : null,
      awardedAt: grant.awardedAt.toISOString(), claimedAt: grant.claimedAt?.toISOString() ?? null, updatedAt: grant.updatedAt.toISOString(),
    };
  }
}

/** The member's language, else the program's, else whichever there is. */
function inWords(texts: Texts, reader: Reader): string | null {
  return texts[reader.locale] ?? texts[reader.defaultLocale] ?? Object.values(texts)[0] ?? null;
}
