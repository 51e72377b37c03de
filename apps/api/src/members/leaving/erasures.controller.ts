import { Controller, Get, Param, ParseUUIDPipe, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { RequirePermission } from '../../platform/auth/access.js';
import { Erasures } from './erasures.service.js';
import { ErasuresQuery, ErasuresResponse } from './leaving.dto.js';

@ApiTags('staff')
@RequirePermission('members:export')
@Controller('api/v1/programs/:programId/erasures')
export class ErasuresController {
  constructor(private readonly erasures: Erasures) {}

  @Get()
  @ApiOperation({ summary: 'The receipts of those who have left and were erased, newest first' })
  @ApiOkResponse({ standardSchema: ErasuresResponse })
  list(@Param('programId', ParseUUIDPipe) programId: string, @Query({ schema: ErasuresQuery }) query: ErasuresQuery): Promise<ErasuresResponse> {
    return this.erasures.list(programId, query);
  }
}
