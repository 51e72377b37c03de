import { Body, Controller, Delete, Get, HttpCode, Param, ParseUUIDPipe, Put } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CurrentPrincipal, type Principal, RequirePermission } from '../../platform/auth/access.js';
import { DraftRequest, DraftSaved, DraftsResponse } from './rulebook-drafts.dto.js';
import { RulebookDrafts } from './rulebook-drafts.service.js';

@ApiTags('staff')
@RequirePermission('rulebooks:publish')
@Controller('api/v1/programs/:programId/rulebooks/drafts')
export class RulebookDraftsController {
  constructor(private readonly drafts: RulebookDrafts) {}

  @Get()
  @ApiOperation({ summary: 'The drafts of everybody on the team, the latest first' })
  @ApiOkResponse({ standardSchema: DraftsResponse })
  list(@Param('programId', ParseUUIDPipe) programId: string, @CurrentPrincipal() who: Principal): Promise<DraftsResponse> {
    return this.drafts.list(programId, who.accountId);
  }

  @Put('mine')
  @ApiOperation({ summary: 'Keeps one’s own draft', description: 'Over the one that was seen. Errors: rulebook.draft_changed where it has been written elsewhere since; request.invalid.' })
  @ApiOkResponse({ standardSchema: DraftSaved })
  async save(@Param('programId', ParseUUIDPipe) programId: string, @CurrentPrincipal() who: Principal, @Body({ schema: DraftRequest }) body: DraftRequest): Promise<DraftSaved> {
    return { revision: await this.drafts.save(programId, who.accountId, body) };
  }

  @Delete('mine')
  @HttpCode(204)
  @ApiOperation({ summary: 'Throws one’s own draft away' })
  @ApiNoContentResponse()
  discard(@Param('programId', ParseUUIDPipe) programId: string, @CurrentPrincipal() who: Principal): Promise<void> {
    return this.drafts.discard(programId, who.accountId);
  }
}
