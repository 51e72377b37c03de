import { Body, Controller, Get, HttpCode, Param, ParseUUIDPipe, Post, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CurrentPrincipal, type Principal, RequirePermission } from '../../platform/auth/access.js';
import { MemberMessage, MessagesQuery, MessagesResponse, WrittenRequest } from './team-messages.dto.js';
import { TeamMessages } from './team-messages.service.js';

@ApiTags('staff')
@RequirePermission('members:read')
@Controller('api/v1/programs/:programId/messages')
export class TeamMessagesController {
  constructor(private readonly messages: TeamMessages) {}

  @Get()
  @ApiOperation({ summary: 'What members wrote, oldest first; with status=answered newest first' })
  @ApiOkResponse({ standardSchema: MessagesResponse })
  list(@Param('programId', ParseUUIDPipe) programId: string, @Query({ schema: MessagesQuery }) query: MessagesQuery): Promise<MessagesResponse> {
    return this.messages.list(programId, query);
  }

  @Post(':messageId/answer')
  @HttpCode(200)
  @ApiOperation({ summary: 'Answers by mail; replies go to whoever answered', description: 'Errors: message.not_found, message.answered.' })
  @ApiOkResponse({ standardSchema: MemberMessage })
  answer(
    @Param('programId', ParseUUIDPipe) programId: string,
    @Param('messageId', ParseUUIDPipe) messageId: string,
    @Body({ schema: WrittenRequest }) { text }: WrittenRequest,
    @CurrentPrincipal() who: Principal,
  ): Promise<MemberMessage> {
    return this.messages.answer(programId, who.accountId, messageId, text);
  }
}
