import { canonicalEmail } from '@fanfare/domain';
import { z } from 'zod';
import { DOMAIN_LISTS } from './domain-list.entity.js';

const MOST = 2_000;

/** A mail domain as addresses are compared by it, or null: case, a trailing dot, an @ in front and its IDN form do not matter. */
export function mailDomainOf(text: string): string | null {
  return canonicalEmail(`x@${text.trim().replace(/^@/, '')}`)?.domain ?? null;
}

export const DomainListKindParam = z.enum(DOMAIN_LISTS);

export const DomainListRequest = z.strictObject({
  domains: z.array(z.string().max(255).refine((text) => mailDomainOf(text) !== null, 'must be a mail domain such as example.com')).max(MOST)
    .meta({ description: 'The whole list. A domain stands for all that lie under it' }),
  basedOn: z.int().min(0).meta({ description: 'The version that was read; 0: none yet' }),
}).meta({ id: 'DomainListRequest' });
export type DomainListRequest = z.infer<typeof DomainListRequest>;

export const DomainListView = z.object({
  kind: z.enum(DOMAIN_LISTS), domains: z.array(z.string()), version: z.int().meta({ description: '0: never written' }), updatedAt: z.iso.datetime().nullable(),
}).meta({ id: 'DomainList' });
export type DomainListView = z.infer<typeof DomainListView>;

export const DomainListsResponse = z.object({ items: z.array(DomainListView), nextCursor: z.null() }).meta({ id: 'DomainLists' });
export type DomainListsResponse = z.infer<typeof DomainListsResponse>;
