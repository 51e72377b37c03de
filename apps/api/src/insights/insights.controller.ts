import { Controller, Get, Param, ParseUUIDPipe, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CurrentPrincipal, type Principal, RequirePermission } from '../platform/auth/access.js';
import { OverviewQuery, OverviewResponse } from './overview/overview.dto.js';
import { Overview } from './overview/overview.service.js';
import { SearchQuery, SearchResponse } from './search/search.dto.js';
import { Search } from './search/search.service.js';

@ApiTags('staff')
@RequirePermission('insights:read')
@Controller('api/v1/programs/:programId/insights')
export class InsightsController {
  constructor(
    private readonly overview: Overview,
    private readonly search: Search,
  ) {}

  @Get('overview')
  @ApiOperation({ summary: 'Figures against the period before, what needs doing, and who brought most' })
  @ApiOkResponse({ standardSchema: OverviewResponse })
  async show(@Param('programId', ParseUUIDPipe) programId: string, @CurrentPrincipal() who: Principal, @Query({ schema: OverviewQuery }) query: OverviewQuery): Promise<OverviewResponse> {
    return this.overview.of(programId, who.role!, query.days);
  }

  @Get('search')
  @ApiOperation({ summary: 'People and link codes, for the command palette' })
  @ApiOkResponse({ standardSchema: SearchResponse })
  async find(@Param('programId', ParseUUIDPipe) programId: string, @CurrentPrincipal() who: Principal, @Query({ schema: SearchQuery }) query: SearchQuery): Promise<SearchResponse> {
    return { items: await this.search.find(programId, query.q, who.role!) };
  }
}
