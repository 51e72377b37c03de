import { Body, Controller, Delete, Get, Header, HttpCode, Param, ParseUUIDPipe, Post, Req } from '@nestjs/common';
import { ApiAcceptedResponse, ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { CurrentPrincipal, type Principal, RequirePermission } from '../../platform/auth/access.js';
import { AddressResponse, MemberAddressRequest } from './address.dto.js';
import { AddressChanges } from './address-changes.service.js';

@ApiTags('staff')
@RequirePermission('members:readdress')
@Controller('api/v1/programs/:programId/members/:memberId/address')
export class MemberAddressController {
  constructor(private readonly changes: AddressChanges) {}

  @Get()
  @Header('cache-control', 'no-store')
  @ApiOperation({ summary: 'The e-mail address a member signs in with, and the one that is to take its place', description: 'Errors: member.not_found.' })
  @ApiOkResponse({ standardSchema: AddressResponse })
  show(@Param('programId', ParseUUIDPipe) programId: string, @Param('memberId', ParseUUIDPipe) memberId: string): Promise<AddressResponse> {
    return this.changes.showTo(programId, memberId);
  }

  @Post()
  @HttpCode(202)
  @ApiOperation({
    summary: 'Asks for another e-mail address for a member who has lost their mailbox',
    description: 'Mails a link there; whoever reads it has to agree. The old address is told once it is done, and can take it back for a week. Errors: member.not_found; address.not_by_team for somebody who is on a team or in another program; request.conflict (the id was used before); request.invalid for the address they have; request.rate_limited.',
  })
  @ApiAcceptedResponse({ standardSchema: AddressResponse })
  async ask(
    @Param('programId', ParseUUIDPipe) programId: string, @Param('memberId', ParseUUIDPipe) memberId: string, @CurrentPrincipal() who: Principal,
    @Body({ schema: MemberAddressRequest }) body: MemberAddressRequest, @Req() request: FastifyRequest,
  ): Promise<AddressResponse> {
    await this.changes.askFor(programId, who.accountId, memberId, body, request.ip);
    return this.changes.showTo(programId, memberId);
  }

  @Delete()
  @HttpCode(204)
  @ApiOperation({ summary: 'Takes the wish back: the mailed link opens nothing any more', description: 'Errors: member.not_found.' })
  @ApiNoContentResponse()
  withdraw(@Param('programId', ParseUUIDPipe) programId: string, @Param('memberId', ParseUUIDPipe) memberId: string, @CurrentPrincipal() who: Principal): Promise<void> {
    return this.changes.withdrawFor(programId, who.accountId, memberId);
  }
}
