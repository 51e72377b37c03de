import { z } from 'zod';
import { GrantResponse } from '../grants.dto.js';
import { line } from '../../platform/text.js';
import { Address, status, texts } from '../rewards.dto.js';
import { TRACKING_PROBLEMS } from './tracking.service.js';

const PARCELS_IN_A_BATCH = 200;
const ids = z.array(z.uuid()).min(1).max(PARCELS_IN_A_BATCH).refine((list) => new Set(list).size === list.length, 'must differ');

export const ParcelsRequest = z.strictObject({ grantIds: ids }).meta({ id: 'ParcelsRequest' });
export type ParcelsRequest = z.infer<typeof ParcelsRequest>;
export const ShipParcelsRequest = z.strictObject({
  parcels: z.array(z.strictObject({ grantId: z.uuid(), carrier: line(40).optional(), tracking: line(100).optional() })).min(1).max(PARCELS_IN_A_BATCH)
    .refine((list) => new Set(list.map(({ grantId }) => grantId)).size === list.length, 'must differ'),
}).meta({ id: 'ShipParcelsRequest' });
export type ShipParcelsRequest = z.infer<typeof ShipParcelsRequest>;
export const MovedResponse = z.object({ moved: z.int().meta({ description: 'Those that were at that point; the others stay where they are' }) }).meta({ id: 'MovedParcels' });
export type MovedResponse = z.infer<typeof MovedResponse>;

export const BatchResponse = z.object({
  id: z.uuid(), number: z.int(), openedBy: z.object({ id: z.uuid(), name: z.string().nullable() }), openedAt: z.iso.datetime(),
  showsAddresses: z.boolean().meta({ description: 'Whether whoever asks may see where its parcels go' }),
  parcels: z.partialRecord(status, z.int()).meta({ description: 'How many are in each status' }),
}).meta({ id: 'ParcelBatch' });
export type BatchResponse = z.infer<typeof BatchResponse>;
export const BatchesResponse = z.object({ items: z.array(BatchResponse), nextCursor: z.string().nullable() }).meta({ id: 'ParcelBatches' });
export type BatchesResponse = z.infer<typeof BatchesResponse>;
export const OpenBatchResponse = z.object({ batch: BatchResponse, parcels: z.array(GrantResponse) }).meta({ id: 'OpenParcelBatch' });
export type OpenBatchResponse = z.infer<typeof OpenBatchResponse>;

export const AddressedParcelsResponse = z.object({
  items: z.array(z.object({
    grantId: z.uuid(), parcel: z.string(), status, memberName: z.string().nullable(), address: Address,
    lines: z.array(z.string()).meta({ description: 'As it is written in its country, without the country' }),
    item: texts(1_000), variant: z.string().nullable(), sku: z.string().nullable(),
  })), nextCursor: z.null(),
}).meta({ id: 'AddressedParcels' });
export type AddressedParcelsResponse = z.infer<typeof AddressedParcelsResponse>;

export const CheckedTrackingResponse = z.object({
  items: z.array(z.object({
    line: z.int(), parcel: z.string(), carrier: z.string().nullable(), tracking: z.string(), grantId: z.uuid().nullable(), problem: z.enum(TRACKING_PROBLEMS).nullable(),
  })), nextCursor: z.null(),
}).meta({ id: 'CheckedTracking' });
export type CheckedTrackingResponse = z.infer<typeof CheckedTrackingResponse>;

export const UnclaimedResponse = z.object({
  items: z.array(z.object({ grant: GrantResponse, remindableAt: z.iso.datetime().nullable().meta({ description: 'When a reminder may go out again; null: now' }) })),
  nextCursor: z.string().nullable(),
}).meta({ id: 'UnclaimedGrants' });
export type UnclaimedResponse = z.infer<typeof UnclaimedResponse>;
export const RemindedResponse = z.object({ reminded: z.int() }).meta({ id: 'Reminded' });
export type RemindedResponse = z.infer<typeof RemindedResponse>;
