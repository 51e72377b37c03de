import { z } from 'zod';
import { PARCEL_STATUSES } from '@fanfare/domain';
import { pageQuery } from '../../platform/paging.js';
import { line } from '../../platform/text.js';
import { RETURN_REASONS } from '../grant-states.js';
import { GrantResponse } from '../grants.dto.js';
import { Address, status, texts, tracking } from '../rewards.dto.js';
import { SCAN_OUTCOMES } from './desk.service.js';
import { LABEL_LAYOUTS } from './label-list.js';
import { PACKINGS } from './parcel-making.js';
import { TRACKING_PROBLEMS } from './tracking.service.js';

const PARCELS_IN_A_BATCH = 200;
const ids = z.array(z.uuid()).min(1).max(PARCELS_IN_A_BATCH).refine((list) => new Set(list).size === list.length, 'must differ');
const parcelStatus = z.enum(PARCEL_STATUSES);

export const RemindRequest = z.strictObject({ grantIds: ids }).meta({ id: 'RemindRequest' });
export type RemindRequest = z.infer<typeof RemindRequest>;
export const NewBatchRequest = z.strictObject({
  grantIds: ids, packing: z.enum(PACKINGS).default('each').meta({ description: 'together: one parcel for what goes to the same member and address' }),
}).meta({ id: 'NewBatchRequest' });
export type NewBatchRequest = z.infer<typeof NewBatchRequest>;
export const ParcelsRequest = z.strictObject({ parcelIds: ids }).meta({ id: 'ParcelsRequest' });
export type ParcelsRequest = z.infer<typeof ParcelsRequest>;
export const ShipParcelsRequest = z.strictObject({
  parcels: z.array(z.strictObject({ parcelId: z.uuid(), carrier: line(40).optional(), tracking: line(100).optional() })).min(1).max(PARCELS_IN_A_BATCH)
    .refine((list) => new Set(list.map(({ parcelId }) => parcelId)).size === list.length, 'must differ'),
}).meta({ id: 'ShipParcelsRequest' });
export type ShipParcelsRequest = z.infer<typeof ShipParcelsRequest>;
export const MovedResponse = z.object({ moved: z.int().meta({ description: 'Those that were at that point; the others stay where they are' }) }).meta({ id: 'MovedParcels' });
export type MovedResponse = z.infer<typeof MovedResponse>;
export const LabelsRequest = z.strictObject({
  layout: z.enum(LABEL_LAYOUTS).default('fanfare'), parcelIds: ids.optional().meta({ description: 'Of this batch; all where none are named' }),
}).meta({ id: 'LabelsRequest' });
export type LabelsRequest = z.infer<typeof LabelsRequest>;

const item = z.object({
  grantId: z.uuid(), status, piece: z.int(), rewardId: z.uuid(), title: texts(1_000), name: z.string().nullable().meta({ description: 'Of a piece; null where the reward is one' }),
  variant: z.string().nullable(), sku: z.string().nullable(),
});
export const ParcelResponse = z.object({
  id: z.uuid(), reference: z.string().nullable().meta({ description: 'On its slip: `12-3`' }), batch: z.object({ id: z.uuid(), number: z.int() }).nullable(), status: parcelStatus,
  stopped: z.boolean().meta({ description: 'Something in it was stopped or taken back: it is not to be packed' }),
  member: z.object({ id: z.uuid(), name: z.string().nullable().meta({ description: 'Null for who may not know' }) }), country: z.string().nullable(), items: z.array(item),
  tracking, returnReason: z.enum(RETURN_REASONS).nullable(), showsAddress: z.boolean().meta({ description: 'Whether whoever asks may see where it goes' }),
  openedAt: z.iso.datetime(), shippedAt: z.iso.datetime().nullable(), deliveredAt: z.iso.datetime().nullable(), returnedAt: z.iso.datetime().nullable(),
}).meta({ id: 'Parcel' });
export type ParcelResponse = z.infer<typeof ParcelResponse>;
export const ParcelsQuery = z.strictObject({ status: parcelStatus, ...pageQuery });
export type ParcelsQuery = z.infer<typeof ParcelsQuery>;
export const ParcelsResponse = z.object({ items: z.array(ParcelResponse), nextCursor: z.string().nullable() }).meta({ id: 'Parcels' });
export type ParcelsResponse = z.infer<typeof ParcelsResponse>;
export const ScanRequest = z.strictObject({ code: line(40).meta({ description: 'As a slip says it, `12-3-9f2c`, or typed: `12-3`' }) }).meta({ id: 'ScanRequest' });
export type ScanRequest = z.infer<typeof ScanRequest>;
export const ScanResponse = z.object({
  outcome: z.enum(SCAN_OUTCOMES).meta({ description: 'packed: just now; ready: was packed and may leave; already: has left; stopped: not to be packed' }), parcel: ParcelResponse,
  leftOut: z.array(item).meta({ description: 'What was taken back since the slip was printed, and is no longer in the parcel: take it out' }),
}).meta({ id: 'Scan' });
export type ScanResponse = z.infer<typeof ScanResponse>;
export const LeaveOutRequest = z.strictObject({ items: z.array(z.strictObject({ grantId: z.uuid(), piece: z.int().min(1).max(20) })).min(1).max(100) }).meta({ id: 'LeaveOutRequest' });
export type LeaveOutRequest = z.infer<typeof LeaveOutRequest>;

export const BatchResponse = z.object({
  id: z.uuid(), number: z.int(), openedBy: z.object({ id: z.uuid(), name: z.string().nullable() }), openedAt: z.iso.datetime(),
  showsAddresses: z.boolean().meta({ description: 'Whether whoever asks may see where its parcels go' }),
  parcels: z.partialRecord(parcelStatus, z.int()).meta({ description: 'How many are in each status' }),
}).meta({ id: 'ParcelBatch' });
export type BatchResponse = z.infer<typeof BatchResponse>;
export const BatchesResponse = z.object({ items: z.array(BatchResponse), nextCursor: z.string().nullable() }).meta({ id: 'ParcelBatches' });
export type BatchesResponse = z.infer<typeof BatchesResponse>;
export const OpenBatchResponse = z.object({ batch: BatchResponse, parcels: z.array(ParcelResponse) }).meta({ id: 'OpenParcelBatch' });
export type OpenBatchResponse = z.infer<typeof OpenBatchResponse>;

export const AddressedParcelsResponse = z.object({
  items: z.array(z.object({
    parcel: ParcelResponse, reference: z.string(), address: Address,
    lines: z.array(z.string()).meta({ description: 'As it is written in its country, without the country' }),
    qr: z.object({ side: z.int(), d: z.string() }).meta({ description: 'What a scanner reads of its slip: modules along one side, and the dark ones as a path' }),
  })), nextCursor: z.null(),
}).meta({ id: 'AddressedParcels' });
export type AddressedParcelsResponse = z.infer<typeof AddressedParcelsResponse>;

export const CheckedTrackingResponse = z.object({
  items: z.array(z.object({
    line: z.int(), parcel: z.string(), carrier: z.string().nullable(), tracking: z.string(), parcelId: z.uuid().nullable(), problem: z.enum(TRACKING_PROBLEMS).nullable(),
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
