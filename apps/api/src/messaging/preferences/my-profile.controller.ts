import { Body, Controller, Get, Ip, Put } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { CurrentMember, MemberOnly } from '../../platform/auth/access.js';
import { Preferences } from './preferences.service.js';
import { ProfileSettings } from './profile.dto.js';

@ApiTags('Member')
@ApiParam({ name: 'slug', type: String })
@MemberOnly()
@Controller('api/v1/me/programs/:slug/profile')
export class MyProfileController {
  constructor(private readonly preferences: Preferences) {}

  @Get()
  @ApiOperation({ summary: 'How the member is named, in which language, and whether they are written to' })
  @ApiOkResponse({ standardSchema: ProfileSettings })
  show(@CurrentMember() me: { programId: string; memberId: string }): Promise<ProfileSettings> {
    return this.preferences.read(me.programId, me.memberId);
  }

  @Put()
  @ApiOperation({ summary: 'Changes it', description: 'Wanting mail again is noted as a consent; an unsubscribe holds from the answer on. Errors: 429 request.rate_limited, for who wants it again too often.' })
  @ApiOkResponse({ standardSchema: ProfileSettings })
  change(@CurrentMember() me: { programId: string; memberId: string }, @Body({ schema: ProfileSettings }) body: ProfileSettings, @Ip() ip: string): Promise<ProfileSettings> {
    return this.preferences.write(me.programId, me.memberId, body, ip);
  }
}
