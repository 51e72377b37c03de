import { Body, Controller, HttpCode, Param, ParseUUIDPipe, Post } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { addressLines } from '@fanfare/domain';
import { CurrentPrincipal, type Principal, RequirePermission } from '../../platform/auth/access.js';
import { Fulfilment } from '../fulfilment.service.js';
import { toGrantResponse } from '../grant-response.js';
import { GrantResponse, ReturnRequest, RevealResponse, TrackingRequest } from '../grants.dto.js';
import { carrierOf } from './parcel-response.js';

/** A reward on its way, in whichever parcels it is. A step that does not follow: 409 `grant.wrong_state`; an unknown grant: 404 `grant.not_found`. */
@ApiTags('Staff: parcels')
@Controller('api/v1/programs/:programId/grants/:grantId')
export class ParcelsController {
  constructor(private readonly fulfilment: Fulfilment) {}

  @Post('pack')
  @HttpCode(200)
  @RequirePermission('grants:ship')
  @ApiOkResponse({ standardSchema: GrantResponse })
  async pack(@Param('programId', ParseUUIDPipe) programId: string, @Param('grantId', ParseUUIDPipe) grantId: string, @CurrentPrincipal() me: Principal): Promise<GrantResponse> {
    return toGrantResponse(await this.fulfilment.step(programId, me.accountId, grantId, { kind: 'pack' }), me);
  }

  @Post('ship')
  @HttpCode(200)
  @RequirePermission('grants:ship')
  @ApiOkResponse({ standardSchema: GrantResponse })
  async ship(
    @Param('programId', ParseUUIDPipe) programId: string, @Param('grantId', ParseUUIDPipe) grantId: string, @CurrentPrincipal() me: Principal,
    @Body({ schema: TrackingRequest }) body: TrackingRequest,
  ): Promise<GrantResponse> {
    return toGrantResponse(await this.fulfilment.step(programId, me.accountId, grantId, { kind: 'ship', carrier: carrierOf(body.carrier), tracking: body.tracking ?? null }), me);
  }

  @Post('deliver')
  @HttpCode(200)
  @RequirePermission('grants:ship')
  @ApiOkResponse({ standardSchema: GrantResponse })
  async deliver(@Param('programId', ParseUUIDPipe) programId: string, @Param('grantId', ParseUUIDPipe) grantId: string, @CurrentPrincipal() me: Principal): Promise<GrantResponse> {
    return toGrantResponse(await this.fulfilment.step(programId, me.accountId, grantId, { kind: 'deliver' }), me);
  }

  /** It came back: its member is told why, and may correct where it goes before it is packed again. */
  @Post('return')
  @HttpCode(200)
  @RequirePermission('grants:ship')
  @ApiOkResponse({ standardSchema: GrantResponse })
  async takeBack(
    @Param('programId', ParseUUIDPipe) programId: string, @Param('grantId', ParseUUIDPipe) grantId: string, @CurrentPrincipal() me: Principal,
    @Body({ schema: ReturnRequest }) body: ReturnRequest,
  ): Promise<GrantResponse> {
    return toGrantResponse(await this.fulfilment.step(programId, me.accountId, grantId, { kind: 'return', reason: body.reason }), me);
  }

  /** The end of what needs no parcel: a seat, something done by hand. */
  @Post('fulfil')
  @HttpCode(200)
  @RequirePermission('grants:ship')
  @ApiOkResponse({ standardSchema: GrantResponse })
  async fulfil(@Param('programId', ParseUUIDPipe) programId: string, @Param('grantId', ParseUUIDPipe) grantId: string, @CurrentPrincipal() me: Principal): Promise<GrantResponse> {
    return toGrantResponse(await this.fulfilment.fulfil(programId, me.accountId, grantId), me);
  }

  /** Where it goes: for who may see members, and for who opened its batch. A POST, because that somebody looked is noted. Errors: 403. */
  @Post('reveal')
  @HttpCode(200)
  @RequirePermission('grants:ship')
  @ApiOkResponse({ standardSchema: RevealResponse })
  async reveal(@Param('programId', ParseUUIDPipe) programId: string, @Param('grantId', ParseUUIDPipe) grantId: string, @CurrentPrincipal() me: Principal): Promise<RevealResponse> {
    const { address, bank } = await this.fulfilment.reveal(programId, me, grantId);
    return { address, bank, lines: address ? addressLines(address) : [] };
  }
}
