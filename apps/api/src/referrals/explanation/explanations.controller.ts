import { Controller, Get, Param, ParseUUIDPipe } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CurrentPrincipal, type Principal, RequirePermission } from '../../platform/auth/access.js';
import { ExplanationResponse } from './explanation.dto.js';
import { Explanations } from './explanations.service.js';

@ApiTags('Staff')
@Controller('api/v1/programs/:programId/referrals')
export class ExplanationsController {
  constructor(private readonly explanations: Explanations) {}

  @Get(':referralId/explanation')
  @RequirePermission('referrals:read')
  @ApiOperation({ summary: 'Why a referral counts or does not', description: 'Facts, entries with evidence and hashes, and whether the replayed book agrees. Errors: referral.not_found.' })
  @ApiOkResponse({ standardSchema: ExplanationResponse })
  explain(@Param('programId', ParseUUIDPipe) programId: string, @Param('referralId', ParseUUIDPipe) referralId: string, @CurrentPrincipal() who: Principal): Promise<ExplanationResponse> {
    return this.explanations.of(programId, who.role!, referralId);
  }
}
