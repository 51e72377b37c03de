import { DomainError } from '@fanfare/contracts';
import type { Tx } from '../../platform/database/transactions.js';
import { newId } from '../../platform/ids.js';
import type { VariantRequest } from '../rewards.dto.js';
import { leavePool, openPool, setUnits, type Shelf } from './shelf.js';

/**
 * Makes the offered variants the ones that are wanted, in their order: those with an id are described anew, those without are
 * new, the others are no longer offered. Their promises have to be settled after. @throws DomainError `reward.variant_not_found`
 */
export async function saveVariants(tx: Tx, programId: string, shelf: Shelf, wanted: readonly VariantRequest[], at: Date): Promise<void> {
  const kept = new Set(wanted.flatMap((variant) => variant.id ?? []));
  if ([...kept].some((id) => !shelf.variants.some((variant) => variant.id === id))) throw new DomainError('reward.variant_not_found');
  for (const variant of shelf.variants) if (!kept.has(variant.id)) await retire(tx, programId, variant, at);
  for (const [place, variant] of wanted.entries()) {
    if (variant.id) await tx.query('UPDATE reward_variants SET label = $3, sku = $4, place = $5 WHERE program_id = $1 AND id = $2', [programId, variant.id, variant.label, variant.sku, place]);
    else await insert(tx, programId, shelf.rewardId, variant, place);
  }
}

/** Sets what is on the shelf of one variant, or says with null that there is always enough of it. */
export async function stockVariant(tx: Tx, programId: string, shelf: Shelf, variantId: string, units: number | null): Promise<{ before: number | null }> {
  const variant = shelf.variants.find(({ id }) => id === variantId);
  if (!variant) throw new DomainError('reward.variant_not_found');
  if (units === null && variant.poolId) {
    await assignPool(tx, programId, variantId, null);
    await leavePool(tx, programId, variant.poolId);
  } else if (units !== null) {
    const poolId = variant.poolId ?? (await openPool(tx, programId, await labelOf(tx, programId, variantId)));
    if (!variant.poolId) await assignPool(tx, programId, variantId, poolId);
    await setUnits(tx, programId, poolId, units);
  }
  return { before: variant.unitsLeft };
}

async function insert(tx: Tx, programId: string, rewardId: string, { label, sku, stock }: VariantRequest, place: number): Promise<void> {
  const poolId = stock === null ? null : await openPool(tx, programId, label);
  if (poolId) await setUnits(tx, programId, poolId, stock!);
  await tx.query('INSERT INTO reward_variants (program_id, id, reward_id, label, sku, place, pool_id) VALUES ($1, $2, $3, $4, $5, $6, $7)',
    [programId, newId(), rewardId, label, sku, place, poolId]);
}

async function retire(tx: Tx, programId: string, variant: Shelf['variants'][number], at: Date): Promise<void> {
  await tx.query('UPDATE reward_variants SET retired_at = $3, pool_id = NULL WHERE program_id = $1 AND id = $2', [programId, variant.id, at]);
  if (variant.poolId) await leavePool(tx, programId, variant.poolId);
}

async function assignPool(tx: Tx, programId: string, variantId: string, poolId: string | null): Promise<void> {
  await tx.query('UPDATE reward_variants SET pool_id = $3 WHERE program_id = $1 AND id = $2', [programId, variantId, poolId]);
}

async function labelOf(tx: Tx, programId: string, variantId: string): Promise<string> {
  const [{ label }] = (await tx.query('SELECT label FROM reward_variants WHERE program_id = $1 AND id = $2', [programId, variantId])) as [{ label: string }];
  return label;
}
