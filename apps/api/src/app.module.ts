import { Module } from '@nestjs/common';
import { DemoModule } from './demo/demo.module.js';
import { EventsModule } from './events/index.js';
import { IdentityModule } from './identity/index.js';
import { InsightsModule } from './insights/insights.module.js';
import { IntegrationsModule } from './integrations/index.js';
import { LedgerModule } from './ledger/index.js';
import { MembersModule } from './members/index.js';
import { MessagingModule } from './messaging/index.js';
import { PlatformModule } from './platform/platform.module.js';
import { ProgramsModule, SetupModule } from './programs/index.js';
import { ReferralsModule } from './referrals/index.js';
import { RewardsModule } from './rewards/index.js';

/** The table of contents: the contexts, and the platform under them. */
@Module({
  imports: [PlatformModule, IdentityModule, ProgramsModule, SetupModule, MembersModule, LedgerModule, ReferralsModule, RewardsModule, EventsModule, MessagingModule, InsightsModule, IntegrationsModule, DemoModule],
})
export class AppModule {}
