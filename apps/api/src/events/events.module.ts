import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { LedgerModule } from '../ledger/index.js';
import { ProgramsModule } from '../programs/index.js';
import { Gathering, Invitation } from './event.entity.js';
import { EventsController } from './events.controller.js';
import { EventsEffects } from './events-effects.js';
import { Events } from './events.service.js';
import { GuestListController } from './guest-list.controller.js';
import { GuestListExport } from './guest-list-export.service.js';
import { GuestList } from './guest-list.service.js';
import { InvitationData } from './invitation-data.js';
import { InvitationRetention } from './invitation-retention.js';
import { MyEventsController } from './my-events.controller.js';
import { MyEvents } from './my-events.service.js';
import { Rsvps } from './rsvps.service.js';

/** Gatherings: invitations, answers, seats, check-in. */
@Module({
  imports: [LedgerModule, ProgramsModule, TypeOrmModule.forFeature([Gathering, Invitation])],
  controllers: [EventsController, GuestListController, MyEventsController],
  providers: [EventsEffects, InvitationData, InvitationRetention, Events, GuestList, GuestListExport, MyEvents, Rsvps],
  exports: [Events, GuestList, Rsvps],
})
export class EventsModule {}
