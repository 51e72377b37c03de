import { Body, Controller, Get, HttpCode, Param, ParseUUIDPipe, Post, Query } from '@nestjs/common';
import { ApiAcceptedResponse, ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CurrentPrincipal, type Principal, RequirePermission } from '../../platform/auth/access.js';
import { WhatIfPeople } from './what-if-people.js';
import { WhatIfPeopleQuery, WhatIfPeopleResponse, WhatIfPublishedResponse, WhatIfRequest, WhatIfResponse, WhatIfsResponse } from './what-ifs.dto.js';
import { WhatIfs } from './what-ifs.service.js';

@ApiTags('Staff')
@RequirePermission('rulebooks:publish')
@Controller('api/v1/programs/:programId/rulebooks/what-ifs')
export class WhatIfsController {
  constructor(
    private readonly whatIfs: WhatIfs,
    private readonly people: WhatIfPeople,
  ) {}

  @Post()
  @HttpCode(202)
  @ApiOperation({ summary: 'Asks what a draft would change, over the full history', description: 'Runs in the background, one at a time. Errors: rulebook.invalid, run.already_running.' })
  @ApiAcceptedResponse({ standardSchema: WhatIfResponse })
  start(@Param('programId', ParseUUIDPipe) programId: string, @CurrentPrincipal() who: Principal, @Body({ schema: WhatIfRequest }) body: WhatIfRequest): Promise<WhatIfResponse> {
    return this.whatIfs.start(programId, body, who.accountId);
  }

  @Get()
  @ApiOperation({ summary: 'The latest what-ifs' })
  @ApiOkResponse({ standardSchema: WhatIfsResponse })
  async list(@Param('programId', ParseUUIDPipe) programId: string): Promise<WhatIfsResponse> {
    return { items: await this.whatIfs.list(programId), nextCursor: null };
  }

  @Get(':id')
  @ApiOperation({ summary: 'How far it is, and what came of it', description: 'Errors: run.not_found.' })
  @ApiOkResponse({ standardSchema: WhatIfResponse })
  show(@Param('programId', ParseUUIDPipe) programId: string, @Param('id', ParseUUIDPipe) id: string): Promise<WhatIfResponse> {
    return this.whatIfs.get(programId, id);
  }

  @Get(':id/people')
  @ApiOperation({ summary: 'Who gains, who loses, whose friends would be held', description: 'Errors: run.not_found.' })
  @ApiOkResponse({ standardSchema: WhatIfPeopleResponse })
  listPeople(
    @Param('programId', ParseUUIDPipe) programId: string, @Param('id', ParseUUIDPipe) id: string, @Query({ schema: WhatIfPeopleQuery }) query: WhatIfPeopleQuery,
  ): Promise<WhatIfPeopleResponse> {
    return this.people.list(programId, id, query);
  }

  @Post(':id/cancel')
  @HttpCode(200)
  @ApiOperation({ summary: 'Stops it', description: 'Errors: run.not_found.' })
  @ApiOkResponse({ standardSchema: WhatIfResponse })
  cancel(@Param('programId', ParseUUIDPipe) programId: string, @Param('id', ParseUUIDPipe) id: string, @CurrentPrincipal() who: Principal): Promise<WhatIfResponse> {
    return this.whatIfs.cancel(programId, id, who.accountId);
  }

  @Post(':id/publish')
  @ApiOperation({ summary: 'Publishes the draft it was about', description: 'Sent again, it answers the version that it has made. Errors: run.not_found, run.not_done, rulebook.version_conflict, rulebook.invalid.' })
  @ApiCreatedResponse({ standardSchema: WhatIfPublishedResponse })
  async publish(@Param('programId', ParseUUIDPipe) programId: string, @Param('id', ParseUUIDPipe) id: string, @CurrentPrincipal() who: Principal): Promise<WhatIfPublishedResponse> {
    return { version: await this.whatIfs.publish(programId, id, who.accountId) };
  }
}
