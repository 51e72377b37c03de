import { Body, Controller, HttpCode, Param, ParseUUIDPipe, Post } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CurrentPrincipal, type Principal, RequirePermission } from '../platform/auth/access.js';
import { StandingRequest, StandingResponse } from './standings.dto.js';
import { Standings } from './standings.service.js';

@ApiTags('staff')
@Controller('api/v1/programs/:programId/members/:memberId')
export class StandingsController {
  constructor(private readonly standings: Standings) {}

  @Post('suspend')
  @HttpCode(200)
  @RequirePermission('members:suspend')
  @ApiOperation({ summary: 'Suspends a member: the count stays, nothing new is gained', description: 'Errors: member.not_found, member.wrong_state.' })
  @ApiOkResponse({ standardSchema: StandingResponse })
  suspend(
    @Param('programId', ParseUUIDPipe) programId: string, @Param('memberId', ParseUUIDPipe) memberId: string, @CurrentPrincipal() who: Principal, @Body({ schema: StandingRequest }) body: StandingRequest,
  ): Promise<StandingResponse> {
    return this.standings.set(programId, who.accountId, memberId, 'suspended', body);
  }

  @Post('reinstate')
  @HttpCode(200)
  @RequirePermission('members:suspend')
  @ApiOperation({ summary: 'Lets a suspended member back in', description: 'Errors: member.not_found, member.wrong_state.' })
  @ApiOkResponse({ standardSchema: StandingResponse })
  reinstate(
    @Param('programId', ParseUUIDPipe) programId: string, @Param('memberId', ParseUUIDPipe) memberId: string, @CurrentPrincipal() who: Principal, @Body({ schema: StandingRequest }) body: StandingRequest,
  ): Promise<StandingResponse> {
    return this.standings.set(programId, who.accountId, memberId, 'active', body);
  }
}
