import { DomainError } from '@fanfare/contracts';
import type { Tx } from '../../platform/database/transactions.js';
import { writeOutbox } from '../../platform/outbox/outbox.js';
import type { RewardKind, Texts } from '../reward.entity.js';
import type { Offer, RewardProvider, RewardProviders, StepTerms } from './reward-provider.js';

/** A step's turn has come: `{grantId, step}`. */
export const STEP_DUE_TOPIC = 'reward_step.due';
/** What the step is called that takes back what another gave. */
export const REVERSAL = 'reversal';

const STEP_OF_KIND: Partial<Record<RewardKind, string>> = { account_credit: 'credit', cash: 'transfer', gift_card: 'card', unlock: 'access' };

/** Every kind that a provider brings. */
export const STEP_OFFERS: readonly Offer[] = [{ kind: 'discount_code', codeSource: 'stripe' }, ...(Object.keys(STEP_OF_KIND) as RewardKind[]).map((kind) => ({ kind, codeSource: null }))];

/** Of the reward `r` of the program $1: whether a system of the brand's own is asked for it. */
export const HOOKED = 'EXISTS (SELECT 1 FROM reward_hooks h WHERE h.program_id = $1 AND h.reward_id = r.id)';

/** What a provider does for such a reward when it is claimed; null: nobody is asked. */
export function stepOf({ kind, codeSource, hooked }: Offer): string | null {
  if (kind === 'custom') return hooked ? 'hook' : null;
  if (kind === 'discount_code') return codeSource === 'stripe' ? 'code' : null;
  return STEP_OF_KIND[kind] ?? null;
}

/** Whose step it is. */
export interface StepOwner {
  readonly grantId: string;
  readonly memberId: string;
  readonly rewardId: string;
  readonly step: string;
}

/** Who brings it. @throws DomainError `reward.no_provider` */
export async function providerOf(tx: Tx, programId: string, providers: RewardProviders, offer: Offer): Promise<RewardProvider> {
  const provider = await providers.choose(tx, programId, offer);
  if (!provider) throw new DomainError('reward.no_provider');
  return provider;
}

/** Writes the step in the transaction that claims: there is no claim whose reward nobody brings. What is given at once has arrived with it. */
export async function openStep(tx: Tx, programId: string, provider: RewardProvider, { grantId, memberId, rewardId, step }: StepOwner, at: Date): Promise<void> {
  const terms = await termsOf(tx, programId, rewardId, at);
  if (!provider.giveAtOnce) return insertStep(tx, programId, { grantId, step, terms }, provider, memberId, at);
  await provider.giveAtOnce(tx, { programId, rewardId, grantId, at });
  await tx.query(
    `INSERT INTO reward_steps (program_id, grant_id, step, provider, status, terms, created_at, updated_at) VALUES ($1, $2, $3, $4, 'done', $5, $6, $6)`,
    [programId, grantId, step, provider.name, JSON.stringify(terms), at]);
  await writeOutbox(tx, programId, [{ topic: 'grant.arrived', payload: { grantId, memberId } }], at);
}

/** Wakes the worker; without it the step is found within a minute. */
export async function announceDue(tx: Tx, programId: string, steps: readonly { grantId: string; step: string }[], at: Date): Promise<void> {
  await writeOutbox(tx, programId, steps.map(({ grantId, step }) => ({ topic: STEP_DUE_TOPIC, payload: { grantId, step } })), at);
}

/** Grants that were taken back before anything was sent: nobody is to bring them any more. */
export async function cancelSteps(tx: Tx, programId: string, grantIds: readonly string[], at: Date): Promise<void> {
  await tx.query(
    `UPDATE reward_steps SET status = 'undone', waits_for = NULL, next_try_at = NULL, updated_at = $3
     WHERE program_id = $1 AND grant_id = ANY($2) AND step <> '${REVERSAL}' AND status IN ('due', 'waiting', 'failed')`, [programId, grantIds, at]);
}

/** Asks for back what was given for a grant that was taken back; by whoever gave it. */
export async function openReversal(tx: Tx, programId: string, providers: RewardProviders, grantId: string, memberId: string, at: Date): Promise<void> {
  const [given] = (await tx.query(
    `SELECT provider, terms FROM reward_steps WHERE program_id = $1 AND grant_id = $2 AND step <> '${REVERSAL}' AND status = 'done'`, [programId, grantId])) as { provider: string; terms: StepTerms }[];
  if (given) await insertStep(tx, programId, { grantId, step: REVERSAL, terms: given.terms }, providers.get(given.provider), memberId, at);
}

async function insertStep(tx: Tx, programId: string, { grantId, step, terms }: { grantId: string; step: string; terms: StepTerms }, provider: RewardProvider, memberId: string, at: Date): Promise<void> {
  const waitsFor = await provider.waitsFor(tx, { programId, grantId, memberId, step, kind: terms.kind });
  await tx.query(
    `INSERT INTO reward_steps (program_id, grant_id, step, provider, status, waits_for, next_try_at, terms, created_at, updated_at)
     VALUES ($1, $2, $3, $4, CASE WHEN $5::text IS NULL THEN 'due' ELSE 'waiting' END, $5, CASE WHEN $5::text IS NULL THEN $6::timestamptz END, $7, $6, $6)`,
    [programId, grantId, step, provider.name, waitsFor, at, JSON.stringify(terms)]);
  if (waitsFor === null) await announceDue(tx, programId, [{ grantId, step }], at);
}

interface RewardRow {
  readonly kind: Offer['kind'];
  readonly title: Texts;
  readonly defaultLocale: string;
  readonly amountMinor: number | null;
  readonly currency: string | null;
  readonly percentOff: number | null;
  readonly minimumMinor: number | null;
  readonly validDays: number | null;
}

async function termsOf(tx: Tx, programId: string, rewardId: string, at: Date): Promise<StepTerms> {
  const [row] = (await tx.query(
    `SELECT r.kind, r.title, p.default_locale AS "defaultLocale", r.amount_minor AS "amountMinor", r.amount_currency AS currency, r.percent_off AS "percentOff",
       r.minimum_minor AS "minimumMinor", r.valid_days AS "validDays"
     FROM rewards r JOIN programs p ON p.id = $1 WHERE r.program_id = $1 AND r.id = $2`, [programId, rewardId])) as [RewardRow];
  const { kind, title, defaultLocale, amountMinor, currency, percentOff, minimumMinor, validDays } = row;
  return {
    kind, rewardId, title: title[defaultLocale] ?? Object.values(title)[0] ?? '',
    ...(amountMinor !== null && currency !== null && { amountMinor, currency }),
    ...(percentOff !== null && { percentOff }), ...(minimumMinor !== null && { minimumMinor }),
    ...(validDays !== null && { expiresAt: Math.floor(at.getTime() / 1_000) + validDays * 86_400 }),
  };
}
