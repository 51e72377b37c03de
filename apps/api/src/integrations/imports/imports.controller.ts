import { Body, Controller, Get, HttpCode, Param, ParseUUIDPipe, Post, Put, Query, Req } from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { LIMITS } from '@fanfare/contracts';
import type { FastifyRequest } from 'fastify';
import { CurrentPrincipal, type Principal, RequirePermission } from '../../platform/auth/access.js';
import { CSV_TYPE, readUpload, TakesFile } from '../../platform/upload.js';
import { ImportCheckRequest, ImportResponse, ImportRowsQuery, ImportRowsResponse, ImportsQuery, ImportsResponse, NewImportQuery } from './imports.dto.js';
import { Imports } from './imports.service.js';

/** People from elsewhere. A step that does not follow: 409 `import.wrong_state`; an unknown import: 404 `import.not_found`. */
@ApiTags('Staff: imports')
@Controller('api/v1/programs/:programId/imports')
export class ImportsController {
  constructor(private readonly imports: Imports) {}

  @Get()
  @RequirePermission('members:import')
  @ApiOperation({ summary: 'Imports, newest first' })
  @ApiOkResponse({ standardSchema: ImportsResponse })
  list(@Param('programId', ParseUUIDPipe) programId: string, @Query({ schema: ImportsQuery }) query: ImportsQuery): Promise<ImportsResponse> {
    return this.imports.list(programId, query);
  }

  @Post()
  @RequirePermission('members:import')
  @TakesFile(CSV_TYPE)
  @ApiConsumes(CSV_TYPE)
  @ApiBody({ schema: { type: 'string', format: 'binary' } })
  @ApiOperation({ summary: 'Keeps a file of people, and guesses its columns', description: 'The file is the body. Errors: 413 request.too_large, 422 import.unreadable.' })
  @ApiCreatedResponse({ standardSchema: ImportResponse })
  async create(@Param('programId', ParseUUIDPipe) programId: string, @CurrentPrincipal() who: Principal, @Query({ schema: NewImportQuery }) query: NewImportQuery, @Req() request: FastifyRequest): Promise<ImportResponse> {
    return this.imports.create(programId, who.accountId, { ...query, bytes: await readUpload(request, [CSV_TYPE], LIMITS.importBytes) });
  }

  @Get(':importId')
  @RequirePermission('members:import')
  @ApiOperation({ summary: 'How far an import is, and what it comes to' })
  @ApiOkResponse({ standardSchema: ImportResponse })
  show(@Param('programId', ParseUUIDPipe) programId: string, @Param('importId', ParseUUIDPipe) importId: string): Promise<ImportResponse> {
    return this.imports.show(programId, importId);
  }

  @Get(':importId/rows')
  @RequirePermission('members:import')
  @ApiOperation({ summary: 'What becomes of each line' })
  @ApiOkResponse({ standardSchema: ImportRowsResponse })
  rows(@Param('programId', ParseUUIDPipe) programId: string, @Param('importId', ParseUUIDPipe) importId: string, @Query({ schema: ImportRowsQuery }) query: ImportRowsQuery): Promise<ImportRowsResponse> {
    return this.imports.rows(programId, importId, query);
  }

  @Put(':importId/check')
  @RequirePermission('members:import')
  @ApiOperation({ summary: 'Says which column is what, and has every line checked; nobody is brought in' })
  @ApiOkResponse({ standardSchema: ImportResponse })
  check(@Param('programId', ParseUUIDPipe) programId: string, @Param('importId', ParseUUIDPipe) importId: string, @Body({ schema: ImportCheckRequest }) body: ImportCheckRequest): Promise<ImportResponse> {
    return this.imports.check(programId, importId, body);
  }

  @Post(':importId/start')
  @HttpCode(200)
  @RequirePermission('members:import')
  @ApiOperation({ summary: 'Brings in whoever the check found new' })
  @ApiOkResponse({ standardSchema: ImportResponse })
  start(@Param('programId', ParseUUIDPipe) programId: string, @Param('importId', ParseUUIDPipe) importId: string, @CurrentPrincipal() who: Principal): Promise<ImportResponse> {
    return this.imports.start(programId, who.accountId, importId);
  }

  @Post(':importId/cancel')
  @HttpCode(200)
  @RequirePermission('members:import')
  @ApiOperation({ summary: 'Stops, and forgets what was not brought in; whoever is in stays in' })
  @ApiOkResponse({ standardSchema: ImportResponse })
  cancel(@Param('programId', ParseUUIDPipe) programId: string, @Param('importId', ParseUUIDPipe) importId: string, @CurrentPrincipal() who: Principal): Promise<ImportResponse> {
    return this.imports.cancel(programId, who.accountId, importId);
  }
}
