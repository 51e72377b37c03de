import { Controller, Get, Param, ParseUUIDPipe } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CurrentPrincipal, type Principal, RequirePermission } from '../../platform/auth/access.js';
import { WaitingResponse } from './waiting.dto.js';
import { Waiting } from './waiting.service.js';

@ApiTags('staff')
@Controller('api/v1/programs/:programId/waiting')
export class WaitingController {
  constructor(private readonly waiting: Waiting) {}

  // A permission that every role carries: what each deals with decides which counts it gets.
  @Get()
  @RequirePermission('settings:read')
  @ApiOperation({ summary: 'What waits for the team: the figures beside the screens’ names' })
  @ApiOkResponse({ standardSchema: WaitingResponse })
  show(@Param('programId', ParseUUIDPipe) programId: string, @CurrentPrincipal() who: Principal): Promise<WaitingResponse> {
    return this.waiting.of(programId, who.role!);
  }
}
