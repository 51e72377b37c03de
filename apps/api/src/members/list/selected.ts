import { DomainError, LIMITS } from '@fanfare/contracts';
import type { Tx } from '../../platform/database/transactions.js';
import type { MemberList } from './member-list.service.js';
import type { Selection } from './members.dto.js';

/** Who is meant, bounded: one act is one transaction. @throws DomainError `member.selection_too_large` */
export async function selectedIds(tx: Tx, list: MemberList, programId: string, { ids, filter }: Selection): Promise<string[]> {
  const found = await list.ids(tx, programId, { ...filter, ...(ids && { ids }) }, LIMITS.bulkMembers + 1);
  if (found.length > LIMITS.bulkMembers) throw new DomainError('member.selection_too_large', { limit: LIMITS.bulkMembers });
  return found;
}

/** A selection as it may stand in the audit log: what was typed to search or to sort them by may name a person. */
export function withoutWords({ ids, filter }: Selection): Record<string, unknown> {
  if (ids) return { picked: ids.length };
  const { search, tag, ...rest } = filter ?? {};
  return { filter: { ...rest, ...(search && { search: '…' }), ...(tag && { tag: '…' }) } };
}
