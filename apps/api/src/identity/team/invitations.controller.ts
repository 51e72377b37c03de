import { Body, Controller, Post, Req } from '@nestjs/common';
import { ApiCreatedResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { Public } from '../../platform/auth/access.js';
import { RateLimited } from '../../platform/auth/rate-limit.guard.js';
import { type AcceptRequest, acceptRequest } from '../auth.dto.js';
import { Invitations } from './invitations.service.js';
import { type AcceptResponse, acceptResponse } from './team.dto.js';

@ApiTags('auth')
@Controller('api/v1/auth/invitations')
export class InvitationsController {
  constructor(private readonly invitations: Invitations) {}

  @Post('accept')
  @Public()
  @RateLimited('wrongTryOfBlock')
  @ApiOperation({
    summary: 'Joins the team with the mailed token',
    description: 'The second factor is set up at the first sign-in. Errors: staff.invitation_unknown, staff.invitation_expired, auth.password_weak, auth.invalid_credentials, staff.address_moved.',
  })
  @ApiCreatedResponse({ standardSchema: acceptResponse })
  accept(@Body({ schema: acceptRequest }) body: AcceptRequest, @Req() request: FastifyRequest): Promise<AcceptResponse> {
    return this.invitations.accept({ ...body, ip: request.ip });
  }
}
