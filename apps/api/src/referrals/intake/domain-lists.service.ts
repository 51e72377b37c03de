import { Injectable } from '@nestjs/common';
import { DomainError } from '@fanfare/contracts';
import { audit } from '../../platform/audit.js';
import { Clock } from '../../platform/clock.js';
import { Transactions, type Tx } from '../../platform/database/transactions.js';
import { DOMAIN_LISTS, DomainList, type DomainListKind } from './domain-list.entity.js';
import { type DomainListRequest, type DomainListView, mailDomainOf } from './domain-lists.dto.js';

const NAMED_IN_AUDIT = 50;

/** Mail domains that staff banned or call throwaway. A change is for sign-ups to come: what was measured stays measured. */
@Injectable()
export class DomainLists {
  constructor(
    private readonly transactions: Transactions,
    private readonly clock: Clock,
  ) {}

  all(programId: string): Promise<DomainListView[]> {
    return this.transactions.readProgram(programId, (tx) => views(tx, programId));
  }

  /** @throws DomainError `request.conflict` where somebody else has changed it since */
  async replace(programId: string, kind: DomainListKind, request: DomainListRequest, actorId: string): Promise<DomainListView> {
    const at = this.clock.now();
    const domains = [...new Set(request.domains.map((text) => mailDomainOf(text)!))].toSorted();
    return this.transactions.inProgram(programId, async (tx) => {
      const before = (await views(tx, programId)).find((list) => list.kind === kind)!;
      if (request.basedOn !== before.version || !(await write(tx, programId, kind, domains, before.version, actorId, at))) throw new DomainError('request.conflict');
      await audit(tx, programId, { actorId, action: `domains.${kind}_changed`, subjectId: null, detail: { version: before.version + 1, ...changes(before.domains, domains) } }, at);
      return { kind, domains, version: before.version + 1, updatedAt: at.toISOString() };
    });
  }
}

async function views(tx: Tx, programId: string): Promise<DomainListView[]> {
  const known = await tx.getRepository(DomainList).findBy({ programId });
  return DOMAIN_LISTS.map((kind) => {
    const list = known.find((one) => one.kind === kind);
    return { kind, domains: list?.domains ?? [], version: list?.version ?? 0, updatedAt: list?.updatedAt.toISOString() ?? null };
  });
}

/** @returns false where another writer was faster */
async function write(tx: Tx, programId: string, kind: DomainListKind, domains: readonly string[], version: number, actorId: string, at: Date): Promise<boolean> {
  const rows = (await tx.query(
    `INSERT INTO domain_lists AS l (program_id, kind, domains, version, updated_at, updated_by) VALUES ($1, $2, $3, 1, $5, $6)
     ON CONFLICT (program_id, kind) DO UPDATE SET domains = EXCLUDED.domains, version = l.version + 1, updated_at = EXCLUDED.updated_at, updated_by = EXCLUDED.updated_by
       WHERE l.version = $4
     RETURNING version`, [programId, kind, domains, version, at, actorId])) as { version: number }[];
  return rows[0]?.version === version + 1;
}

function changes(before: readonly string[], after: readonly string[]): { added: string[]; removed: string[]; domains: number } {
  const [old, now] = [new Set(before), new Set(after)];
  return {
    added: after.filter((domain) => !old.has(domain)).slice(0, NAMED_IN_AUDIT), removed: before.filter((domain) => !now.has(domain)).slice(0, NAMED_IN_AUDIT), domains: after.length,
  };
}
