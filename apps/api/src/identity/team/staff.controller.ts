import { Body, Controller, Delete, Get, HttpCode, Param, ParseUUIDPipe, Post, Put } from '@nestjs/common';
import { ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CurrentPrincipal, type Principal, RequirePermission } from '../../platform/auth/access.js';
import { Invitations, type InvitationView } from './invitations.service.js';
import { Staff } from './staff.service.js';
import {
  type InvitationList, invitationList, type InvitationRequest, invitationRequest, type InvitationResponse, invitationResponse,
  type RoleRequest, roleRequest, type StaffList, staffList,
} from './team.dto.js';

@ApiTags('staff')
@Controller('api/v1/programs/:programId/staff')
export class StaffController {
  constructor(
    private readonly staff: Staff,
    private readonly invitations: Invitations,
  ) {}

  @Get()
  @RequirePermission('staff:read')
  @ApiOperation({ summary: 'The team of the program' })
  @ApiOkResponse({ standardSchema: staffList })
  async list(@Param('programId', ParseUUIDPipe) programId: string): Promise<StaffList> {
    return { items: await this.staff.list(programId), nextCursor: null };
  }

  @Post('invitations')
  @RequirePermission('staff:manage')
  @ApiOperation({ summary: 'Invites somebody by mail, for 72 hours', description: 'Errors: staff.already_staff.' })
  @ApiCreatedResponse({ standardSchema: invitationResponse })
  async invite(@Param('programId', ParseUUIDPipe) programId: string, @CurrentPrincipal() who: Principal, @Body({ schema: invitationRequest }) body: InvitationRequest): Promise<InvitationResponse> {
    return toResponse(await this.invitations.invite(programId, who.accountId, body.email, body.role));
  }

  @Get('invitations')
  @RequirePermission('staff:manage')
  @ApiOperation({ summary: 'Invitations that can still be accepted' })
  @ApiOkResponse({ standardSchema: invitationList })
  async listInvitations(@Param('programId', ParseUUIDPipe) programId: string): Promise<InvitationList> {
    return { items: (await this.invitations.list(programId)).map(toResponse), nextCursor: null };
  }

  @Delete('invitations/:invitationId')
  @HttpCode(204)
  @RequirePermission('staff:manage')
  @ApiOperation({ summary: 'Takes an invitation back', description: 'Errors: staff.invitation_unknown.' })
  @ApiNoContentResponse()
  revoke(@Param('programId', ParseUUIDPipe) programId: string, @Param('invitationId', ParseUUIDPipe) id: string, @CurrentPrincipal() who: Principal): Promise<void> {
    return this.invitations.revoke(programId, who.accountId, id);
  }

  @Put(':accountId')
  @HttpCode(204)
  @RequirePermission('staff:manage')
  @ApiOperation({ summary: 'Changes a role and signs the person out', description: 'Errors: staff.not_found, staff.own_role, staff.last_owner.' })
  @ApiNoContentResponse()
  changeRole(@Param('programId', ParseUUIDPipe) programId: string, @Param('accountId', ParseUUIDPipe) accountId: string, @CurrentPrincipal() who: Principal, @Body({ schema: roleRequest }) body: RoleRequest): Promise<void> {
    return this.staff.changeRole(programId, who.accountId, accountId, body.role);
  }

  @Delete(':accountId')
  @HttpCode(204)
  @RequirePermission('staff:manage')
  @ApiOperation({ summary: 'Removes somebody from the team and signs them out', description: 'Errors: staff.not_found, staff.own_role, staff.last_owner.' })
  @ApiNoContentResponse()
  remove(@Param('programId', ParseUUIDPipe) programId: string, @Param('accountId', ParseUUIDPipe) accountId: string, @CurrentPrincipal() who: Principal): Promise<void> {
    return this.staff.remove(programId, who.accountId, accountId);
  }
}

function toResponse(view: InvitationView): InvitationResponse {
  return { id: view.id, email: view.email, role: view.role, createdAt: view.createdAt.toISOString(), expiresAt: view.expiresAt.toISOString() };
}
