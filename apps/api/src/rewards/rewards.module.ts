import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { IdentityModule } from '../identity/index.js';
import { LedgerModule } from '../ledger/index.js';
import { MembersModule } from '../members/index.js';
import { ProgramsModule } from '../programs/index.js';
import { CatalogueController } from './catalogue.controller.js';
import { Catalogue } from './catalogue.service.js';
import { SealedBanks } from './bank-details.js';
import { ClaimRetention } from './claim-retention.js';
import { CardProvider } from './cards/card-provider.js';
import { GiftCards } from './cards/gift-cards.js';
import { LapsedCards } from './cards/lapsed-cards.js';
import { MyCardsController } from './cards/my-cards.controller.js';
import { Claims } from './claims.service.js';
import { RewardCode } from './codes/code.entity.js';
import { CodesController } from './codes/codes.controller.js';
import { Codes } from './codes/codes.service.js';
import { MemberCodes } from './codes/member-codes.js';
import { ManualProvider } from './deliveries/manual-provider.js';
import { RewardProviders } from './deliveries/reward-provider.js';
import { RewardStep } from './deliveries/step.entity.js';
import { StepNews } from './deliveries/step-news.js';
import { StepOutcomes } from './deliveries/step-outcomes.js';
import { StepRunner } from './deliveries/step-runner.js';
import { StepWaker } from './deliveries/step-waker.js';
import { StepsController } from './deliveries/steps.controller.js';
import { RewardSteps } from './deliveries/steps.service.js';
import { ForecastController } from './forecast/forecast.controller.js';
import { Forecasts } from './forecast/forecast.service.js';
import { Fulfilment } from './fulfilment.service.js';
import { GrantData } from './grant-data.js';
import { Allocation, ClaimDetails, Grant, GrantApproval } from './grant.entity.js';
import { GrantsController } from './grants.controller.js';
import { Grants } from './grants.service.js';
import { Approvals } from './money/approvals.service.js';
import { Budgets } from './money/budgets.service.js';
import { Deadlines } from './money/deadlines.js';
import { MoneyController } from './money/money.controller.js';
import { Budget, RewardRules } from './money/money.entities.js';
import { SupplyWatch } from './money/supply-watch.js';
import { MyRewardsController } from './my-rewards.controller.js';
import { AddressedParcels } from './parcels/addressed.service.js';
import { BatchesController } from './parcels/batches.controller.js';
import { Batches } from './parcels/batches.service.js';
import { DeskController } from './parcels/desk.controller.js';
import { PackingDesk } from './parcels/desk.service.js';
import { GrantStep, Parcel, ParcelBatch, ParcelLine } from './parcels/parcel.entities.js';
import { ParcelsController } from './parcels/parcels.controller.js';
import { RemindersController } from './parcels/reminders.controller.js';
import { Reminders } from './parcels/reminders.service.js';
import { Tracking } from './parcels/tracking.service.js';
import { PayoutBatch } from './payouts/payout-batch.entity.js';
import { PayoutBatches } from './payouts/payout-batches.service.js';
import { PayoutsController } from './payouts/payouts.controller.js';
import { Reconciler } from './reconciliation/reconciler.js';
import { ReconciliationController } from './reconciliation/reconciliation.controller.js';
import { Reconciliation, ReconciliationFinding } from './reconciliation/reconciliation.entities.js';
import { Reconciliations } from './reconciliation/reconciliations.service.js';
import { Reward, RewardPool } from './reward.entity.js';
import { RewardsEffects } from './rewards-effects.js';
import { PointsBack } from './shop/points-back.js';
import { ShopController } from './shop/shop.controller.js';
import { Shop } from './shop/shop.service.js';
import { Stock } from './stock.service.js';
import { MyUnlocksController } from './unlocks/my-unlocks.controller.js';
import { UnlockFilesController } from './unlocks/unlock-files.controller.js';
import { UnlockFiles } from './unlocks/unlock-files.js';
import { UnlockProvider } from './unlocks/unlock-provider.js';
import { RewardUnlock, UnlockFile, UnlockOpening } from './unlocks/unlock.entities.js';
import { UnlockedPageController } from './unlocks/unlocked-page.controller.js';
import { Unlocks } from './unlocks/unlocks.service.js';
import { RewardVariant } from './variants/variant.entity.js';

/** The catalogue, what is scarce in it, and grants from the award to the door. */
@Module({
  imports: [
    IdentityModule, ProgramsModule, MembersModule, LedgerModule,
    TypeOrmModule.forFeature([Reward, RewardPool, RewardVariant, RewardCode, Grant, GrantStep, GrantApproval, Budget, RewardRules, ClaimDetails, Allocation, ParcelBatch, Parcel, ParcelLine, RewardStep, PayoutBatch, Reconciliation, ReconciliationFinding, UnlockFile, RewardUnlock, UnlockOpening]),
  ],
  controllers: [CatalogueController, CodesController, MoneyController, ForecastController, GrantsController, ParcelsController, BatchesController, DeskController, RemindersController, StepsController, PayoutsController, ReconciliationController, MyRewardsController, MyCardsController, MyUnlocksController, UnlockFilesController, UnlockedPageController, ShopController],
  providers: [RewardsEffects, PointsBack, Shop, GrantData, Catalogue, Stock, Codes, MemberCodes, GiftCards, CardProvider, LapsedCards, UnlockFiles, UnlockProvider, Unlocks, SealedBanks, Claims, ClaimRetention, Grants, Approvals, Budgets, Deadlines, SupplyWatch, Forecasts, Fulfilment, Batches, PackingDesk, AddressedParcels, Tracking, Reminders, RewardProviders, StepNews, StepOutcomes, StepRunner, RewardSteps, StepWaker, ManualProvider, PayoutBatches, Reconciler, Reconciliations],
  exports: [Catalogue, Claims, Grants, Approvals, Budgets, Codes, PackingDesk, Batches, Stock, RewardProviders, StepNews, StepWaker],
})
export class RewardsModule {}
