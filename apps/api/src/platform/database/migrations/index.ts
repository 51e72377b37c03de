import { Foundation1790000000001 } from './1790000000001-foundation.js';
import { Directory1790000000002 } from './1790000000002-directory.js';
import { ProgramsAndMembers1790000000003 } from './1790000000003-programs-and-members.js';
import { Ledger1790000000004 } from './1790000000004-ledger.js';
import { Referrals1790000000005 } from './1790000000005-referrals.js';
import { RewardsAndMail1790000000006 } from './1790000000006-rewards-and-mail.js';
import { RowSecurity1790000000007 } from './1790000000007-row-security.js';
import { Jobs1790000000008 } from './1790000000008-jobs.js';
import { Events1790000000009 } from './1790000000009-events.js';
import { Insights1790000000010 } from './1790000000010-insights.js';
import { MemberVoice1790000000011 } from './1790000000011-member-voice.js';
import { ShareTexts1790000000012 } from './1790000000012-share-texts.js';
import { MemberReturns1790000000020 } from './1790000000020-member-returns.js';
import { SeasonScores1790000000021 } from './1790000000021-season-scores.js';
import { PeopleLists1790000000030 } from './1790000000030-people-lists.js';
import { PeopleImports1790000000031 } from './1790000000031-people-imports.js';
import { StaffDesk1790000000040 } from './1790000000040-staff-desk.js';
import { Pictures1790000000050 } from './1790000000050-pictures.js';
import { RewardVariants1790000000051 } from './1790000000051-reward-variants.js';
import { RewardCodes1790000000052 } from './1790000000052-reward-codes.js';
import { ParcelBatches1790000000053 } from './1790000000053-parcel-batches.js';
import { ProgramPictures1790000000060 } from './1790000000060-program-pictures.js';
import { OldInvitations1790000000061 } from './1790000000061-old-invitations.js';
import { Conversions1790000000070 } from './1790000000070-conversions.js';
import { Webhooks1790000000071 } from './1790000000071-webhooks.js';
import { Stripe1790000000072 } from './1790000000072-stripe.js';
import { Intake1790000000080 } from './1790000000080-intake.js';
import { Merges1790000000090 } from './1790000000090-merges.js';
import { BookRuns1790000000092 } from './1790000000092-book-runs.js';
import { ListedMembers1790000000093 } from './1790000000093-listed-members.js';
import { Appeals1790000000100 } from './1790000000100-appeals.js';
import { ReviewTargets1790000000101 } from './1790000000101-review-targets.js';
import { Inviters1790000000110 } from './1790000000110-inviters.js';
import { RewardCosts1790000000120 } from './1790000000120-reward-costs.js';
import { AddressChanges1790000000125 } from './1790000000125-address-changes.js';
import { ErasureList1790000000126 } from './1790000000126-erasure-list.js';
import { RulebookDrafts1790000000127 } from './1790000000127-rulebook-drafts.js';
import { RewardKinds1790000000128 } from './1790000000128-reward-kinds.js';
import { ReviewAssignments1790000000130 } from './1790000000130-review-assignments.js';
import { ReferralNotes1790000000131 } from './1790000000131-referral-notes.js';
import { Cohorts1790000000132 } from './1790000000132-cohorts.js';
import { GrantRules1790000000140 } from './1790000000140-grant-rules.js';
import { Budgets1790000000141 } from './1790000000141-budgets.js';
import { GrantCosts1790000000142 } from './1790000000142-grant-costs.js';
import { RewardSteps1790000000150 } from './1790000000150-reward-steps.js';
import { PayoutAccounts1790000000151 } from './1790000000151-payout-accounts.js';
import { PayoutBatches1790000000152 } from './1790000000152-payout-batches.js';
import { GiftCards1790000000200 } from './1790000000200-gift-cards.js';
import { Unlocks1790000000201 } from './1790000000201-unlocks.js';
import { PointsShop1790000000203 } from './1790000000203-points-shop.js';
import { Parcels1790000000206 } from './1790000000206-parcels.js';
import { ParcelsTold1790000000207 } from './1790000000207-parcels-told.js';
import { StepsThatWait1790000000209 } from './1790000000209-steps-that-wait.js';
import { Reconciliations1790000000210 } from './1790000000210-reconciliations.js';
import { RewardHooks1790000000211 } from './1790000000211-reward-hooks.js';
import { PublishedWhatIfs1790000000215 } from './1790000000215-published-what-ifs.js';
import { ReconciliationQueue1790000000230 } from './1790000000230-reconciliation-queue.js';
import { AskedRunQueue1790000000235 } from './1790000000235-asked-run-queue.js';
import { StaffTexts1790000000236 } from './1790000000236-staff-texts.js';
import { OverdueWebhooks1790000000237 } from './1790000000237-overdue-webhooks.js';
import { SupersededTraces1790000000238 } from './1790000000238-superseded-traces.js';
import { EveryLeaving1790000000239 } from './1790000000239-every-leaving.js';
import { CountedBy1790000000240 } from './1790000000240-counted-by.js';
import { Buyers1790000000241 } from './1790000000241-buyers.js';

/** Named one by one and in order: a glob would also find what a stale build left behind. */
export const MIGRATIONS = [
  Foundation1790000000001,
  Directory1790000000002,
  ProgramsAndMembers1790000000003,
  Ledger1790000000004,
  Referrals1790000000005,
  RewardsAndMail1790000000006,
  RowSecurity1790000000007,
  Jobs1790000000008,
  Events1790000000009,
  Insights1790000000010,
  MemberVoice1790000000011,
  ShareTexts1790000000012,
  MemberReturns1790000000020,
  SeasonScores1790000000021,
  PeopleLists1790000000030,
  PeopleImports1790000000031,
  StaffDesk1790000000040,
  Pictures1790000000050,
  RewardVariants1790000000051,
  RewardCodes1790000000052,
  ParcelBatches1790000000053,
  ProgramPictures1790000000060,
  OldInvitations1790000000061,
  Conversions1790000000070,
  Webhooks1790000000071,
  Stripe1790000000072,
  Intake1790000000080,
  Merges1790000000090,
  BookRuns1790000000092,
  ListedMembers1790000000093,
  Appeals1790000000100,
  ReviewTargets1790000000101,
  Inviters1790000000110,
  RewardCosts1790000000120,
  AddressChanges1790000000125,
  ErasureList1790000000126,
  RulebookDrafts1790000000127,
  RewardKinds1790000000128,
  ReviewAssignments1790000000130,
  ReferralNotes1790000000131,
  Cohorts1790000000132,
  GrantRules1790000000140,
  Budgets1790000000141,
  GrantCosts1790000000142,
  RewardSteps1790000000150,
  PayoutAccounts1790000000151,
  PayoutBatches1790000000152,
  GiftCards1790000000200,
  Unlocks1790000000201,
  PointsShop1790000000203,
  Parcels1790000000206,
  ParcelsTold1790000000207,
  StepsThatWait1790000000209,
  Reconciliations1790000000210,
  RewardHooks1790000000211,
  PublishedWhatIfs1790000000215,
  ReconciliationQueue1790000000230,
  AskedRunQueue1790000000235,
  StaffTexts1790000000236,
  OverdueWebhooks1790000000237,
  SupersededTraces1790000000238,
  EveryLeaving1790000000239,
  CountedBy1790000000240,
  Buyers1790000000241,
];
