import { Body, Controller, Get, HttpCode, Param, ParseUUIDPipe, Post } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CurrentPrincipal, type Principal, RequirePermission } from '../../platform/auth/access.js';
import { AssignmentsRequest, AssignmentsResponse, ReviewersResponse } from './assignments.dto.js';
import { Assignments } from './assignments.service.js';
import { AdjustmentRequest, AdjustmentResponse, ReviewRequest, ReviewResponse, ReviewsRequest, ReviewsResponse } from './reviews.dto.js';
import { Reviews } from './reviews.service.js';

@ApiTags('Staff')
@Controller('api/v1/programs/:programId')
export class ReviewsController {
  constructor(
    private readonly reviews: Reviews,
    private readonly assignments: Assignments,
  ) {}

  @Post('reviews')
  @HttpCode(200)
  @RequirePermission('reviews:decide')
  @ApiOperation({
    summary: 'Approves or rejects (reverses one that counts), or takes the last verdict back',
    description: 'Of two who decide on the same sight of a friend one is heard; the other is told to look again. Errors: 404 referral.not_found, 409 review.outdated (something has changed since), '
      + '409 review.own (the referrer or the friend is who decides, and somebody else of the team may), '
      + '409 referral.not_reviewable (no verdict can make it count, or there is none to take back).',
  })
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

  @Get('reviews/reviewers')
  @RequirePermission('reviews:decide')
  @ApiOperation({ summary: 'Those of the team who can be given a friend' })
  @ApiOkResponse({ standardSchema: ReviewersResponse })
  reviewers(@Param('programId', ParseUUIDPipe) programId: string): Promise<ReviewersResponse> {
    return this.assignments.reviewers(programId);
  }

  @Post('reviews/assignments')
  @HttpCode(200)
  @RequirePermission('reviews:decide')
  @ApiOperation({
    summary: 'Gives friends who are held, or appealed for, to somebody of the team, or to nobody',
    description: 'Of two who take the same friend at once one has it; the other is told who. Errors: 422 review.assignee_unfit (not of this program’s team, or may not review).',
  })
  @ApiOkResponse({ standardSchema: AssignmentsResponse })
  assign(@Param('programId', ParseUUIDPipe) programId: string, @Body({ schema: AssignmentsRequest }) body: AssignmentsRequest, @CurrentPrincipal() staff: Principal): Promise<AssignmentsResponse> {
    return this.assignments.assign(programId, staff.accountId, body);
  }

  /** Corrects a member's count by an entry with a reason; nobody's own, where somebody else of the team may. */
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
