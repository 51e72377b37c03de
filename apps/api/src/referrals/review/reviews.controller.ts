import { Body, Controller, Get, HttpCode, Param, ParseUUIDPipe, Post, Query } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { CurrentPrincipal, type Principal, RequirePermission } from '../../platform/auth/access.js';
import { AdjustmentRequest, AdjustmentResponse, ReferralsQuery, ReviewRequest, ReviewResponse, StaffReferralsResponse } from './reviews.dto.js';
import { Reviews } from './reviews.service.js';

@ApiTags('Staff')
@Controller('api/v1/programs/:programId')
export class ReviewsController {
  constructor(private readonly reviews: Reviews) {}

  /** Referrals in every state, newest decision first. */
  @Get('referrals')
  @RequirePermission('referrals:read')
  @ApiOkResponse({ standardSchema: StaffReferralsResponse })
  async list(@Param('programId', ParseUUIDPipe) programId: string, @Query({ schema: ReferralsQuery }) query: ReferralsQuery): Promise<StaffReferralsResponse> {
    return this.reviews.list(programId, query);
  }

  /** Approve, reject (reverses one that counts) or withdraw a verdict. */
  @Post('reviews')
  @HttpCode(200)
  @RequirePermission('reviews:decide')
  @ApiOkResponse({ standardSchema: ReviewResponse })
  async review(@Param('programId', ParseUUIDPipe) programId: string, @Body({ schema: ReviewRequest }) body: ReviewRequest, @CurrentPrincipal() staff: Principal): Promise<ReviewResponse> {
    return this.reviews.review(programId, staff.accountId, body);
  }

  /** Corrects a member's count by an entry with a reason. */
  @Post('members/:memberId/adjustments')
  @HttpCode(200)
  @RequirePermission('ledger:adjust')
  @ApiOkResponse({ standardSchema: AdjustmentResponse })
  async adjust(
    @Param('programId', ParseUUIDPipe) programId: string,
    @Param('memberId', ParseUUIDPipe) memberId: string,
    @Body({ schema: AdjustmentRequest }) body: AdjustmentRequest,
    @CurrentPrincipal() staff: Principal,
  ): Promise<AdjustmentResponse> {
    return this.reviews.adjust(programId, staff.accountId, memberId, body);
  }
}
