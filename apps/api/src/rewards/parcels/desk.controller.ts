import { Body, Controller, Get, HttpCode, Param, ParseUUIDPipe, Post, Put, Query } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { CurrentPrincipal, type Principal, RequirePermission } from '../../platform/auth/access.js';
import { ReturnRequest, TrackingRequest } from '../grants.dto.js';
import { PackingDesk } from './desk.service.js';
import type { ParcelStep } from './parcel-moves.js';
import { carrierOf, toParcelResponse } from './parcel-response.js';
import { LeaveOutRequest, ParcelResponse, ParcelsQuery, ParcelsResponse, ScanRequest, ScanResponse } from './parcels.dto.js';

/** One parcel as it lies on the table. A step that does not follow: 409 `parcel.wrong_state`; an unknown parcel: 404 `parcel.not_found`. */
@ApiTags('Staff: parcels')
@RequirePermission('grants:ship')
@Controller('api/v1/programs/:programId/parcels')
export class DeskController {
  constructor(private readonly desk: PackingDesk) {}

  @Get()
  @ApiOkResponse({ standardSchema: ParcelsResponse })
  async list(@Param('programId', ParseUUIDPipe) programId: string, @CurrentPrincipal() me: Principal, @Query({ schema: ParcelsQuery }) query: ParcelsQuery): Promise<ParcelsResponse> {
    const { parcels, nextCursor } = await this.desk.list(programId, query);
    return { items: parcels.map((parcel) => toParcelResponse(parcel, me)), nextCursor };
  }

  /** Of a slip: packs what is to be packed, and says so; of two who scan it, one does. */
  @Post('scan')
  @HttpCode(200)
  @ApiOkResponse({ standardSchema: ScanResponse })
  async scan(@Param('programId', ParseUUIDPipe) programId: string, @CurrentPrincipal() me: Principal, @Body({ schema: ScanRequest }) body: ScanRequest): Promise<ScanResponse> {
    const { outcome, parcel, leftOut } = await this.desk.scan(programId, me.accountId, body.code);
    return { outcome, parcel: toParcelResponse(parcel, me), leftOut: [...leftOut] };
  }

  /** Its member is told once, with the number where there is one. */
  @Post(':parcelId/ship')
  @HttpCode(200)
  @ApiOkResponse({ standardSchema: ParcelResponse })
  async ship(
    @Param('programId', ParseUUIDPipe) programId: string, @Param('parcelId', ParseUUIDPipe) parcelId: string, @CurrentPrincipal() me: Principal, @Body({ schema: TrackingRequest }) body: TrackingRequest,
  ): Promise<ParcelResponse> {
    return this.step(programId, parcelId, me, { kind: 'ship', parcels: [{ parcelId, carrier: carrierOf(body.carrier), tracking: body.tracking ?? null }] });
  }

  /** It was packed by mistake. */
  @Post(':parcelId/unpack')
  @HttpCode(200)
  @ApiOkResponse({ standardSchema: ParcelResponse })
  async unpack(@Param('programId', ParseUUIDPipe) programId: string, @Param('parcelId', ParseUUIDPipe) parcelId: string, @CurrentPrincipal() me: Principal): Promise<ParcelResponse> {
    return this.step(programId, parcelId, me, { kind: 'unpack' });
  }

  /** It was marked as shipped by mistake; its number is forgotten. */
  @Post(':parcelId/unship')
  @HttpCode(200)
  @ApiOkResponse({ standardSchema: ParcelResponse })
  async unship(@Param('programId', ParseUUIDPipe) programId: string, @Param('parcelId', ParseUUIDPipe) parcelId: string, @CurrentPrincipal() me: Principal): Promise<ParcelResponse> {
    return this.step(programId, parcelId, me, { kind: 'unship' });
  }

  @Post(':parcelId/deliver')
  @HttpCode(200)
  @ApiOkResponse({ standardSchema: ParcelResponse })
  async deliver(@Param('programId', ParseUUIDPipe) programId: string, @Param('parcelId', ParseUUIDPipe) parcelId: string, @CurrentPrincipal() me: Principal): Promise<ParcelResponse> {
    return this.step(programId, parcelId, me, { kind: 'deliver' });
  }

  /** It came back: its member is told why, and may correct where it goes before it is packed again. */
  @Post(':parcelId/return')
  @HttpCode(200)
  @ApiOkResponse({ standardSchema: ParcelResponse })
  async takeBack(
    @Param('programId', ParseUUIDPipe) programId: string, @Param('parcelId', ParseUUIDPipe) parcelId: string, @CurrentPrincipal() me: Principal, @Body({ schema: ReturnRequest }) body: ReturnRequest,
  ): Promise<ParcelResponse> {
    return this.step(programId, parcelId, me, { kind: 'return', reason: body.reason });
  }

  /** Of a parcel that has left: another number than was noted. */
  @Put(':parcelId/tracking')
  @ApiOkResponse({ standardSchema: ParcelResponse })
  async track(
    @Param('programId', ParseUUIDPipe) programId: string, @Param('parcelId', ParseUUIDPipe) parcelId: string, @CurrentPrincipal() me: Principal, @Body({ schema: TrackingRequest }) body: TrackingRequest,
  ): Promise<ParcelResponse> {
    return toParcelResponse(await this.desk.track(programId, me.accountId, parcelId, carrierOf(body.carrier), body.tracking ?? null), me);
  }

  /** What is not there stays here, and can be packed later. A parcel in which nothing is left is gone. */
  @Post(':parcelId/leave-out')
  @HttpCode(204)
  @ApiNoContentResponse()
  async leaveOut(
    @Param('programId', ParseUUIDPipe) programId: string, @Param('parcelId', ParseUUIDPipe) parcelId: string, @CurrentPrincipal() me: Principal, @Body({ schema: LeaveOutRequest }) body: LeaveOutRequest,
  ): Promise<void> {
    await this.desk.leaveOut(programId, me.accountId, parcelId, body.items);
  }

  private async step(programId: string, parcelId: string, me: Principal, step: ParcelStep): Promise<ParcelResponse> {
    return toParcelResponse(await this.desk.step(programId, me.accountId, parcelId, step), me);
  }
}
