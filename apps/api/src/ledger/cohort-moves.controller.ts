import { Body, Controller, HttpCode, Param, ParseUUIDPipe, Post } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CurrentPrincipal, type Principal, RequirePermission } from '../platform/auth/access.js';
import { CohortMoveRequest, CohortMoveResponse } from './cohort-moves.dto.js';
import { CohortMoves } from './cohort-moves.service.js';

@ApiTags('staff')
@Controller('api/v1/programs/:programId/members/cohort')
export class CohortMovesController {
  constructor(private readonly moves: CohortMoves) {}

  // Who comes into a cohort with an easier threshold may win something: as a correction of the count, it is for those who may.
  @Post()
  @HttpCode(200)
  @RequirePermission('ledger:adjust')
  @ApiOperation({ summary: 'Puts members into a cohort, or takes them out', description: 'A fact of each book, from now on. Errors: cohort.not_found, member.not_found, member.selection_too_large.' })
  @ApiOkResponse({ standardSchema: CohortMoveResponse })
  move(@Param('programId', ParseUUIDPipe) programId: string, @CurrentPrincipal() who: Principal, @Body({ schema: CohortMoveRequest }) body: CohortMoveRequest): Promise<CohortMoveResponse> {
    return this.moves.move(programId, who.accountId, body);
  }
}
