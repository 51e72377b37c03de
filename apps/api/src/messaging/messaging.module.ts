import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { MembersModule } from '../members/index.js';
import { ProgramsModule } from '../programs/index.js';
import { DeliveriesController } from './deliveries.controller.js';
import { Deliveries } from './deliveries.service.js';
import { DeliveryList } from './delivery-list.service.js';
import { Delivery } from './delivery.entity.js';
import { DevMailboxController } from './dev-mailbox.controller.js';
import { MailChores } from './mail-chores.js';
import { MailData } from './mail-data.js';
import { MailRenderer } from './mail-renderer.js';
import { MailSources } from './mail-sources.js';
import { MailSubscriber } from './mail-subscriber.js';
import { MyProfileController } from './preferences/my-profile.controller.js';
import { Preferences } from './preferences/preferences.service.js';
import { Sender } from './sender.js';
import { Suppression } from './suppression.entity.js';
import { Suppressions } from './suppressions.service.js';
import { MyMessagesController } from './team-messages/my-messages.controller.js';
import { TeamMessage } from './team-messages/team-message.entity.js';
import { TeamMessagesController } from './team-messages/team-messages.controller.js';
import { TeamMessages } from './team-messages/team-messages.service.js';
import { UnsubscribeController } from './unsubscribe.controller.js';
import { WishesToldAgain } from './wishes-told-again.js';

/** Mails bound to events, how each ended, and who wants none. */
@Module({
  imports: [TypeOrmModule.forFeature([Delivery, Suppression, TeamMessage]), ProgramsModule, MembersModule],
  controllers: [DeliveriesController, UnsubscribeController, DevMailboxController, MyProfileController, MyMessagesController, TeamMessagesController],
  providers: [Deliveries, DeliveryList, Suppressions, MailSources, MailRenderer, Sender, MailSubscriber, WishesToldAgain, MailChores, MailData, Preferences, TeamMessages],
  exports: [TeamMessages],
})
export class MessagingModule {}
