import { Body, Controller, Get, HttpCode, Param, ParseUUIDPipe, Post, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CurrentPrincipal, type Principal, RequirePermission } from '../../platform/auth/access.js';
import { newId } from '../../platform/ids.js';
import { MergePreviewQuery, MergePreviewResponse, MergeRequest, MergeResponse, MergesResponse } from './merges.dto.js';
import { Merges } from './merges.service.js';

@ApiTags('Staff')
@RequirePermission('members:merge')
@Controller('api/v1/programs/:programId/members/:memberId')
export class MergesController {
  constructor(private readonly merges: Merges) {}

  @Get('merges')
  @ApiOperation({ summary: 'Members who are the same person as this one' })
  @ApiOkResponse({ standardSchema: MergesResponse })
  list(@Param('programId', ParseUUIDPipe) programId: string, @Param('memberId', ParseUUIDPipe) memberId: string): Promise<MergesResponse> {
    return this.merges.list(programId, memberId);
  }

  @Get('merge-preview')
  @ApiOperation({ summary: 'What it would do to make two members one, or to part them again', description: 'Errors: member.not_found, member.merge_refused.' })
  @ApiOkResponse({ standardSchema: MergePreviewResponse })
  preview(
    @Param('programId', ParseUUIDPipe) programId: string, @Param('memberId', ParseUUIDPipe) memberId: string, @CurrentPrincipal() who: Principal,
    @Query({ schema: MergePreviewQuery }) query: MergePreviewQuery,
  ): Promise<MergePreviewResponse> {
    return this.merges.preview(programId, { id: newId(), kind: query.undo === 'true' ? 'unmerged' : 'merged', memberId, otherId: query.with, by: who.accountId });
  }

  @Post('merge')
  @HttpCode(200)
  @ApiOperation({ summary: 'Makes two members one: the elder counts for both', description: 'Errors: member.not_found, member.merge_refused.' })
  @ApiOkResponse({ standardSchema: MergeResponse })
  merge(
    @Param('programId', ParseUUIDPipe) programId: string, @Param('memberId', ParseUUIDPipe) memberId: string, @CurrentPrincipal() who: Principal,
    @Body({ schema: MergeRequest }) { id, otherId }: MergeRequest,
  ): Promise<MergeResponse> {
    return this.merges.act(programId, { id, kind: 'merged', memberId, otherId, by: who.accountId });
  }

  @Post('unmerge')
  @HttpCode(200)
  @ApiOperation({ summary: 'Parts two members again: each is what it would be had they never met', description: 'The last merge is undone first. Errors: as merging.' })
  @ApiOkResponse({ standardSchema: MergeResponse })
  unmerge(
    @Param('programId', ParseUUIDPipe) programId: string, @Param('memberId', ParseUUIDPipe) memberId: string, @CurrentPrincipal() who: Principal,
    @Body({ schema: MergeRequest }) { id, otherId }: MergeRequest,
  ): Promise<MergeResponse> {
    return this.merges.act(programId, { id, kind: 'unmerged', memberId, otherId, by: who.accountId });
  }
}
