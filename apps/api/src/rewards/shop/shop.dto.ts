import { REASONS } from '@fanfare/domain';
import { z } from 'zod';
import { LIMITS } from '@fanfare/contracts';
import { REWARD_KINDS } from '../reward.entity.js';
import { ClaimRequest, worth } from '../rewards.dto.js';

const purse = z.object({
  points: z.int().meta({ description: 'Earned so far' }), spent: z.int(),
  balance: z.int().meta({ description: 'To spend. Below 0 where points were taken back that are spent already' }),
});

export const ShopResponse = z.object({
  ...purse.shape,
  items: z.array(z.object({
    id: z.uuid(), kind: z.enum(REWARD_KINDS), title: z.string(), description: z.string().nullable(), pictureUrl: z.string().nullable(), worth: worth.nullable(),
    price: z.int(), missing: z.int().meta({ description: 'Points that are missing to buy it; 0: enough' }),
    closed: z.enum(['sold_out', 'limit']).nullable().meta({ description: 'Why it cannot be bought, however many points there are; limit: the member has as many of it as one can have' }),
    left: z.int().nullable().meta({ description: 'Units left, where they are few' }),
    needs: z.object({ address: z.boolean(), bank: z.boolean(), phone: z.boolean(), variants: z.array(z.object({ id: z.uuid(), label: z.string(), gone: z.boolean() })) }),
  })),
}).meta({ id: 'Shop' });
export type ShopResponse = z.infer<typeof ShopResponse>;

export const PointsQuery = z.strictObject({
  cursor: z.string().regex(/^\d{1,9}$/, 'is not a cursor of this list').optional(), limit: z.coerce.number().int().min(1).max(LIMITS.pageSizeMax).default(LIMITS.pageSize),
});
export type PointsQuery = z.infer<typeof PointsQuery>;
export const PointsResponse = z.object({
  ...purse.shape,
  items: z.array(z.object({
    seq: z.int(), delta: z.int(), balance: z.int().meta({ description: 'After it' }), reason: z.enum(REASONS), at: z.iso.datetime(),
    friend: z.string().nullable().meta({ description: 'Whom it is about, by the name they gave' }), reward: z.string().nullable(),
  })),
  nextCursor: z.string().nullable(),
}).meta({ id: 'Points' });
export type PointsResponse = z.infer<typeof PointsResponse>;

export const OrderRequest = z.strictObject({
  key: z.uuid().meta({ description: 'Made by the caller: sent again, the order is the same one' }),
  rewardId: z.uuid(),
  points: z.int().min(1).max(10_000_000).meta({ description: 'The price that was shown: another by now is refused' }),
  details: ClaimRequest.default({}).meta({ description: 'What a claim needs: variant, address' }),
}).meta({ id: 'OrderRequest' });
export type OrderRequest = z.infer<typeof OrderRequest>;
