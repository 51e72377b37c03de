import { Body, Controller, Delete, Get, HttpCode, Param, ParseUUIDPipe, Post, Put } from '@nestjs/common';
import { ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CurrentPrincipal, type Principal, RequirePermission } from '../../platform/auth/access.js';
import { PeopleViewRequest, PeopleViewResponse, PeopleViewsResponse } from './people-views.dto.js';
import { PeopleViews } from './people-views.service.js';

@ApiTags('staff')
@Controller('api/v1/programs/:programId/people-views')
export class PeopleViewsController {
  constructor(private readonly views: PeopleViews) {}

  @Get()
  @RequirePermission('members:read')
  @ApiOperation({ summary: 'Saved filters over the members' })
  @ApiOkResponse({ standardSchema: PeopleViewsResponse })
  async list(@Param('programId', ParseUUIDPipe) programId: string): Promise<PeopleViewsResponse> {
    return { items: await this.views.list(programId), nextCursor: null };
  }

  @Post()
  @RequirePermission('members:write')
  @ApiOperation({ summary: 'Saves a filter under a name', description: 'Errors: view.name_taken, view.limit_reached.' })
  @ApiCreatedResponse({ standardSchema: PeopleViewResponse })
  create(@Param('programId', ParseUUIDPipe) programId: string, @CurrentPrincipal() who: Principal, @Body({ schema: PeopleViewRequest }) body: PeopleViewRequest): Promise<PeopleViewResponse> {
    return this.views.create(programId, who.accountId, body);
  }

  @Put(':viewId')
  @RequirePermission('members:write')
  @ApiOperation({ summary: 'Changes a saved filter', description: 'Errors: view.not_found, view.name_taken.' })
  @ApiOkResponse({ standardSchema: PeopleViewResponse })
  change(
    @Param('programId', ParseUUIDPipe) programId: string, @Param('viewId', ParseUUIDPipe) viewId: string, @CurrentPrincipal() who: Principal,
    @Body({ schema: PeopleViewRequest }) body: PeopleViewRequest,
  ): Promise<PeopleViewResponse> {
    return this.views.change(programId, who.accountId, viewId, body);
  }

  @Delete(':viewId')
  @HttpCode(204)
  @RequirePermission('members:write')
  @ApiOperation({ summary: 'Removes a saved filter, and nobody from the program', description: 'Errors: view.not_found.' })
  @ApiNoContentResponse()
  remove(@Param('programId', ParseUUIDPipe) programId: string, @Param('viewId', ParseUUIDPipe) viewId: string, @CurrentPrincipal() who: Principal): Promise<void> {
    return this.views.remove(programId, who.accountId, viewId);
  }
}
