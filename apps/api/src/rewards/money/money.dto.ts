import { z } from 'zod';
import { LIMITS } from '@fanfare/contracts';
import { texts } from '../rewards.dto.js';
import { BUDGET_PERIODS } from './money.entities.js';

const reason = z.string().trim().min(1).max(LIMITS.reasonChars);
const currency = z.string().regex(/^[A-Z]{3}$/, 'must be a code such as EUR');
const MOST = 1_000_000_000_000;
const minor = z.int().min(0).max(MOST);
const grantIds = z.array(z.uuid()).min(1).max(100);

// ── approval ──
export const ApproveRequest = z.strictObject({ grantIds }).meta({ id: 'ApproveRequest' });
export type ApproveRequest = z.infer<typeof ApproveRequest>;
export const RejectRequest = z.strictObject({ grantIds, reason }).meta({ id: 'RejectRequest' });
export type RejectRequest = z.infer<typeof RejectRequest>;
export const ApprovedResponse = z.object({
  approved: z.int().meta({ description: 'Go on their way' }), waiting: z.int().meta({ description: 'Need somebody else as well' }),
  refused: z.array(z.object({ grantId: z.uuid(), code: z.enum(['grant.not_found', 'grant.wrong_state', 'grant.own_approval', 'grant.approved_already']) })),
}).meta({ id: 'ApprovedGrants' });
export type ApprovedResponse = z.infer<typeof ApprovedResponse>;
export const RejectedResponse = z.object({ rejected: z.int() }).meta({ id: 'RejectedGrants' });
export type RejectedResponse = z.infer<typeof RejectedResponse>;

// ── what holds for every reward ──
export const RewardRulesBody = z.strictObject({
  secondAbove: z.strictObject({ amountMinor: minor, currency }).nullable().meta({ description: 'What costs more than this, two people approve' }),
  grantsPerDay: z.int().min(1).max(1_000).nullable().meta({ description: 'Rewards that a member can get in a day; the others wait for the next' }),
}).meta({ id: 'RewardRules' });
export type RewardRulesBody = z.infer<typeof RewardRulesBody>;

// ── budgets ──
export const NewBudgetRequest = z.strictObject({
  rewardId: z.uuid().nullable().meta({ description: 'Null: for all rewards that cost in this currency' }),
  currency: currency.meta({ description: 'Of a reward, that of its cost' }),
  amountMinor: minor, lowAtMinor: minor.default(0), period: z.enum(BUDGET_PERIODS).default('total'), reason,
}).meta({ id: 'NewBudgetRequest' });
export type NewBudgetRequest = z.infer<typeof NewBudgetRequest>;
export const BudgetChangeRequest = z.strictObject({ amountMinor: minor.meta({ description: 'What each new period begins with' }), lowAtMinor: minor }).meta({ id: 'BudgetChangeRequest' });
export type BudgetChangeRequest = z.infer<typeof BudgetChangeRequest>;
export const BudgetMoveRequest = z.strictObject({ byMinor: z.int().min(-MOST).max(MOST).refine((by) => by !== 0, 'must not be 0').meta({ description: 'Added, or with a minus taken away' }), reason }).meta({ id: 'BudgetMoveRequest' });
export type BudgetMoveRequest = z.infer<typeof BudgetMoveRequest>;
export const BudgetCloseRequest = z.strictObject({ reason }).meta({ id: 'BudgetCloseRequest' });
export type BudgetCloseRequest = z.infer<typeof BudgetCloseRequest>;

export const BudgetResponse = z.object({
  id: z.uuid(), reward: z.object({ id: z.uuid(), title: texts(1_000) }).nullable(), currency, period: z.enum(BUDGET_PERIODS),
  amountMinor: z.int().meta({ description: 'In this period: what is left, reserved and spent' }), eachMinor: z.int().meta({ description: 'What each new period begins with' }), lowAtMinor: z.int(),
  leftMinor: z.int(), reservedMinor: z.int().meta({ description: 'Of rewards that members have and that are not on their way' }), spentMinor: z.int(),
  waiting: z.int().meta({ description: 'Earned rewards that wait for this money' }), waitingMinor: z.int(),
  uncovered: z.array(texts(1_000)).meta({ description: 'Rewards that take nothing from it, since they have no cost or one in another currency' }),
  beganAt: z.iso.datetime(), endsAt: z.iso.datetime().nullable(),
}).meta({ id: 'Budget' });
export type BudgetResponse = z.infer<typeof BudgetResponse>;
export const BudgetsResponse = z.object({ items: z.array(BudgetResponse), rules: RewardRulesBody, nextCursor: z.null() }).meta({ id: 'Budgets' });
export type BudgetsResponse = z.infer<typeof BudgetsResponse>;
export const BudgetHistoryResponse = z.object({
  items: z.array(z.object({
    at: z.iso.datetime(), action: z.string(), by: z.string().nullable(), byMinor: z.int().nullable(), reason: z.string().nullable(), served: z.int().nullable(),
  })), nextCursor: z.null(),
}).meta({ id: 'BudgetHistory' });
export type BudgetHistoryResponse = z.infer<typeof BudgetHistoryResponse>;

// ── deadlines ──
export const ExtendRequest = z.strictObject({ days: z.int().min(1).max(730), reason }).meta({ id: 'ExtendGrantRequest' });
export type ExtendRequest = z.infer<typeof ExtendRequest>;
