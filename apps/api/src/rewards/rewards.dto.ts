import { z } from 'zod';
import { CURRENCIES, LIMITS, LOCALES } from '@fanfare/contracts';
import { foldIban, isIban, PARCEL_STATUSES, STEP_STATUSES, STEP_WAITS_FOR } from '@fanfare/domain';
import { pageQuery } from '../platform/paging.js';
import { REFUSALS } from './codes/code-list.js';
import { GRANT_STATUSES, RETURN_REASONS } from './grant-states.js';
import { CODE_SOURCES, REWARD_KINDS } from './reward.entity.js';
import { line } from '../platform/text.js';

/** At least one language; others are optional. */
export const texts = (max: number) => z.partialRecord(z.enum(LOCALES), z.string().trim().min(1).max(max));
const someTexts = (max: number) => texts(max).refine((value) => Object.keys(value).length > 0, 'needs at least one language');
export const status = z.enum(GRANT_STATUSES);
const units = z.int().min(0).max(1_000_000);
const cost = z.strictObject({ amountMinor: z.int().min(0).max(100_000_000), currency: z.string().regex(/^[A-Z]{3}$/, 'must be a code such as EUR') });

const amount = z.strictObject({ amountMinor: z.int().min(1).max(10_000_000), currency: z.enum(CURRENCIES) });
export const worth = z.object({
  amountMinor: z.int().nullable(), currency: z.string().nullable(), percentOff: z.int().nullable(),
  minimumMinor: z.int().nullable().meta({ description: 'Of a code: only for a purchase of at least that' }), validDays: z.int().nullable().meta({ description: 'Of a code: from the claim on' }),
}).meta({ id: 'RewardWorth', description: 'Credit, money, or what a code takes off' });

// ── the catalogue ──
const VariantRequest = z.strictObject({
  id: z.uuid().optional().meta({ description: 'Of one that is offered already' }),
  label: line(40),
  sku: line(60).nullable().default(null),
  stock: units.nullable().default(null).meta({ description: 'Units there are of a new one; null: always enough. Of one that is offered, its stock is set by itself' }),
}).meta({ id: 'VariantRequest' });
export type VariantRequest = z.infer<typeof VariantRequest>;
const UnlockRequest = z.strictObject({
  title: texts(LIMITS.nameChars).default({}).meta({ description: 'Of the page; without one, that of the reward' }),
  text: texts(LIMITS.unlockTextChars).default({}),
  fileId: z.uuid().nullable().default(null).meta({ description: 'A file in place of the page' }),
}).meta({ id: 'UnlockRequest' });
export type UnlockRequest = z.infer<typeof UnlockRequest>;
const described = {
  title: someTexts(LIMITS.nameChars),
  description: texts(500).default({}),
  needsAddress: z.boolean(),
  asksPhone: z.boolean().default(false).meta({ description: 'Whether a phone number may be given for the carrier' }),
  lowAt: units.default(5).meta({ description: 'Staff are warned when no more than this is left' }),
  cost: cost.nullable().default(null).meta({ description: 'What one costs the program, for the what-if; null: not known. No fan sees it' }),
  pictureId: z.uuid().nullable().default(null),
  approval: z.enum(['automatic', 'above', 'always']).default('automatic').meta({ description: 'Whether somebody approves each: those that cost more than `approveAboveMinor`, or all' }),
  approveAboveMinor: z.int().min(0).max(100_000_000).nullable().default(null).meta({ description: 'In the currency of the cost; with approval `above` only' }),
  holdDays: z.int().min(0).max(365).default(0).meta({ description: 'Days after the award before it can be claimed' }),
  claimDays: z.int().min(1).max(730).nullable().default(null).meta({ description: 'Days in which it can be claimed; null: no end' }),
  maxPerMember: z.int().min(1).max(1_000).nullable().default(null).meta({ description: 'How many of it one member can get; the others wait' }),
  unlock: UnlockRequest.nullable().default(null).meta({ description: 'Of a reward of the kind `unlock`: what it opens' }),
  pointsPrice: z.int().min(1).max(10_000_000).nullable().default(null).meta({ description: 'Points it costs in the shop; null: it is not for sale. What somebody has to approve is not, whatever it costs' }),
  contents: z.array(line(60)).max(20).refine((list) => list.length !== 1, 'one piece is the reward itself').default([])
    .meta({ description: 'Pieces that may go in parcels of their own: a shirt, stickers, a mug; none: it is one. Of what is packed already it stays as it was' }),
  variants: z.array(VariantRequest).max(40).refine((list) => new Set(list.map(({ label }) => label.toLowerCase())).size === list.length, 'must differ').default([])
    .meta({ description: 'Sizes, colours: one is chosen at the claim. Those left out are no longer offered' }),
};
export const RewardChangeRequest = z.strictObject(described).meta({ id: 'RewardChangeRequest' });
export type RewardChangeRequest = z.infer<typeof RewardChangeRequest>;
export const NewRewardRequest = z.strictObject({
  kind: z.enum(REWARD_KINDS),
  ...described,
  codeSource: z.enum(CODE_SOURCES).default('made').meta({ description: 'Of a discount code: made for each member, taken from a list that staff upload, or made in Stripe' }),
  amount: amount.nullable().default(null).meta({ description: 'Of credit; of a code in Stripe, what it takes off. Fixed from then on, as the rest of what it is worth' }),
  percentOff: z.int().min(1).max(100).nullable().default(null).meta({ description: 'Of a code in Stripe, in place of an amount' }),
  minimumMinor: z.int().min(1).max(100_000_000).nullable().default(null).meta({ description: 'Of a code in Stripe that takes an amount off: in its currency' }),
  validDays: z.int().min(1).max(3_650).nullable().default(null).meta({ description: 'Of a code in Stripe' }),
  codePrefix: z.string().trim().regex(/^[A-Za-z0-9]([A-Za-z0-9-]{0,18}[A-Za-z0-9])?$/, 'must be letters and digits, with hyphens between').nullable().default(null).meta({ description: 'Of a code in Stripe: what it begins with' }),
  stock: units.nullable().meta({ description: 'Units there are; null: always enough. Where each variant has stock, or codes are uploaded, theirs decides' }),
}).meta({ id: 'NewRewardRequest' });
export type NewRewardRequest = z.infer<typeof NewRewardRequest>;
export const RewardStockRequest = z.strictObject({ unitsLeft: units.nullable().meta({ description: 'Units not yet given to anybody; null: always enough' }) }).meta({ id: 'RewardStockRequest' });
export type RewardStockRequest = z.infer<typeof RewardStockRequest>;
export const StockRequest = z.strictObject({ unitsLeft: units }).meta({ id: 'StockRequest' });
export type StockRequest = z.infer<typeof StockRequest>;

export const UnlockFileQuery = z.strictObject({ name: z.string().trim().min(1).max(200).meta({ description: 'What it is called; it ends as what it is' }) });
export type UnlockFileQuery = z.infer<typeof UnlockFileQuery>;
export const UnlockFileResponse = z.object({ id: z.uuid(), name: z.string(), type: z.string(), bytes: z.int() }).meta({ id: 'UnlockFile' });
export type UnlockFileResponse = z.infer<typeof UnlockFileResponse>;
const pool = z.object({ id: z.uuid(), name: z.string(), unitsLeft: z.int() });
const picture = z.object({ id: z.uuid(), url: z.string() }).nullable();
export const RewardResponse = z.object({
  id: z.uuid(), kind: z.enum(REWARD_KINDS), title: texts(1_000), description: texts(1_000), needsAddress: z.boolean(), asksPhone: z.boolean(),
  approval: z.enum(['automatic', 'above', 'always']), approveAboveMinor: z.int().nullable(), holdDays: z.int(), claimDays: z.int().nullable(), maxPerMember: z.int().nullable(), pointsPrice: z.int().nullable(),
  forSale: z.boolean().meta({ description: 'In the shop: it has a price, and nobody has to approve it' }),
  contents: z.array(z.string()), picture, lowAt: z.int(), cost: cost.nullable(), worth: worth.nullable(), codePrefix: z.string().nullable(),
  givenBy: z.string().nullable().meta({ description: 'Who brings it once claimed, as things stand: `stripe`; `manual`: staff by hand; null: nobody is asked' }), codeSource: z.enum(CODE_SOURCES).nullable(),
  variants: z.array(z.object({ id: z.uuid(), label: z.string(), sku: z.string().nullable(), unitsLeft: z.int().nullable() })),
  pool: pool.extend({ given: z.int().meta({ description: 'Units that belong to somebody' }) }).nullable(),
  unlock: z.object({
    title: texts(1_000), text: texts(10_000), file: UnlockFileResponse.nullable(),
    openedBy: z.int().meta({ description: 'How many of those who have it have opened it' }), openings: z.int(),
  }).nullable().meta({ description: 'What a reward of the kind `unlock` opens' }),
  cards: z.object({ lapsing: z.int().meta({ description: 'Nobody has them, and their last day is within 30 days' }), lapsed: z.int().meta({ description: 'Nobody has them, and nobody gets them any more' }), seen: z.int() }).nullable().meta({ description: 'Of gift cards' }),
  stockFollows: z.enum(['variants', 'codes']).nullable().meta({ description: 'What decides how much there is; null: it is set for the reward' }),
  figures: z.object({
    earned: z.int().meta({ description: 'Granted, bought ones too' }), claimed: z.int(), bought: z.int().meta({ description: 'For points' }), givenBack: z.int().meta({ description: 'Of those, whose points went back' }), costMinor: z.int().nullable().meta({ description: 'Of those that members have or had, in the currency of the cost' }),
    doorDays: z.number().nullable().meta({ description: 'From the claim to the door: the median' }),
  }),
  grants: z.partialRecord(status, z.int()).meta({ description: 'How many grants there are in each status' }),
}).meta({ id: 'Reward' });
export type RewardResponse = z.infer<typeof RewardResponse>;
export const RewardsResponse = z.object({
  items: z.array(RewardResponse), nextCursor: z.null(),
  givers: z.array(z.object({ kind: z.enum(REWARD_KINDS), codeSource: z.enum(CODE_SOURCES).nullable(), givenBy: z.string() }))
    .meta({ description: 'Who brings what comes without a parcel, as things stand: `stripe`; `manual`: staff by hand' }),
}).meta({ id: 'Rewards' });
export type RewardsResponse = z.infer<typeof RewardsResponse>;
export const StockResponse = pool.extend({ served: z.int().meta({ description: 'Grants that left the queue' }) }).meta({ id: 'Stock' });
export type StockResponse = z.infer<typeof StockResponse>;

// ── codes and gift cards of a list ──
export const AddCodesQuery = z.strictObject({ dryRun: z.enum(['true', 'false']).default('false').meta({ description: 'Whether nothing is changed: only what would be taken, and what not' }).transform((value) => value === 'true') });
export type AddCodesQuery = z.infer<typeof AddCodesQuery>;
export const AddedCodesResponse = z.object({
  added: z.int(), known: z.int().meta({ description: 'Were there before, in this program' }),
  refused: z.array(z.object({ line: z.int(), why: z.enum(REFUSALS) })).meta({ description: 'The first twenty' }), refusedCount: z.int(),
  served: z.int().meta({ description: 'Grants that left the queue' }), unitsLeft: z.int(),
}).meta({ id: 'AddedCodes' });
export type AddedCodesResponse = z.infer<typeof AddedCodesResponse>;
export const WithdrawnCodesResponse = z.object({ withdrawn: z.int() }).meta({ id: 'WithdrawnCodes' });
export type WithdrawnCodesResponse = z.infer<typeof WithdrawnCodesResponse>;

// ── parcels ──
export const tracking = z.object({ carrier: z.string().nullable(), carrierName: z.string().nullable(), number: z.string().nullable(), url: z.url().nullable() }).nullable();
/** A parcel as its grant shows it, to staff and to its member. */
export const parcelOfGrant = {
  status: z.enum(PARCEL_STATUSES), tracking, returnReason: z.enum(RETURN_REASONS).nullable(),
  contents: z.array(z.string()).meta({ description: 'What of it is in there, by name; empty where it is one piece' }),
  shippedAt: z.iso.datetime().nullable(), deliveredAt: z.iso.datetime().nullable(), returnedAt: z.iso.datetime().nullable(),
};

// ── claiming ──
export const Address = z.strictObject({
  name: line(80), line1: line(120), line2: line(120).optional(), postalCode: line(16).optional(), city: line(80), region: line(80).optional(),
  country: z.string().regex(/^[A-Z]{2}$/, 'must be a country code of two capital letters'),
  phone: z.string().trim().regex(/^\+?[0-9][0-9 ()/.-]{4,22}$/, 'must be a phone number').optional().meta({ description: 'For the carrier, where the reward asks for it' }),
}).meta({ id: 'Address' });
export type Address = z.infer<typeof Address>;
export const BankDetails = z.strictObject({
  holder: line(70), iban: z.string().max(60).overwrite(foldIban).refine(isIban, 'must be an IBAN of a country that takes part in SEPA'),
}).meta({ id: 'BankDetails' });
export type BankDetails = z.infer<typeof BankDetails>;
export const ClaimRequest = z.strictObject({
  variantId: z.uuid().optional(),
  size: z.string().trim().min(1).max(60).optional().meta({ description: 'The variant by its label, where its id is not at hand' }),
  address: Address.optional(),
  bank: BankDetails.optional().meta({ description: 'Where money is sent by hand' }),
}).meta({ id: 'ClaimRequest' });
export type ClaimRequest = z.infer<typeof ClaimRequest>;

export const GiftCardResponse = z.object({ code: z.string(), pin: z.string().nullable(), lastDay: z.iso.date().nullable() }).meta({ id: 'GiftCard' });
export type GiftCardResponse = z.infer<typeof GiftCardResponse>;

export const UnlockLinkResponse = z.object({ url: z.string().meta({ description: 'Path on this server, for some minutes' }), expiresAt: z.iso.datetime() }).meta({ id: 'UnlockLink' });
export type UnlockLinkResponse = z.infer<typeof UnlockLinkResponse>;

export const PageQuery = z.strictObject(pageQuery);
export type PageQuery = z.infer<typeof PageQuery>;
export const MyGrantResponse = z.object({
  id: z.uuid(), rewardId: z.uuid(), kind: z.enum(REWARD_KINDS), title: z.string(), description: z.string().nullable(), status, reason: z.string().nullable(),
  side: z.enum(['own', 'friend']).nullable().meta({ description: 'own: for the friends who were brought; friend: for being brought; null: bought, or given by hand' }),
  bought: z.object({ points: z.int(), back: z.boolean().meta({ description: 'Whether the points have gone back' }), cancellable: z.boolean() }).nullable()
    .meta({ description: 'What was paid for it; null: it was earned, or given by hand' }),
  pictureUrl: z.string().nullable(),
  needs: z.object({
    address: z.boolean(), bank: z.boolean().meta({ description: 'Whether a bank account is needed: money is sent by hand here' }), phone: z.boolean().meta({ description: 'Whether a number may be given for the carrier' }),
    variants: z.array(z.object({ id: z.uuid(), label: z.string(), gone: z.boolean().meta({ description: 'Nothing of it is left at the moment' }) })),
  }),
  claim: z.object({ variant: z.object({ id: z.uuid(), label: z.string() }).nullable(), address: Address.nullable(), iban: z.string().nullable().meta({ description: 'Its two ends' }) }).nullable(),
  code: z.string().nullable().meta({ description: 'A discount code, once claimed' }),
  card: z.object({ lastDay: z.iso.date().nullable(), seen: z.boolean() }).nullable().meta({ description: 'A gift card, once claimed: what it says is asked for by itself' }),
  access: z.object({ fileName: z.string().nullable(), type: z.string().nullable(), bytes: z.int().nullable(), opened: z.boolean() }).nullable()
    .meta({ description: 'Of a page (without a name) or file that was won, once claimed: a link to it is asked for by itself' }),
  brought: z.object({ message: z.string().nullable(), code: z.string().nullable(), url: z.string().nullable() }).nullable().meta({ description: 'What the brand’s own system says to who has got it; `url` is https' }),
  worth: worth.nullable(),
  delivery: z.object({ provider: z.string(), status: z.enum(STEP_STATUSES), waitsFor: z.enum(STEP_WAITS_FOR).nullable() }).nullable()
    .meta({ description: 'Who brings it and where that is, once claimed; null where nobody is asked' }),
  parcels: z.array(z.object(parcelOfGrant)).meta({ description: 'Those that have left, in their order; more than one where it goes in parts, or came back and went out again' }),
  stillHere: z.array(z.string()).meta({ description: 'Of one that goes in several parcels, the pieces that have not left' }),
  waitsFor: z.enum(['approval', 'hold', 'limit', 'turn']).nullable().meta({ description: 'Why it is not there yet: somebody looks at it; it is kept back until `heldUntil`; so much is enough for a day; others are first' }),
  heldUntil: z.iso.datetime().nullable(), claimBy: z.iso.datetime().nullable().meta({ description: 'Until when it can be claimed' }),
  steps: z.array(z.object({ status, at: z.iso.datetime() })).meta({ description: 'Where it was, and since when' }),
  awardedAt: z.iso.datetime(), claimedAt: z.iso.datetime().nullable(), updatedAt: z.iso.datetime(),
}).meta({ id: 'MyGrant' });
export type MyGrantResponse = z.infer<typeof MyGrantResponse>;
export const MyGrantsResponse = z.object({ items: z.array(MyGrantResponse), nextCursor: z.string().nullable() }).meta({ id: 'MyGrants' });
export type MyGrantsResponse = z.infer<typeof MyGrantsResponse>;
