import { Module } from '@nestjs/common';
import { EventsModule } from '../events/index.js';
import { MessagingModule } from '../messaging/index.js';
import { IdentityModule } from '../identity/index.js';
import { IntegrationsModule } from '../integrations/index.js';
import { LedgerModule } from '../ledger/index.js';
import { MembersModule } from '../members/index.js';
import { ProgramsModule } from '../programs/index.js';
import { ReferralsModule } from '../referrals/index.js';
import { RewardsModule } from '../rewards/index.js';
import { Desk } from './desk.js';
import { DemoStory } from './demo-story.js';
import { Friends } from './friends.js';
import { Gatherings } from './gatherings.js';
import { Letters } from './letters.js';
import { Office } from './office.js';
import { Parcels } from './parcels.js';
import { Shelves } from './shelves.js';
import { Thanks } from './thanks.js';
import { Visits } from './visits.js';

/** The demo story; in production it is never told unless asked for by name. */
@Module({
  imports: [EventsModule, IdentityModule, IntegrationsModule, LedgerModule, MembersModule, MessagingModule, ProgramsModule, ReferralsModule, RewardsModule],
  providers: [Desk, DemoStory, Friends, Gatherings, Letters, Office, Parcels, Shelves, Thanks, Visits],
})
export class DemoModule {}
