import { Body, Controller, Get, Header, HttpCode, Param, ParseUUIDPipe, Post, Query, StreamableFile } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import { CurrentPrincipal, type Principal, FreshlySignedIn, RequirePermission } from '../../platform/auth/access.js';
import { BulkActs } from './bulk.service.js';
import { CsvExport } from './csv-export.service.js';
import { MemberList } from './member-list.service.js';
import { toMemberResponse } from './member-response.js';
import { BulkRequest, BulkResponse, ExportRequest, MembersCountQuery, MembersCountResponse, MembersQuery, MembersResponse } from './members.dto.js';

@ApiTags('staff')
@Controller('api/v1/programs/:programId/members')
export class MembersController {
  constructor(
    private readonly members: MemberList,
    private readonly bulk: BulkActs,
    private readonly csv: CsvExport,
  ) {}

  @Get()
  @RequirePermission('members:read')
  @ApiOperation({ summary: 'Members with what their links brought, filtered and in order' })
  @ApiOkResponse({ standardSchema: MembersResponse })
  async list(@Param('programId', ParseUUIDPipe) programId: string, @CurrentPrincipal() who: Principal, @Query({ schema: MembersQuery }) query: MembersQuery): Promise<MembersResponse> {
    const { sort, cursor, limit, ...filter } = query;
    const { items, nextCursor } = await this.members.list(programId, filter, { sort, cursor, limit });
    return { items: items.map((member) => toMemberResponse(member, who.role)), nextCursor };
  }

  @Get('count')
  @RequirePermission('members:read')
  @ApiOperation({ summary: 'How many members a filter means' })
  @ApiOkResponse({ standardSchema: MembersCountResponse })
  count(@Param('programId', ParseUUIDPipe) programId: string, @Query({ schema: MembersCountQuery }) filter: MembersCountQuery): Promise<MembersCountResponse> {
    return this.members.count(programId, filter);
  }

  @Post('bulk')
  @HttpCode(200)
  @RequirePermission('members:write')
  @ApiOperation({ summary: 'Tags, untags or lists many members at once', description: 'Errors: member.selection_too_large, view.name_taken, view.limit_reached.' })
  @ApiOkResponse({ standardSchema: BulkResponse })
  runBulk(@Param('programId', ParseUUIDPipe) programId: string, @CurrentPrincipal() who: Principal, @Body({ schema: BulkRequest }) body: BulkRequest): Promise<BulkResponse> {
    return this.bulk.run(programId, who.accountId, body);
  }

  @Post('export')
  @HttpCode(200)
  @Header('cache-control', 'no-store')
  @RequirePermission('members:export')
  @FreshlySignedIn()
  @ApiOperation({ summary: 'Members as a CSV file', description: 'Noted in the audit log. What a spreadsheet would take for a formula is defused. Errors: auth.step_up_required ten minutes after signing in.' })
  @ApiProduces('text/csv')
  @ApiOkResponse({ schema: { type: 'string', format: 'binary' } })
  async export(@Param('programId', ParseUUIDPipe) programId: string, @CurrentPrincipal() who: Principal, @Body({ schema: ExportRequest }) body: ExportRequest): Promise<StreamableFile> {
    return new StreamableFile(await this.csv.of(programId, who.accountId, body), { type: 'text/csv; charset=utf-8', disposition: 'attachment; filename="people.csv"' });
  }
}
