export { HAS_COST } from './catalogue-items.js';
export { type Known, type Offer, type ProviderAnswer, type ProviderFinding, type RewardProvider, RewardProviders, type StepOrder } from './deliveries/reward-provider.js';
export { BooksUnread, type GivenThere, type MadeThere, type OpenBooks, type ProviderBooks } from './reconciliation/provider-books.js';
export { sealShown, SHOWN, type ShownAnswer } from './deliveries/shown-answer.js';
export { StepNews } from './deliveries/step-news.js';
export { StepWaker } from './deliveries/step-waker.js';
export { REVERSAL } from './deliveries/step-writes.js';
export { RewardsModule } from './rewards.module.js';
