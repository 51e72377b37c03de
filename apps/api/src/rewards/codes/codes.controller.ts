import { Controller, HttpCode, Param, ParseUUIDPipe, Post, Query, Req } from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { LIMITS } from '@fanfare/contracts';
import type { FastifyRequest } from 'fastify';
import { CurrentPrincipal, type Principal, RequirePermission } from '../../platform/auth/access.js';
import { CSV_TYPE, readUpload, TakesFile } from '../../platform/upload.js';
import { AddCodesQuery, AddedCodesResponse, WithdrawnCodesResponse } from '../rewards.dto.js';
import { Codes } from './codes.service.js';

/** Errors: 404 `reward.not_found`, 409 `reward.no_code_list`. */
@ApiTags('Staff: rewards')
@Controller('api/v1/programs/:programId/rewards/:rewardId/codes')
export class CodesController {
  constructor(private readonly codes: Codes) {}

  /**
   * One code a line, or the first column of a table; of gift cards code, PIN and last day, as the headings say. What the program has had before is passed over.
   * Errors: 400 `request.malformed`, 413.
   */
  @Post()
  @HttpCode(200)
  @RequirePermission('rewards:write')
  @TakesFile(CSV_TYPE)
  @ApiConsumes(CSV_TYPE)
  @ApiBody({ schema: { type: 'string', format: 'binary' } })
  @ApiOkResponse({ standardSchema: AddedCodesResponse })
  async add(
    @Param('programId', ParseUUIDPipe) programId: string, @Param('rewardId', ParseUUIDPipe) rewardId: string, @CurrentPrincipal() me: Principal, @Query({ schema: AddCodesQuery }) { dryRun }: AddCodesQuery,
    @Req() request: FastifyRequest,
  ): Promise<AddedCodesResponse> {
    const file = await readUpload(request, [CSV_TYPE], LIMITS.csvBytes);
    return dryRun ? this.codes.tryOut(programId, rewardId, file) : this.codes.add(programId, me.accountId, rewardId, file);
  }

  /** Those that nobody has and nobody was promised. */
  @Post('withdraw')
  @HttpCode(200)
  @RequirePermission('rewards:write')
  @ApiOkResponse({ standardSchema: WithdrawnCodesResponse })
  async withdraw(@Param('programId', ParseUUIDPipe) programId: string, @Param('rewardId', ParseUUIDPipe) rewardId: string, @CurrentPrincipal() me: Principal): Promise<WithdrawnCodesResponse> {
    return { withdrawn: await this.codes.withdraw(programId, me.accountId, rewardId) };
  }
}
