import { Body, Controller, Get, HttpCode, Param, ParseUUIDPipe, Post } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { Milestone } from '@fanfare/domain';
import { RequirePermission } from '../../platform/auth/access.js';
import { ForecastRequest, ForecastResponse } from './forecast.dto.js';
import { Forecasts } from './forecast.service.js';

@ApiTags('Staff: rewards')
@Controller('api/v1/programs/:programId/forecast')
export class ForecastController {
  constructor(private readonly forecasts: Forecasts) {}

  /** What the next 30, 60 and 90 days will take, by the rules in force. */
  @Get()
  @RequirePermission('rewards:read')
  @ApiOkResponse({ standardSchema: ForecastResponse })
  inForce(@Param('programId', ParseUUIDPipe) programId: string): Promise<ForecastResponse> {
    return this.forecasts.make(programId, null);
  }

  /** The same by milestones that are not published yet. */
  @Post()
  @HttpCode(200)
  @RequirePermission('rulebooks:read')
  @ApiOkResponse({ standardSchema: ForecastResponse })
  draft(@Param('programId', ParseUUIDPipe) programId: string, @Body({ schema: ForecastRequest }) body: ForecastRequest): Promise<ForecastResponse> {
    return this.forecasts.make(programId, body.milestones as Milestone[]);
  }
}
