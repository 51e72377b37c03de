import { Body, Controller, Get, HttpCode, Param, ParseUUIDPipe, Post, Put } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CurrentPrincipal, type Principal, RequirePermission } from '../../platform/auth/access.js';
import { CohortRequest, CohortResponse, CohortsResponse, NewCohortRequest } from './cohorts.dto.js';
import { Cohorts } from './cohorts.service.js';

@ApiTags('staff')
@Controller('api/v1/programs/:programId/cohorts')
export class CohortsController {
  constructor(private readonly cohorts: Cohorts) {}

  @Get()
  @RequirePermission('rulebooks:read')
  @ApiOperation({ summary: 'Groups of members whose thresholds may be others, also those that are over' })
  @ApiOkResponse({ standardSchema: CohortsResponse })
  async list(@Param('programId', ParseUUIDPipe) programId: string): Promise<CohortsResponse> {
    return { items: await this.cohorts.list(programId), nextCursor: null };
  }

  @Post()
  @RequirePermission('rulebooks:publish')
  @ApiOperation({ summary: 'Makes a cohort', description: 'Errors: cohort.key_taken, cohort.name_taken, cohort.limit_reached.' })
  @ApiCreatedResponse({ standardSchema: CohortResponse })
  create(@Param('programId', ParseUUIDPipe) programId: string, @CurrentPrincipal() who: Principal, @Body({ schema: NewCohortRequest }) body: NewCohortRequest): Promise<CohortResponse> {
    return this.cohorts.create(programId, who.accountId, body);
  }

  @Put(':key')
  @RequirePermission('rulebooks:publish')
  @ApiOperation({ summary: 'Names it otherwise, or opens or closes it for the sign-up', description: 'Errors: cohort.not_found, cohort.name_taken.' })
  @ApiOkResponse({ standardSchema: CohortResponse })
  change(@Param('programId', ParseUUIDPipe) programId: string, @Param('key') key: string, @CurrentPrincipal() who: Principal, @Body({ schema: CohortRequest }) body: CohortRequest): Promise<CohortResponse> {
    return this.cohorts.change(programId, who.accountId, key, body);
  }

  @Post(':key/retire')
  @HttpCode(200)
  @RequirePermission('rulebooks:publish')
  @ApiOperation({ summary: 'Retires a cohort that nothing uses', description: 'Errors: cohort.not_found; cohort.in_use with the rules that name it and the number of its members.' })
  @ApiOkResponse({ standardSchema: CohortResponse })
  retire(@Param('programId', ParseUUIDPipe) programId: string, @Param('key') key: string, @CurrentPrincipal() who: Principal): Promise<CohortResponse> {
    return this.cohorts.retire(programId, who.accountId, key);
  }

  @Post(':key/restore')
  @HttpCode(200)
  @RequirePermission('rulebooks:publish')
  @ApiOperation({ summary: 'Takes a retired cohort into use again', description: 'Errors: cohort.not_found, cohort.name_taken.' })
  @ApiOkResponse({ standardSchema: CohortResponse })
  restore(@Param('programId', ParseUUIDPipe) programId: string, @Param('key') key: string, @CurrentPrincipal() who: Principal): Promise<CohortResponse> {
    return this.cohorts.restore(programId, who.accountId, key);
  }
}
