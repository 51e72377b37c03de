import { Body, Controller, Delete, Get, Header, HttpCode, Param, ParseUUIDPipe, Post, Query, StreamableFile } from '@nestjs/common';
import { ApiOkResponse, ApiProduces, ApiTags } from '@nestjs/swagger';
import { CurrentPrincipal, FreshlySignedIn, type Principal, RequirePermission } from '../platform/auth/access.js';
import { CheckInRequest, InvitationResponse, InvitationsQuery, InvitationsResponse, InviteRequest, InviteResponse } from './events.dto.js';
import { GuestListExport } from './guest-list-export.service.js';
import { GuestList, type StaffInvitation } from './guest-list.service.js';

/** Who is asked to an event, and who came. An unknown event: 404 `event.not_found`. */
@ApiTags('Staff: events')
@Controller('api/v1/programs/:programId/events/:eventId')
export class GuestListController {
  constructor(
    private readonly guests: GuestList,
    private readonly csv: GuestListExport,
  ) {}

  /** In the order of inviting; the waiting list in its own. */
  @Get('invitations')
  @RequirePermission('events:read')
  @ApiOkResponse({ standardSchema: InvitationsResponse })
  async list(
    @Param('programId', ParseUUIDPipe) programId: string, @Param('eventId', ParseUUIDPipe) eventId: string, @Query({ schema: InvitationsQuery }) query: InvitationsQuery,
  ): Promise<InvitationsResponse> {
    const { invitations, nextCursor } = await this.guests.list(programId, eventId, query);
    return { items: invitations.map(toResponse), nextCursor };
  }

  /** Everybody as a CSV file. Noted in the audit log; what a spreadsheet would take for a formula is defused. Errors: `auth.step_up_required` ten minutes after signing in. */
  @Post('invitations/export')
  @HttpCode(200)
  @Header('cache-control', 'no-store')
  @RequirePermission('events:manage')
  @FreshlySignedIn()
  @ApiProduces('text/csv')
  @ApiOkResponse({ schema: { type: 'string', format: 'binary' } })
  async export(@Param('programId', ParseUUIDPipe) programId: string, @Param('eventId', ParseUUIDPipe) eventId: string, @CurrentPrincipal() me: Principal): Promise<StreamableFile> {
    return new StreamableFile(await this.csv.of(programId, me.accountId, eventId), { type: 'text/csv; charset=utf-8', disposition: 'attachment; filename="guests.csv"' });
  }

  /** By hand, whatever their tier. Errors: 404 `member.not_found`; 409 `event.wrong_state`, `event.closed`. */
  @Post('invitations')
  @HttpCode(200)
  @RequirePermission('events:manage')
  @ApiOkResponse({ standardSchema: InviteResponse })
  async invite(
    @Param('programId', ParseUUIDPipe) programId: string, @Param('eventId', ParseUUIDPipe) eventId: string, @CurrentPrincipal() me: Principal,
    @Body({ schema: InviteRequest }) body: InviteRequest,
  ): Promise<InviteResponse> {
    return { invited: await this.guests.invite(programId, me.accountId, eventId, body.memberIds) };
  }

  /** Again: the same answer. Errors: 404 `invitation.not_found`; 409 `event.wrong_state`. */
  @Post('check-ins')
  @HttpCode(200)
  @RequirePermission('events:manage')
  @ApiOkResponse({ standardSchema: InvitationResponse })
  async checkIn(
    @Param('programId', ParseUUIDPipe) programId: string, @Param('eventId', ParseUUIDPipe) eventId: string, @CurrentPrincipal() me: Principal,
    @Body({ schema: CheckInRequest }) body: CheckInRequest,
  ): Promise<InvitationResponse> {
    return toResponse(await this.guests.checkIn(programId, me.accountId, eventId, body.memberId));
  }

  /** Undoes a check-in. Errors as there. */
  @Delete('check-ins/:memberId')
  @RequirePermission('events:manage')
  @ApiOkResponse({ standardSchema: InvitationResponse })
  async undo(
    @Param('programId', ParseUUIDPipe) programId: string, @Param('eventId', ParseUUIDPipe) eventId: string, @Param('memberId', ParseUUIDPipe) memberId: string,
    @CurrentPrincipal() me: Principal,
  ): Promise<InvitationResponse> {
    return toResponse(await this.guests.undoCheckIn(programId, me.accountId, eventId, memberId));
  }
}

function toResponse({ memberId, memberName, checkIns: _, turn: _turn, ...invitation }: StaffInvitation): InvitationResponse {
  return {
    ...invitation,
    member: { id: memberId, name: memberName },
    invitedAt: invitation.invitedAt.toISOString(), answeredAt: invitation.answeredAt?.toISOString() ?? null, checkedInAt: invitation.checkedInAt?.toISOString() ?? null,
  };
}
