import { Controller, Get, Param, ParseUUIDPipe, Post, Query, Req, Res } from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiCreatedResponse, ApiOkResponse, ApiProduces, ApiTags } from '@nestjs/swagger';
import { LIMITS } from '@fanfare/contracts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { RequirePermission } from '../../platform/auth/access.js';
import { readUpload, TakesFile, typeOf, UNLOCK_TYPES } from '../../platform/upload.js';
import { UnlockFileQuery, UnlockFileResponse } from '../rewards.dto.js';
import { fileHeaders, UnlockFiles } from './unlock-files.js';

@ApiTags('Staff: rewards')
@Controller('api/v1/programs/:programId/unlock-files')
export class UnlockFilesController {
  constructor(private readonly files: UnlockFiles) {}

  /**
   * The file is the body. One that no reward names within a day is forgotten.
   * Errors: 413 `request.too_large`, 415, 422 `unlock.file_unreadable`, 409 `unlock.quota_reached`.
   */
  @Post()
  @RequirePermission('rewards:write')
  @TakesFile(...UNLOCK_TYPES)
  @ApiConsumes(...UNLOCK_TYPES)
  @ApiBody({ schema: { type: 'string', format: 'binary' } })
  @ApiCreatedResponse({ standardSchema: UnlockFileResponse })
  async upload(@Param('programId', ParseUUIDPipe) programId: string, @Query({ schema: UnlockFileQuery }) { name }: UnlockFileQuery, @Req() request: FastifyRequest): Promise<UnlockFileResponse> {
    return this.files.keep(programId, name, typeOf(request), await readUpload(request, UNLOCK_TYPES, LIMITS.unlockFileBytes));
  }

  /** As whoever wins it gets it. Errors: 422 `unlock.file_not_found`. */
  @Get(':fileId')
  @RequirePermission('rewards:write')
  @ApiProduces(...UNLOCK_TYPES)
  @ApiOkResponse({ schema: { type: 'string', format: 'binary' } })
  async show(@Param('programId', ParseUUIDPipe) programId: string, @Param('fileId', ParseUUIDPipe) fileId: string, @Res() reply: FastifyReply): Promise<void> {
    const file = await this.files.read(programId, fileId);
    await reply.headers(fileHeaders(file)).send(file.content);
  }
}
