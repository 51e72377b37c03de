import { Body, Controller, Delete, Get, Header, HttpCode, Post, Req } from '@nestjs/common';
import { ApiAcceptedResponse, ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { CurrentMember, CurrentPrincipal, MemberOnly, type Principal } from '../../platform/auth/access.js';
import { AddressRequest, AddressResponse } from './address.dto.js';
import { AddressChanges } from './address-changes.service.js';

@ApiTags('Member')
@ApiParam({ name: 'slug', type: String })
@MemberOnly()
@Controller('api/v1/me/programs/:slug/address')
export class MyAddressController {
  constructor(private readonly changes: AddressChanges) {}

  @Get()
  @Header('cache-control', 'no-store')
  @ApiOperation({ summary: 'The e-mail address the member signs in with, and the one that is to take its place' })
  @ApiOkResponse({ standardSchema: AddressResponse })
  show(@CurrentMember() me: { programId: string; accountId: string }): Promise<AddressResponse> {
    return this.changes.show(me.programId, me.accountId);
  }

  @Post()
  @HttpCode(202)
  @ApiOperation({
    summary: 'Asks for another e-mail address',
    description: 'Mails a link there, which works once and for a day; answers the same whoever the address belongs to. The old address is told once it is done, and can take it back for a week. Errors: request.invalid for the address the member has, request.rate_limited; auth.required (`level`) for somebody of a team in a member’s session.',
  })
  @ApiAcceptedResponse({ standardSchema: AddressResponse })
  async ask(
    @CurrentMember() me: { programId: string; memberId: string; accountId: string }, @CurrentPrincipal() { sessionId, level }: Principal,
    @Body({ schema: AddressRequest }) { email }: AddressRequest, @Req() request: FastifyRequest,
  ): Promise<AddressResponse> {
    await this.changes.ask({ ...me, sessionId, level }, email, request.ip);
    return this.changes.show(me.programId, me.accountId);
  }

  @Delete()
  @HttpCode(204)
  @ApiOperation({ summary: 'Takes the wish back: the mailed link opens nothing any more' })
  @ApiNoContentResponse()
  withdraw(@CurrentMember() me: { programId: string; accountId: string }): Promise<void> {
    return this.changes.withdraw(me.programId, me.accountId);
  }
}
