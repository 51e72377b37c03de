import { Body, Controller, HttpCode, Param, ParseUUIDPipe, Post } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { CurrentPrincipal, type Principal, RequirePermission } from '../../platform/auth/access.js';
import { AdjustmentRequest, AdjustmentResponse, ReviewRequest, ReviewResponse, ReviewsRequest, ReviewsResponse } from './reviews.dto.js';
import { Reviews } from './reviews.service.js';

@ApiTags('Staff')
@Controller('api/v1/programs/:programId')
export class ReviewsController {
  constructor(private readonly reviews: Reviews) {}

  /** Approve, reject (reverses one that counts) or withdraw a verdict. */
  @Post('reviews')
  @HttpCode(200)
  @RequirePermission('reviews:decide')
  @ApiOkResponse({ standardSchema: ReviewResponse })
  async review(@Param('programId', ParseUUIDPipe) programId: string, @Body({ schema: ReviewRequest }) body: ReviewRequest, @CurrentPrincipal() staff: Principal): Promise<ReviewResponse> {
    return this.reviews.review(programId, staff.accountId, body);
  }

  /** The same verdict on up to a hundred at once: one batch of the ledger, an answer for each. */
  @Post('reviews/batch')
  @HttpCode(200)
  @RequirePermission('reviews:decide')
  @ApiOkResponse({ standardSchema: ReviewsResponse })
  async reviewAll(@Param('programId', ParseUUIDPipe) programId: string, @Body({ schema: ReviewsRequest }) body: ReviewsRequest, @CurrentPrincipal() staff: Principal): Promise<ReviewsResponse> {
    return this.reviews.reviewAll(programId, staff.accountId, body);
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
