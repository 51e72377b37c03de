import { Body, Controller, Delete, Get, HttpCode, Param, ParseUUIDPipe, Post, Put, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CurrentPrincipal, type Principal, RequirePermission } from '../../platform/auth/access.js';
import { Clock } from '../../platform/clock.js';
import { inOverlap, overlapEnd } from './signing.js';
import { WebhookLog } from './webhook-log.service.js';
import { NewSecretResponse, WebhookChange, WebhookDeliveriesResponse, WebhookDeliveryQuery, WebhookRequest, WebhookResponse, WebhooksResponse } from './webhooks.dto.js';
import { Webhooks, type WebhookView } from './webhooks.service.js';

@ApiTags('staff')
@Controller('api/v1/programs/:programId/webhooks')
export class WebhooksController {
  constructor(
    private readonly webhooks: Webhooks,
    private readonly log: WebhookLog,
    private readonly clock: Clock,
  ) {}

  @Get()
  @RequirePermission('webhooks:manage')
  @ApiOperation({ summary: 'Where the brand’s own systems are told of events' })
  @ApiOkResponse({ standardSchema: WebhooksResponse })
  async list(@Param('programId', ParseUUIDPipe) programId: string): Promise<WebhooksResponse> {
    return { items: (await this.webhooks.list(programId)).map((view) => this.toResponse(view)), nextCursor: null };
  }

  @Post()
  @RequirePermission('webhooks:manage')
  @ApiOperation({ summary: 'Adds an address; this answer is the only one that shows its secret', description: 'Errors: webhook.limit_reached, request.invalid.' })
  @ApiCreatedResponse({ standardSchema: NewSecretResponse })
  async create(@Param('programId', ParseUUIDPipe) programId: string, @CurrentPrincipal() who: Principal, @Body({ schema: WebhookRequest }) body: WebhookRequest): Promise<NewSecretResponse> {
    const { view, secret } = await this.webhooks.create(programId, who.accountId, body);
    return { secret, webhook: this.toResponse(view) };
  }

  @Put(':webhookId')
  @RequirePermission('webhooks:manage')
  @ApiOperation({ summary: 'Replaces address and events; switches it on or off', description: 'Errors: webhook.not_found, request.invalid.' })
  @ApiOkResponse({ standardSchema: WebhookResponse })
  async change(
    @Param('programId', ParseUUIDPipe) programId: string, @Param('webhookId', ParseUUIDPipe) id: string, @CurrentPrincipal() who: Principal, @Body({ schema: WebhookChange }) body: WebhookChange,
  ): Promise<WebhookResponse> {
    return this.toResponse(await this.webhooks.change(programId, who.accountId, id, body));
  }

  @Delete(':webhookId')
  @HttpCode(204)
  @RequirePermission('webhooks:manage')
  @ApiOperation({ summary: 'Removes it with its log', description: 'Errors: webhook.not_found.' })
  @ApiNoContentResponse()
  remove(@Param('programId', ParseUUIDPipe) programId: string, @Param('webhookId', ParseUUIDPipe) id: string, @CurrentPrincipal() who: Principal): Promise<void> {
    return this.webhooks.remove(programId, who.accountId, id);
  }

  @Post(':webhookId/rotate')
  @RequirePermission('webhooks:manage')
  @ApiOperation({ summary: 'Makes a new secret; for a day the former signs too', description: 'Errors: webhook.not_found.' })
  @ApiCreatedResponse({ standardSchema: NewSecretResponse })
  async rotate(@Param('programId', ParseUUIDPipe) programId: string, @Param('webhookId', ParseUUIDPipe) id: string, @CurrentPrincipal() who: Principal): Promise<NewSecretResponse> {
    const { view, secret } = await this.webhooks.rotate(programId, who.accountId, id);
    return { secret, webhook: this.toResponse(view) };
  }

  @Post(':webhookId/test')
  @HttpCode(204)
  @RequirePermission('webhooks:manage')
  @ApiOperation({ summary: 'Sends a webhook.test event there', description: 'Errors: webhook.not_found.' })
  @ApiNoContentResponse()
  tryOut(@Param('programId', ParseUUIDPipe) programId: string, @Param('webhookId', ParseUUIDPipe) id: string, @CurrentPrincipal() who: Principal): Promise<void> {
    return this.webhooks.tryOut(programId, who.accountId, id);
  }

  @Get(':webhookId/deliveries')
  @RequirePermission('webhooks:manage')
  @ApiOperation({ summary: 'What it was told and whether it arrived, newest first', description: 'Errors: webhook.not_found.' })
  @ApiOkResponse({ standardSchema: WebhookDeliveriesResponse })
  deliveries(
    @Param('programId', ParseUUIDPipe) programId: string, @Param('webhookId', ParseUUIDPipe) id: string, @Query({ schema: WebhookDeliveryQuery }) query: WebhookDeliveryQuery,
  ): Promise<WebhookDeliveriesResponse> {
    return this.log.page(programId, id, query);
  }

  @Post(':webhookId/deliveries/:deliveryId/resend')
  @HttpCode(204)
  @RequirePermission('webhooks:manage')
  @ApiOperation({ summary: 'Sends it again, under the same id', description: 'Errors: webhook.delivery_not_found, webhook.delivery_pending.' })
  @ApiNoContentResponse()
  resend(
    @Param('programId', ParseUUIDPipe) programId: string, @Param('webhookId', ParseUUIDPipe) id: string, @Param('deliveryId', ParseUUIDPipe) deliveryId: string, @CurrentPrincipal() who: Principal,
  ): Promise<void> {
    return this.log.resend(programId, who.accountId, id, deliveryId);
  }

  private toResponse({ rotatedAt, secretVersion: _, ...view }: WebhookView): WebhookResponse {
    return {
      ...view, failingSince: view.failingSince?.toISOString() ?? null, createdAt: view.createdAt.toISOString(),
      formerSecretUntil: inOverlap(rotatedAt, this.clock.now()) ? overlapEnd(rotatedAt!).toISOString() : null,
    };
  }
}
