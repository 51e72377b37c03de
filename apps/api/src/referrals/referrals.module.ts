import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { IdentityModule } from '../identity/index.js';
import { MembersModule } from '../members/index.js';
import { Browser } from './browser.entity.js';
import { Click } from './click.entity.js';
import { ClickRecorder } from './click-recorder.js';
import { ClickRetention } from './click-retention.js';
import { LinkCache } from './link-cache.js';
import { LinkCodes } from './link-codes.service.js';
import { Link, LinkCode } from './link.entity.js';
import { LinkLoader, LinkSource } from './link-loader.js';
import { LinkNotices } from './link-notices.js';
import { Links } from './links.service.js';
import { MyLinksController } from './my-links.controller.js';
import { LedgerModule } from '../ledger/index.js';
import { ProgramsModule } from '../programs/index.js';
import { MyProgressController } from './progress/my-progress.controller.js';
import { MyReferrals } from './progress/my-referrals.service.js';
import { Progress } from './progress/progress.service.js';
import { RedirectController } from './redirect.controller.js';
import { ReviewsController } from './review/reviews.controller.js';
import { Reviews } from './review/reviews.service.js';
import { ConfirmPageController } from './signup/confirm-page.controller.js';
import { ConfirmationsController } from './signup/confirmations.controller.js';
import { Confirmations } from './signup/confirmations.service.js';
import { JoinPageController } from './signup/join-page.controller.js';
import { SignupRetention } from './signup/signup-retention.js';
import { SignupsController } from './signup/signups.controller.js';
import { Signups } from './signup/signups.service.js';
import { Submission } from './submission.entity.js';
import { Unsubscribes } from './unsubscribes.js';

/** Links, clicks, sign-ups and their confirmation: everything before a friend counts. */
@Module({
  imports: [IdentityModule, ProgramsModule, MembersModule, LedgerModule, TypeOrmModule.forFeature([Link, LinkCode, Click, Browser, Submission])],
  controllers: [RedirectController, SignupsController, ConfirmationsController, JoinPageController, ConfirmPageController, MyLinksController, MyProgressController, ReviewsController],
  providers: [LinkCodes, LinkCache, { provide: LinkSource, useClass: LinkLoader }, LinkNotices, ClickRecorder, ClickRetention, Links, Signups, Confirmations, SignupRetention, Progress, MyReferrals, Reviews, Unsubscribes],
  exports: [ClickRecorder, LinkCodes, Signups, Confirmations, Reviews],
})
export class ReferralsModule {}
