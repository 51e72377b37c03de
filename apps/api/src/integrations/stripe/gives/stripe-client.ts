import { Inject, Injectable } from '@nestjs/common';
import Stripe from 'stripe';
import { CONFIG, type Config } from '../../../platform/config/config.js';

/** Less than a step's lease, for all the calls of one try together. */
const TIMEOUT_MS = 15_000;

/** Speaks to Stripe. A call is made once: when it is made again is decided where that is written down. */
@Injectable()
export class StripeClients {
  constructor(@Inject(CONFIG) private readonly config: Config) {}

  /** @throws Error for a live key where Stripe's place is taken by something else */
  of(apiKey: string): Stripe {
    const { stripeApi } = this.config;
    if (stripeApi && apiKey.includes('_live_')) throw new Error('STRIPE_API_URL is set: a live key goes to Stripe and nowhere else');
    return new Stripe(apiKey, { timeout: TIMEOUT_MS, maxNetworkRetries: 0, telemetry: false, ...stripeApi });
  }
}
