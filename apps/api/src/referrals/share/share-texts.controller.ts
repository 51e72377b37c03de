import { Body, Controller, Get, Param, ParseUUIDPipe, Put } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CurrentPrincipal, type Principal, RequirePermission } from '../../platform/auth/access.js';
import { ShareTextsRequest, ShareTextsResponse } from './share.dto.js';
import { ShareTexts } from './share-texts.service.js';

@ApiTags('staff')
@Controller('api/v1/programs/:programId/share-texts')
export class ShareTextsController {
  constructor(private readonly texts: ShareTexts) {}

  @Get()
  @RequirePermission('settings:read')
  @ApiOperation({ summary: 'What members may say when they share, per language and channel' })
  @ApiOkResponse({ standardSchema: ShareTextsResponse })
  async show(@Param('programId', ParseUUIDPipe) programId: string): Promise<ShareTextsResponse> {
    return { items: await this.texts.all(programId) };
  }

  @Put()
  @RequirePermission('settings:write')
  @ApiOperation({ summary: 'Replaces the program’s own texts; an empty list brings ours back' })
  @ApiOkResponse({ standardSchema: ShareTextsResponse })
  async replace(
    @Param('programId', ParseUUIDPipe) programId: string, @CurrentPrincipal() who: Principal, @Body({ schema: ShareTextsRequest }) body: ShareTextsRequest,
  ): Promise<ShareTextsResponse> {
    return { items: await this.texts.replace(programId, who.accountId, body.texts) };
  }
}
