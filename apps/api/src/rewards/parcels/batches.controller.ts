import { Body, Controller, Get, Header, HttpCode, Param, ParseUUIDPipe, Post, Query, Req } from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiCreatedResponse, ApiOkResponse, ApiProduces, ApiTags } from '@nestjs/swagger';
import { LIMITS, permits } from '@fanfare/contracts';
import type { FastifyRequest } from 'fastify';
import { CurrentPrincipal, FreshlySignedIn, type Principal, RequirePermission } from '../../platform/auth/access.js';
import { CSV_TYPE, readUpload, TakesFile } from '../../platform/upload.js';
import { PageQuery } from '../rewards.dto.js';
import { AddressedParcels } from './addressed.service.js';
import type { Batch } from './batch-rows.js';
import { Batches, type OpenBatch } from './batches.service.js';
import { carrierOf, toParcelResponse } from './parcel-response.js';
import { AddressedParcelsResponse, BatchesResponse, type BatchResponse, CheckedTrackingResponse, LabelsRequest, MovedResponse, NewBatchRequest, OpenBatchResponse, ParcelsRequest, ShipParcelsRequest } from './parcels.dto.js';
import { Tracking } from './tracking.service.js';

/** Parcels that are packed together. An unknown batch: 404 `batch.not_found`. */
@ApiTags('Staff: parcels')
@Controller('api/v1/programs/:programId/parcel-batches')
export class BatchesController {
  constructor(
    private readonly batches: Batches,
    private readonly addressed: AddressedParcels,
    private readonly tracking: Tracking,
  ) {}

  @Get()
  @RequirePermission('grants:ship')
  @ApiOkResponse({ standardSchema: BatchesResponse })
  async list(@Param('programId', ParseUUIDPipe) programId: string, @CurrentPrincipal() me: Principal, @Query({ schema: PageQuery }) query: PageQuery): Promise<BatchesResponse> {
    const { batches, nextCursor } = await this.batches.list(programId, query);
    return { items: batches.map((batch) => toResponse(batch, me)), nextCursor };
  }

  /** What was claimed, what is left of it, or what came back; all or none. Errors: 409 `batch.parcels_taken`. */
  @Post()
  @RequirePermission('grants:ship')
  @ApiCreatedResponse({ standardSchema: OpenBatchResponse })
  async open(@Param('programId', ParseUUIDPipe) programId: string, @CurrentPrincipal() me: Principal, @Body({ schema: NewBatchRequest }) body: NewBatchRequest): Promise<OpenBatchResponse> {
    return toOpenResponse(await this.batches.open(programId, me.accountId, body.grantIds, body.packing), me);
  }

  @Get(':batchId')
  @RequirePermission('grants:ship')
  @ApiOkResponse({ standardSchema: OpenBatchResponse })
  async show(@Param('programId', ParseUUIDPipe) programId: string, @Param('batchId', ParseUUIDPipe) batchId: string, @CurrentPrincipal() me: Principal): Promise<OpenBatchResponse> {
    return toOpenResponse(await this.batches.show(programId, batchId), me);
  }

  /** What the slips say. A POST, because that somebody looked is noted. Errors: 403 for a batch that somebody else opened. */
  @Post(':batchId/addresses')
  @HttpCode(200)
  @RequirePermission('grants:ship')
  @ApiOkResponse({ standardSchema: AddressedParcelsResponse })
  async addresses(@Param('programId', ParseUUIDPipe) programId: string, @Param('batchId', ParseUUIDPipe) batchId: string, @CurrentPrincipal() me: Principal): Promise<AddressedParcelsResponse> {
    const parcels = await this.addressed.show(programId, me, batchId);
    return {
      items: parcels.map(({ parcel, ...slip }) => ({ ...slip, parcel: toParcelResponse(parcel, me) })),
      nextCursor: null,
    };
  }

  /** The same as a table that a carrier's page takes in. Noted, too. Errors: `auth.step_up_required` ten minutes after signing in. */
  @Post(':batchId/export')
  @HttpCode(200)
  @RequirePermission('grants:ship')
  @FreshlySignedIn()
  @Header('content-type', `${CSV_TYPE}; charset=utf-8`)
  @Header('cache-control', 'no-store')
  @ApiProduces(CSV_TYPE)
  @ApiOkResponse({ schema: { type: 'string' } })
  async export(@Param('programId', ParseUUIDPipe) programId: string, @Param('batchId', ParseUUIDPipe) batchId: string, @CurrentPrincipal() me: Principal, @Body({ schema: LabelsRequest }) body: LabelsRequest): Promise<string> {
    return this.addressed.export(programId, me, batchId, body.layout, body.parcelIds ?? null);
  }

  @Post(':batchId/pack')
  @HttpCode(200)
  @RequirePermission('grants:ship')
  @ApiOkResponse({ standardSchema: MovedResponse })
  async pack(
    @Param('programId', ParseUUIDPipe) programId: string, @Param('batchId', ParseUUIDPipe) batchId: string, @CurrentPrincipal() me: Principal, @Body({ schema: ParcelsRequest }) body: ParcelsRequest,
  ): Promise<MovedResponse> {
    return { moved: await this.batches.step(programId, me.accountId, batchId, body.parcelIds, { kind: 'pack' }) };
  }

  /** What the lines of a list of numbers mean, before anything is shipped: parcel, carrier, number. Errors: 400 `request.malformed`, 413. */
  @Post(':batchId/tracking-check')
  @HttpCode(200)
  @RequirePermission('grants:ship')
  @TakesFile(CSV_TYPE)
  @ApiConsumes(CSV_TYPE)
  @ApiBody({ schema: { type: 'string', format: 'binary' } })
  @ApiOkResponse({ standardSchema: CheckedTrackingResponse })
  async checkTracking(@Param('programId', ParseUUIDPipe) programId: string, @Param('batchId', ParseUUIDPipe) batchId: string, @Req() request: FastifyRequest): Promise<CheckedTrackingResponse> {
    const lines = await this.tracking.check(programId, batchId, await readUpload(request, [CSV_TYPE], LIMITS.csvBytes));
    return { items: lines, nextCursor: null };
  }

  /** Their members are told, with the number where there is one. */
  @Post(':batchId/ship')
  @HttpCode(200)
  @RequirePermission('grants:ship')
  @ApiOkResponse({ standardSchema: MovedResponse })
  async ship(
    @Param('programId', ParseUUIDPipe) programId: string, @Param('batchId', ParseUUIDPipe) batchId: string, @CurrentPrincipal() me: Principal, @Body({ schema: ShipParcelsRequest }) body: ShipParcelsRequest,
  ): Promise<MovedResponse> {
    const parcels = body.parcels.map(({ parcelId, carrier, tracking }) => ({ parcelId, carrier: carrierOf(carrier), tracking: tracking ?? null }));
    return { moved: await this.batches.step(programId, me.accountId, batchId, parcels.map(({ parcelId }) => parcelId), { kind: 'ship', parcels }) };
  }

  @Post(':batchId/deliver')
  @HttpCode(200)
  @RequirePermission('grants:ship')
  @ApiOkResponse({ standardSchema: MovedResponse })
  async deliver(
    @Param('programId', ParseUUIDPipe) programId: string, @Param('batchId', ParseUUIDPipe) batchId: string, @CurrentPrincipal() me: Principal, @Body({ schema: ParcelsRequest }) body: ParcelsRequest,
  ): Promise<MovedResponse> {
    return { moved: await this.batches.step(programId, me.accountId, batchId, body.parcelIds, { kind: 'deliver' }) };
  }
}

function toOpenResponse({ batch, parcels }: OpenBatch, me: Principal): OpenBatchResponse {
  return { batch: toResponse(batch, me), parcels: parcels.map((parcel) => toParcelResponse(parcel, me)) };
}

function toResponse({ id, number, openedBy, openedByName, openedAt, parcels }: Batch, { accountId, role }: Principal): BatchResponse {
  const showsAddresses = openedBy === accountId || (role !== null && permits(role, 'members:read'));
  return { id, number, openedBy: { id: openedBy, name: openedByName }, openedAt: openedAt.toISOString(), showsAddresses, parcels };
}
