import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { IdentityModule } from '../identity/index.js';
import { MembersModule } from '../members/index.js';
import { Appeal } from './appeals/appeal.entity.js';
import { AppealQueue } from './appeals/appeal-queue.service.js';
import { AppealsController } from './appeals/appeals.controller.js';
import { Appeals } from './appeals/appeals.service.js';
import { MyAppealsController } from './appeals/my-appeals.controller.js';
import { MyAppeals } from './appeals/my-appeals.service.js';
import { Browser } from './clicks/browser.entity.js';
import { Click } from './clicks/click.entity.js';
import { ClickRecorder } from './clicks/click-recorder.js';
import { ClickRetention } from './clicks/click-retention.js';
import { ExplanationsController } from './explanation/explanations.controller.js';
import { Explanations } from './explanation/explanations.service.js';
import { IntakeModule } from './intake/intake.module.js';
import { FirstLinks } from './links/first-links.service.js';
import { MyInviterController } from './inviter/my-inviter.controller.js';
import { NamedInviters } from './inviter/named-inviters.service.js';
import { LinkCache } from './links/link-cache.js';
import { LinkCodes } from './links/link-codes.service.js';
import { Link, LinkCode } from './links/link.entity.js';
import { LinkFinder } from './links/link-finder.js';
import { LinkLoader, LinkSource } from './links/link-loader.js';
import { LinkNotices } from './links/link-notices.js';
import { Links } from './links/links.service.js';
import { MyLinksController } from './links/my-links.controller.js';
import { LedgerModule } from '../ledger/index.js';
import { ProgramsModule } from '../programs/index.js';
import { MyPersonalLinkController } from './personal/my-personal-link.controller.js';
import { PersonalPageController } from './personal/personal-page.controller.js';
import { MyProgressController } from './progress/my-progress.controller.js';
import { MyReferrals } from './progress/my-referrals.service.js';
import { Progress } from './progress/progress.service.js';
import { RedirectController } from './clicks/redirect.controller.js';
import { ReferralData } from './referral-data.js';
import { Assignments } from './review/assignments.service.js';
import { ReferralDetail } from './review/referral-detail.service.js';
import { ReferralList } from './review/referral-list.service.js';
import { ReviewAssignment } from './review/review-assignment.entity.js';
import { ReviewEffects } from './review/review-effects.js';
import { ReferralsController } from './review/referrals.controller.js';
import { ReviewsController } from './review/reviews.controller.js';
import { Reviews } from './review/reviews.service.js';
import { ConfirmPageController } from './signup/confirm-page.controller.js';
import { ConfirmationsController } from './signup/confirmations.controller.js';
import { Confirmations } from './signup/confirmations.service.js';
import { JoinPageController } from './signup/join-page.controller.js';
import { Reminders } from './signup/reminders.js';
import { SignupRetention } from './signup/signup-retention.js';
import { SignupsController } from './signup/signups.controller.js';
import { Signups } from './signup/signups.service.js';
import { AppIconsController } from './share/app-icons.controller.js';
import { CardPageController } from './share/card-page.controller.js';
import { Cards } from './share/cards.service.js';
import { Pictures } from './share/drawing/pictures.js';
import { MyShareController } from './share/my-share.controller.js';
import { ShareKits } from './share/share-kits.service.js';
import { SharePicturesController } from './share/share-pictures.controller.js';
import { ShareText } from './share/share-text.entity.js';
import { ShareTextsController } from './share/share-texts.controller.js';
import { ShareTexts } from './share/share-texts.service.js';
import { ConversionChores } from './conversions/conversion-chores.js';
import { ConversionRecord } from './conversions/conversion.entity.js';
import { Conversions } from './conversions/conversions.service.js';
import { ReportedSignUps } from './conversions/reported-sign-ups.js';
import { ReportedClicks } from './clicks/reported-clicks.js';
import { Submission } from './signup/submission.entity.js';
import { Unsubscribes } from './unsubscribes.js';

/** Links, clicks, sign-ups and their confirmation: everything before a friend counts. */
@Module({
  imports: [IdentityModule, ProgramsModule, MembersModule, LedgerModule, IntakeModule, TypeOrmModule.forFeature([Link, LinkCode, Click, Browser, Submission, ConversionRecord, ShareText, Appeal, ReviewAssignment])],
  controllers: [RedirectController, SignupsController, ConfirmationsController, JoinPageController, ConfirmPageController, MyLinksController, MyInviterController, MyProgressController, ReferralsController, ReviewsController, MyAppealsController, AppealsController, ExplanationsController, SharePicturesController, AppIconsController, CardPageController, ShareTextsController, MyShareController, MyPersonalLinkController, PersonalPageController],
  providers: [LinkCodes, FirstLinks, LinkCache, LinkFinder, { provide: LinkSource, useClass: LinkLoader }, LinkNotices, ClickRecorder, ClickRetention, Links, NamedInviters, Signups, Confirmations, SignupRetention, Reminders, Progress, MyReferrals, ReferralList, ReferralDetail, Reviews, Assignments, ReviewEffects, MyAppeals, AppealQueue, Appeals, Explanations, ReferralData, Unsubscribes, Conversions, ReportedSignUps, ConversionChores, ReportedClicks, Pictures, Cards, ShareTexts, ShareKits],
  exports: [FirstLinks, ClickRecorder, Conversions, ReportedClicks, LinkCodes, Signups, Confirmations, Reviews],
})
export class ReferralsModule {}
