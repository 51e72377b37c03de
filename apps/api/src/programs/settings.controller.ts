import { Body, Controller, Get, Param, ParseUUIDPipe, Put } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CurrentPrincipal, type Principal, RequirePermission } from '../platform/auth/access.js';
import { SettingsRequest, SettingsResponse } from './programs.dto.js';
import { Programs, type ProgramView } from './programs.service.js';

@ApiTags('staff')
@Controller('api/v1/programs/:programId/settings')
export class SettingsController {
  constructor(private readonly programs: Programs) {}

  @Get()
  @RequirePermission('settings:read')
  @ApiOperation({ summary: 'Brand, languages and destinations of the program' })
  @ApiOkResponse({ standardSchema: SettingsResponse })
  async show(@Param('programId', ParseUUIDPipe) programId: string): Promise<SettingsResponse> {
    return toResponse(await this.programs.byId(programId));
  }

  @Put()
  @RequirePermission('settings:write')
  @ApiOperation({ summary: 'Replaces the settings; `status` pauses and resumes sign-ups' })
  @ApiOkResponse({ standardSchema: SettingsResponse })
  async replace(
    @Param('programId', ParseUUIDPipe) programId: string, @CurrentPrincipal() who: Principal, @Body({ schema: SettingsRequest }) body: SettingsRequest,
  ): Promise<SettingsResponse> {
    return toResponse(await this.programs.update(programId, who.accountId, body));
  }
}

function toResponse(p: ProgramView): SettingsResponse {
  return {
    id: p.id, slug: p.slug, name: p.name, status: p.status, brandColor: p.brandColor, defaultLocale: p.defaultLocale, locales: p.locales, timeZone: p.timeZone,
    senderName: p.senderName, postalAddress: p.postalAddress, landing: p.landing, logo: p.logo, landingPicture: p.landingPicture, destination: p.destination, allowedHosts: p.allowedHosts, membersListed: p.membersListed,
    reviewTargetHours: p.reviewTargetHours, appealTargetDays: p.appealTargetDays,
    createdAt: p.createdAt.toISOString(),
  };
}
