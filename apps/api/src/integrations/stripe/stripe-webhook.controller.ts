import { Controller, Headers, HttpCode, Param, Post, type RawBodyRequest, Req } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { DomainError } from '@fanfare/contracts';
import type { FastifyRequest } from 'fastify';
import { CrossSite, Public } from '../../platform/auth/access.js';
import { Programs } from '../../programs/index.js';
import { StripeReceived } from './stripe.dto.js';
import { StripeIntake } from './stripe-intake.js';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Where Stripe calls. Its signature over the body as it came is the authority; nothing else in the request is believed. */
@ApiTags('machines')
@Controller('api/v1/integrations/stripe')
export class StripeWebhookController {
  constructor(
    private readonly programs: Programs,
    private readonly intake: StripeIntake,
  ) {}

  @Post(':program')
  @HttpCode(200)
  @Public()
  @CrossSite()
  @ApiOperation({
    summary: 'Takes an event of Stripe’s; `program` is its id or slug',
    description: 'Signed by Stripe (Stripe-Signature, five minutes). Errors: program.not_found, stripe.not_connected, stripe.signature_invalid, stripe.wrong_account; payout.not_now where Stripe has to be asked and cannot be.',
  })
  @ApiOkResponse({ standardSchema: StripeReceived })
  async receive(@Param('program') name: string, @Headers('stripe-signature') signature: string | undefined, @Req() request: RawBodyRequest<FastifyRequest>): Promise<StripeReceived> {
    const program = UUID.test(name) ? await this.programs.byId(name.toLowerCase()) : await this.programs.bySlug(name);
    if (!request.rawBody || !signature) throw new DomainError('stripe.signature_invalid');
    await this.intake.receive(program, request.rawBody, signature);
    return { received: true };
  }
}
