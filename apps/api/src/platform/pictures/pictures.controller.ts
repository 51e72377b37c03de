import { Controller, Param, ParseUUIDPipe, Post, Req } from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiCreatedResponse, ApiTags } from '@nestjs/swagger';
import { LIMITS } from '@fanfare/contracts';
import type { FastifyRequest } from 'fastify';
import { RequirePermission } from '../auth/access.js';
import { PICTURE_TYPES, readUpload, TakesFile } from '../upload.js';
import { PictureResponse } from './pictures.dto.js';
import { Pictures, pictureUrl } from './pictures.service.js';

@ApiTags('Staff: pictures')
@Controller('api/v1/programs/:programId/pictures')
export class PicturesController {
  constructor(private readonly pictures: Pictures) {}

  /**
   * The file is the body. One that nothing names within a day is forgotten.
   * Errors: 413 `request.too_large`, 415, 422 `picture.unreadable`, 409 `picture.quota_reached`.
   */
  @Post()
  @RequirePermission('pictures:write')
  @TakesFile(...PICTURE_TYPES)
  @ApiConsumes(...PICTURE_TYPES)
  @ApiBody({ schema: { type: 'string', format: 'binary' } })
  @ApiCreatedResponse({ standardSchema: PictureResponse })
  async upload(@Param('programId', ParseUUIDPipe) programId: string, @Req() request: FastifyRequest): Promise<PictureResponse> {
    const { id, width, height } = await this.pictures.keep(programId, await readUpload(request, PICTURE_TYPES, LIMITS.pictureBytes));
    return { id, url: pictureUrl(programId, id), width, height };
  }
}
