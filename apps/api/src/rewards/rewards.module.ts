import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { LedgerModule } from '../ledger/index.js';
import { ProgramsModule } from '../programs/index.js';
import { CatalogueController } from './catalogue.controller.js';
import { Catalogue } from './catalogue.service.js';
import { ClaimRetention } from './claim-retention.js';
import { Claims } from './claims.service.js';
import { Fulfilment } from './fulfilment.service.js';
import { GrantData } from './grant-data.js';
import { Allocation, ClaimDetails, Grant } from './grant.entity.js';
import { GrantsController } from './grants.controller.js';
import { MyRewardsController } from './my-rewards.controller.js';
import { Reward, RewardPool } from './reward.entity.js';
import { RewardsEffects } from './rewards-effects.js';
import { Stock } from './stock.service.js';

/** The catalogue, what is scarce in it, and grants from the award to the door. */
@Module({
  imports: [ProgramsModule, LedgerModule, TypeOrmModule.forFeature([Reward, RewardPool, Grant, ClaimDetails, Allocation])],
  controllers: [CatalogueController, GrantsController, MyRewardsController],
  providers: [RewardsEffects, GrantData, Catalogue, Stock, Claims, ClaimRetention, Fulfilment],
  exports: [Claims, Fulfilment],
})
export class RewardsModule {}
