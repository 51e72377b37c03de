import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { LedgerModule } from '../ledger/index.js';
import { ProgramsModule } from '../programs/index.js';
import { ReferralsModule } from '../referrals/index.js';
import { RewardsModule } from '../rewards/index.js';
import { ConversionIntake } from './conversions/conversion-intake.js';
import { ConversionsController } from './conversions/conversions.controller.js';
import { EmbedController } from './embed/embed.controller.js';
import { IdempotencyInterceptor } from './idempotency/idempotency.interceptor.js';
import { HookCaller } from './hooks/hook-caller.js';
import { HookProvider } from './hooks/hook-provider.js';
import { RewardHook } from './hooks/reward-hook.entity.js';
import { RewardHooksController } from './hooks/reward-hooks.controller.js';
import { RewardHooks } from './hooks/reward-hooks.service.js';
import { IdempotencyKey } from './idempotency/idempotency-key.entity.js';
import { StoredAnswers } from './idempotency/stored-answers.js';
import { IdentityModule } from '../identity/index.js';
import { ImportsModule } from './imports/imports.module.js';
import { ApiKey } from './keys/api-key.entity.js';
import { ApiKeysController } from './keys/api-keys.controller.js';
import { ApiKeys } from './keys/api-keys.service.js';
import { MyPayoutsController } from './stripe/gives/my-payouts.controller.js';
import { Onboarding } from './stripe/gives/onboarding.service.js';
import { PayoutAccount } from './stripe/gives/payout-account.entity.js';
import { PayoutAccounts } from './stripe/gives/payout-accounts.service.js';
import { StripeBooks } from './stripe/gives/stripe-books.js';
import { StripeCash } from './stripe/gives/stripe-cash.js';
import { StripeClients } from './stripe/gives/stripe-client.js';
import { StripeCodes } from './stripe/gives/stripe-codes.js';
import { StripeCredit } from './stripe/gives/stripe-credit.js';
import { StripeCustomers } from './stripe/gives/stripe-customers.js';
import { StripeRewards } from './stripe/gives/stripe-rewards.js';
import { InboundEvent, StripeConnection } from './stripe/stripe.entities.js';
import { StripeConnections } from './stripe/stripe-connections.service.js';
import { StripeController } from './stripe/stripe.controller.js';
import { StripeIntake } from './stripe/stripe-intake.js';
import { StripeApi, StripeLookup } from './stripe/stripe-lookup.js';
import { StripeWebhookController } from './stripe/stripe-webhook.controller.js';
import { WebhookSigning } from './webhooks/signing.js';
import { WebhookDelivery, WebhookEndpoint } from './webhooks/webhook.entities.js';
import { WebhookEffects } from './webhooks/webhook-effects.js';
import { WebhookLog } from './webhooks/webhook-log.service.js';
import { WebhookQueue } from './webhooks/webhook-queue.js';
import { WebhookSender } from './webhooks/webhook-sender.js';
import { WebhookSubscriber } from './webhooks/webhook-subscriber.js';
import { WebhooksController } from './webhooks/webhooks.controller.js';
import { Webhooks } from './webhooks/webhooks.service.js';

/** Translates the brand's own systems into our calls, and our events into theirs. */
@Module({
  imports: [IdentityModule, ImportsModule, LedgerModule, ProgramsModule, ReferralsModule, RewardsModule, TypeOrmModule.forFeature([ApiKey, IdempotencyKey, WebhookEndpoint, WebhookDelivery, StripeConnection, InboundEvent, PayoutAccount, RewardHook])],
  controllers: [ApiKeysController, ConversionsController, WebhooksController, RewardHooksController, StripeController, StripeWebhookController, MyPayoutsController, EmbedController],
  providers: [ApiKeys, ConversionIntake, IdempotencyInterceptor, StoredAnswers, Webhooks, WebhookLog, WebhookSigning, WebhookQueue, WebhookEffects, WebhookSubscriber, WebhookSender, HookCaller, HookProvider, RewardHooks, StripeConnections, StripeIntake, StripeClients, StripeCustomers, StripeBooks, StripeCodes, StripeCredit, StripeCash, PayoutAccounts, Onboarding, StripeRewards, { provide: StripeLookup, useClass: StripeApi }],
  exports: [ApiKeys],
})
export class IntegrationsModule {}
