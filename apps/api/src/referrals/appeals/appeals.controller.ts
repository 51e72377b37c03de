import { Body, Controller, Get, HttpCode, Param, ParseUUIDPipe, Post, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CurrentPrincipal, type Principal, RequirePermission } from '../../platform/auth/access.js';
import { AppealQueue } from './appeal-queue.service.js';
import { AppealAnswerRequest, AppealAnswerResponse, AppealsQuery, AppealsResponse } from './appeals.dto.js';
import { Appeals } from './appeals.service.js';

@ApiTags('Staff')
@RequirePermission('reviews:decide')
@Controller('api/v1/programs/:programId/appeals')
export class AppealsController {
  constructor(
    private readonly queue: AppealQueue,
    private readonly appeals: Appeals,
  ) {}

  @Get()
  @ApiOperation({ summary: 'Friends whose referrers ask for a second look' })
  @ApiOkResponse({ standardSchema: AppealsResponse })
  list(@Param('programId', ParseUUIDPipe) programId: string, @CurrentPrincipal() who: Principal, @Query({ schema: AppealsQuery }) query: AppealsQuery): Promise<AppealsResponse> {
    return this.queue.list(programId, { role: who.role!, accountId: who.accountId }, query);
  }

  @Post(':appealId/answer')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Answers an appeal, once: the friend does not count, or is accepted; the member is told by mail',
    description: 'Errors: 404 appeal.not_found; 409 appeal.answered, appeal.reopened (it was taken back meanwhile), referral.not_reviewable, review.own (the member or the friend is who answers).',
  })
  @ApiOkResponse({ standardSchema: AppealAnswerResponse })
  answer(
    @Param('programId', ParseUUIDPipe) programId: string, @Param('appealId', ParseUUIDPipe) appealId: string, @CurrentPrincipal() who: Principal, @Body({ schema: AppealAnswerRequest }) body: AppealAnswerRequest,
  ): Promise<AppealAnswerResponse> {
    return this.appeals.answer(programId, who.accountId, appealId, body);
  }
}
