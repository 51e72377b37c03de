import { Controller, Get, HttpCode, Param, ParseUUIDPipe, Post, Query } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CurrentPrincipal, type Principal, RequirePermission } from '../auth/access.js';
import { FailedWorkQuery, FailedWorkResponse } from './failed-work.dto.js';
import { FailedWork } from './failed-work.service.js';

@ApiTags('staff')
@RequirePermission('jobs:manage')
@Controller('api/v1/programs/:programId/failed-work')
export class FailedWorkController {
  constructor(private readonly work: FailedWork) {}

  @Get()
  @ApiOperation({ summary: 'Background work that failed for good, newest first' })
  @ApiOkResponse({ standardSchema: FailedWorkResponse })
  list(@Param('programId', ParseUUIDPipe) programId: string, @Query({ schema: FailedWorkQuery }) query: FailedWorkQuery): Promise<FailedWorkResponse> {
    return this.work.list(programId, query);
  }

  @Post(':jobId/retry')
  @HttpCode(204)
  @ApiOperation({ summary: 'Tries it once more, from the beginning', description: 'Errors: job.not_found.' })
  @ApiNoContentResponse()
  retry(@Param('programId', ParseUUIDPipe) programId: string, @Param('jobId', ParseUUIDPipe) id: string, @CurrentPrincipal() who: Principal): Promise<void> {
    return this.work.retry(programId, who.accountId, id);
  }

  @Post(':jobId/dismiss')
  @HttpCode(204)
  @ApiOperation({ summary: 'Leaves it undone', description: 'Errors: job.not_found.' })
  @ApiNoContentResponse()
  dismiss(@Param('programId', ParseUUIDPipe) programId: string, @Param('jobId', ParseUUIDPipe) id: string, @CurrentPrincipal() who: Principal): Promise<void> {
    return this.work.dismiss(programId, who.accountId, id);
  }
}
