import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { Id } from '@fanfare/domain';
import { type BookChange, type EffectWriter, EffectWriters } from '../../ledger/index.js';
import type { Tx } from '../../platform/database/transactions.js';
import type { OutboxEvent } from '../../platform/outbox/outbox.js';

/**
 * Who came to count and who ceased to, as the books say it: mail to members leaves out what a recount or a merge has changed and
 * whoever is suspended, and a brand's own systems must hear all of it. Nothing is written where nobody listens: a recount may move millions.
 */
@Injectable()
export class WebhookEffects implements EffectWriter, OnModuleInit {
  readonly kind = 'webhooks';

  constructor(private readonly writers: EffectWriters) {}

  onModuleInit(): void {
    this.writers.register(this);
  }

  async write(tx: Tx, programId: string, effects: readonly BookChange[]): Promise<OutboxEvent[]> {
    const moved = netOf(effects);
    if (moved.size === 0 || !(await isHeard(tx, programId))) return [];
    return [...moved].map(([referralId, by]) => ({ topic: by > 0 ? 'referral.qualified' : 'referral.reversed', payload: { referralId } }));
  }
}

/** A friend whom one book hands to another goes on counting: nothing has happened to them. */
function netOf(effects: readonly BookChange[]): Map<Id, number> {
  const net = new Map<Id, number>();
  for (const [id, by] of effects.flatMap(({ counted }) => [...counted])) net.set(id, (net.get(id) ?? 0) + by);
  return new Map([...net].filter(([, by]) => by !== 0));
}

async function isHeard(tx: Tx, programId: string): Promise<boolean> {
  const heard = (await tx.query(
    `SELECT 1 FROM webhook_endpoints WHERE program_id = $1 AND (status = 'active' OR disabled_because <> 'staff') AND topics && '{referral.qualified,referral.reversed}' LIMIT 1`, [programId])) as unknown[];
  return heard.length > 0;
}
