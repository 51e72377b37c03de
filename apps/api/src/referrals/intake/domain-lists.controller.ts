import { Body, Controller, Get, Param, ParseUUIDPipe, Put } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CurrentPrincipal, type Principal, RequirePermission } from '../../platform/auth/access.js';
import type { DomainListKind } from './domain-list.entity.js';
import { DomainListKindParam, DomainListRequest, DomainListsResponse, DomainListView } from './domain-lists.dto.js';
import { DomainLists } from './domain-lists.service.js';

@ApiTags('staff')
@Controller('api/v1/programs/:programId/settings/domain-lists')
export class DomainListsController {
  constructor(private readonly lists: DomainLists) {}

  @Get()
  @RequirePermission('settings:read')
  @ApiOperation({ summary: 'Mail domains that this program bans or calls throwaway' })
  @ApiOkResponse({ standardSchema: DomainListsResponse })
  async show(@Param('programId', ParseUUIDPipe) programId: string): Promise<DomainListsResponse> {
    return { items: await this.lists.all(programId), nextCursor: null };
  }

  @Put(':kind')
  @RequirePermission('settings:write')
  @ApiOperation({ summary: 'Replaces a list, for sign-ups to come', description: 'Errors: request.conflict where somebody else has changed it since.' })
  @ApiOkResponse({ standardSchema: DomainListView })
  async replace(
    @Param('programId', ParseUUIDPipe) programId: string,
    @Param('kind', { schema: DomainListKindParam }) kind: DomainListKind,
    @CurrentPrincipal() who: Principal,
    @Body({ schema: DomainListRequest }) body: DomainListRequest,
  ): Promise<DomainListView> {
    return this.lists.replace(programId, kind, body, who.accountId);
  }
}
