import { Body, Controller, Delete, Get, HttpCode, Inject, Param, ParseUUIDPipe, Put } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CurrentPrincipal, FreshlySignedIn, type Principal, RequirePermission } from '../../platform/auth/access.js';
import { CONFIG, type Config } from '../../platform/config/config.js';
import { StripeConnections } from './stripe-connections.service.js';
import { StripeRequest, StripeResponse } from './stripe.dto.js';

const EVENT_TYPES = [
  'checkout.session.completed', 'checkout.session.async_payment_succeeded', 'refund.created', 'refund.updated', 'charge.refunded', 'customer.subscription.deleted',
  'promotion_code.created', 'promotion_code.updated', 'transfer.created', 'transfer.updated', 'transfer.reversed',
];

const CONNECT_EVENT_TYPES = ['account.updated', 'payout.created', 'payout.updated', 'payout.paid', 'payout.failed', 'payout.canceled'];

@ApiTags('staff')
@Controller('api/v1/programs/:programId/stripe')
export class StripeController {
  constructor(
    private readonly connections: StripeConnections,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Get()
  @RequirePermission('integrations:manage')
  @ApiOperation({ summary: 'Whether Stripe is connected, and what it told last' })
  @ApiOkResponse({ standardSchema: StripeResponse })
  async show(@Param('programId', ParseUUIDPipe) programId: string): Promise<StripeResponse> {
    const view = await this.connections.view(programId);
    return {
      webhookUrl: `${this.config.publicUrl}/api/v1/integrations/stripe/${programId}`,
      eventTypes: EVENT_TYPES,
      connectEventTypes: CONNECT_EVENT_TYPES,
      connection: view && { livemode: view.livemode, accountId: view.accountId, hasApiKey: view.hasApiKey, hasConnectSecret: view.hasConnectSecret, gives: view.gives },
      events: (view?.events ?? []).map((event) => ({ ...event, receivedAt: event.receivedAt.toISOString() })),
    };
  }

  @Put()
  @RequirePermission('integrations:manage')
  @FreshlySignedIn()
  @ApiOperation({ summary: 'Connects Stripe, or changes the connection', description: 'Errors: request.invalid, auth.step_up_required ten minutes after signing in.' })
  @ApiOkResponse({ standardSchema: StripeResponse })
  async connect(@Param('programId', ParseUUIDPipe) programId: string, @CurrentPrincipal() who: Principal, @Body({ schema: StripeRequest }) body: StripeRequest): Promise<StripeResponse> {
    await this.connections.connect(programId, who.accountId, body);
    return this.show(programId);
  }

  @Delete()
  @HttpCode(204)
  @RequirePermission('integrations:manage')
  @ApiOperation({ summary: 'Forgets the secrets; events are refused from then on', description: 'Errors: stripe.not_connected.' })
  @ApiNoContentResponse()
  disconnect(@Param('programId', ParseUUIDPipe) programId: string, @CurrentPrincipal() who: Principal): Promise<void> {
    return this.connections.disconnect(programId, who.accountId);
  }
}
