import { Body, Controller, Get, Ip, Post } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { CurrentMember, MemberOnly } from '../../platform/auth/access.js';
import { RateLimits } from '../../platform/auth/rate-limits.js';
import { MyMessage, MyMessagesResponse, WrittenRequest } from './team-messages.dto.js';
import { TeamMessages } from './team-messages.service.js';

@ApiTags('Member')
@ApiParam({ name: 'slug', type: String })
@MemberOnly()
@Controller('api/v1/me/programs/:slug/messages')
export class MyMessagesController {
  constructor(
    private readonly messages: TeamMessages,
    private readonly limits: RateLimits,
  ) {}

  @Get()
  @ApiOperation({ summary: 'What the member wrote to the team, and the answers; newest first' })
  @ApiOkResponse({ standardSchema: MyMessagesResponse })
  async list(@CurrentMember() me: { programId: string; memberId: string }): Promise<MyMessagesResponse> {
    return { items: await this.messages.own(me.programId, me.memberId), nextCursor: null };
  }

  @Post()
  @ApiOperation({ summary: 'Writes to the team', description: 'Errors: request.rate_limited.' })
  @ApiCreatedResponse({ standardSchema: MyMessage })
  write(@CurrentMember() me: { programId: string; memberId: string }, @Body({ schema: WrittenRequest }) { text }: WrittenRequest, @Ip() ip: string): Promise<MyMessage> {
    this.limits.take('messageToTeam', me.memberId, ip);
    return this.messages.write(me.programId, me.memberId, text);
  }
}
