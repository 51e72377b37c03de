import { Body, Controller, Get, HttpCode, Param, ParseUUIDPipe, Post, Query } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { CurrentPrincipal, type Principal, RequirePermission } from '../../platform/auth/access.js';
import { toGrantResponse } from '../grant-response.js';
import { PageQuery } from '../rewards.dto.js';
import { RemindRequest, RemindedResponse, UnclaimedResponse } from './parcels.dto.js';
import { Reminders } from './reminders.service.js';

@ApiTags('Staff: parcels')
@Controller('api/v1/programs/:programId/unclaimed-grants')
export class RemindersController {
  constructor(private readonly reminders: Reminders) {}

  /** What has waited to be claimed for a week or longer. */
  @Get()
  @RequirePermission('grants:ship')
  @ApiOkResponse({ standardSchema: UnclaimedResponse })
  async list(@Param('programId', ParseUUIDPipe) programId: string, @CurrentPrincipal() me: Principal, @Query({ schema: PageQuery }) query: PageQuery): Promise<UnclaimedResponse> {
    const { grants, nextCursor } = await this.reminders.unclaimed(programId, query);
    return { items: grants.map((grant) => ({ grant: toGrantResponse(grant, me), remindableAt: this.reminders.remindableAt(grant)?.toISOString() ?? null })), nextCursor };
  }

  /** Mails those who were not reminded of it within a week; who has unsubscribed hears nothing. */
  @Post('remind')
  @HttpCode(200)
  @RequirePermission('grants:ship')
  @ApiOkResponse({ standardSchema: RemindedResponse })
  async remind(@Param('programId', ParseUUIDPipe) programId: string, @CurrentPrincipal() me: Principal, @Body({ schema: RemindRequest }) body: RemindRequest): Promise<RemindedResponse> {
    return { reminded: await this.reminders.remind(programId, me.accountId, body.grantIds) };
  }
}
