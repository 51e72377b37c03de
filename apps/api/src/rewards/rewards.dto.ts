import { z } from 'zod';
import { LIMITS, LOCALES } from '@fanfare/contracts';
import { pageQuery } from '../platform/paging.js';
import { GRANT_STATUSES } from './grant-states.js';
import { REWARD_KINDS } from './reward.entity.js';

const line = (max: number) => z.string().trim().min(1).max(max).regex(/^[^\p{Cc}]+$/u, 'must be one line');
const reason = z.string().trim().min(1).max(LIMITS.reasonChars);
/** At least one language; others are optional. */
const texts = (max: number) => z.partialRecord(z.enum(LOCALES), z.string().trim().min(1).max(max));
const someTexts = (max: number) => texts(max).refine((value) => Object.keys(value).length > 0, 'needs at least one language');
const status = z.enum(GRANT_STATUSES);
const units = z.int().min(0).max(1_000_000);

// ── the catalogue ──
const described = {
  title: someTexts(LIMITS.nameChars),
  description: texts(500).default({}),
  needsAddress: z.boolean(),
  sizes: z.array(line(20)).max(20).refine((sizes) => new Set(sizes).size === sizes.length, 'must differ').default([]),
};
export const RewardChangeRequest = z.strictObject(described).meta({ id: 'RewardChangeRequest' });
export type RewardChangeRequest = z.infer<typeof RewardChangeRequest>;
export const NewRewardRequest = z.strictObject({
  kind: z.enum(REWARD_KINDS),
  ...described,
  stock: units.nullable().meta({ description: 'Units there are; null: always enough' }),
}).meta({ id: 'NewRewardRequest' });
export type NewRewardRequest = z.infer<typeof NewRewardRequest>;
export const RewardStockRequest = z.strictObject({ unitsLeft: units.nullable().meta({ description: 'Units not yet given to anybody; null: always enough' }) }).meta({ id: 'RewardStockRequest' });
export type RewardStockRequest = z.infer<typeof RewardStockRequest>;
export const StockRequest = z.strictObject({ unitsLeft: units }).meta({ id: 'StockRequest' });
export type StockRequest = z.infer<typeof StockRequest>;

const pool = z.object({ id: z.uuid(), name: z.string(), unitsLeft: z.int() });
export const RewardResponse = z.object({
  id: z.uuid(), kind: z.enum(REWARD_KINDS), title: texts(1_000), description: texts(1_000), needsAddress: z.boolean(), sizes: z.array(z.string()),
  pool: pool.nullable(),
  grants: z.partialRecord(status, z.int()).meta({ description: 'How many grants there are in each status' }),
}).meta({ id: 'Reward' });
export type RewardResponse = z.infer<typeof RewardResponse>;
export const RewardsResponse = z.object({ items: z.array(RewardResponse), nextCursor: z.null() }).meta({ id: 'Rewards' });
export type RewardsResponse = z.infer<typeof RewardsResponse>;
export const StockResponse = pool.extend({ served: z.int().meta({ description: 'Grants that left the queue' }) }).meta({ id: 'Stock' });
export type StockResponse = z.infer<typeof StockResponse>;

// ── claiming ──
export const Address = z.strictObject({
  name: line(80), line1: line(120), line2: line(120).optional(), postalCode: line(16), city: line(80), region: line(80).optional(),
  country: z.string().regex(/^[A-Z]{2}$/, 'must be a country code of two capital letters'),
}).meta({ id: 'Address' });
export type Address = z.infer<typeof Address>;
export const ClaimRequest = z.strictObject({ size: line(20).optional(), address: Address.optional() }).meta({ id: 'ClaimRequest' });
export type ClaimRequest = z.infer<typeof ClaimRequest>;

export const PageQuery = z.strictObject(pageQuery);
export type PageQuery = z.infer<typeof PageQuery>;
export const MyGrantResponse = z.object({
  id: z.uuid(), rewardId: z.uuid(), kind: z.enum(REWARD_KINDS), title: z.string(), description: z.string().nullable(), status, reason: z.string().nullable(),
  needs: z.object({ address: z.boolean(), sizes: z.array(z.string()) }),
  claim: z.object({ size: z.string().nullable(), address: Address.nullable() }).nullable(),
  code: z.string().nullable().meta({ description: 'A discount code, once claimed' }),
  tracking: z.string().nullable(),
  awardedAt: z.iso.datetime(), claimedAt: z.iso.datetime().nullable(), updatedAt: z.iso.datetime(),
}).meta({ id: 'MyGrant' });
export type MyGrantResponse = z.infer<typeof MyGrantResponse>;
export const MyGrantsResponse = z.object({ items: z.array(MyGrantResponse), nextCursor: z.string().nullable() }).meta({ id: 'MyGrants' });
export type MyGrantsResponse = z.infer<typeof MyGrantsResponse>;

// ── fulfilment ──
export const GrantsQuery = z.strictObject({ status: status.optional(), rewardId: z.uuid().optional(), memberId: z.uuid().optional(), ...pageQuery });
export type GrantsQuery = z.infer<typeof GrantsQuery>;
export const HandGrantRequest = z.strictObject({ memberId: z.uuid(), rewardId: z.uuid(), reason }).meta({ id: 'HandGrantRequest' });
export type HandGrantRequest = z.infer<typeof HandGrantRequest>;
export const ShipRequest = z.strictObject({ tracking: line(200).optional() }).meta({ id: 'ShipRequest' });
export type ShipRequest = z.infer<typeof ShipRequest>;
export const RevokeRequest = z.strictObject({ reason }).meta({ id: 'RevokeRequest' });
export type RevokeRequest = z.infer<typeof RevokeRequest>;

export const GrantResponse = z.object({
  id: z.uuid(), status, reason: z.string().nullable(),
  reward: z.object({ id: z.uuid(), kind: z.enum(REWARD_KINDS), title: texts(1_000) }),
  member: z.object({ id: z.uuid(), name: z.string().nullable().meta({ description: 'Null for roles that do not see who members are' }) }),
  byHand: z.boolean(), size: z.string().nullable(), hasAddress: z.boolean(), tracking: z.string().nullable(),
  awardedAt: z.iso.datetime(), claimedAt: z.iso.datetime().nullable(), updatedAt: z.iso.datetime(),
}).meta({ id: 'Grant' });
export type GrantResponse = z.infer<typeof GrantResponse>;
export const GrantsResponse = z.object({ items: z.array(GrantResponse), nextCursor: z.string().nullable() }).meta({ id: 'Grants' });
export type GrantsResponse = z.infer<typeof GrantsResponse>;
export const RevealResponse = z.object({ size: z.string().nullable(), address: Address.nullable() }).meta({ id: 'RevealedAddress' });
export type RevealResponse = z.infer<typeof RevealResponse>;
