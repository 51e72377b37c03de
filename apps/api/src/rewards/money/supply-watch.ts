import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Transactions, type Tx } from '../../platform/database/transactions.js';
import { Maintenance, MINUTE_MS } from '../../platform/jobs/maintenance.js';
import { Programs } from '../../programs/index.js';
import { LOW_SUPPLY } from './budget-reads.js';
import { Budgets } from './budgets.service.js';
import { tellTeam } from './tell-team.js';

/** Begins the periods of budgets, and tells the team when little is left: once, until there is enough again. */
@Injectable()
export class SupplyWatch implements OnModuleInit {
  constructor(
    private readonly maintenance: Maintenance,
    private readonly programs: Programs,
    private readonly transactions: Transactions,
    private readonly budgets: Budgets,
  ) {}

  onModuleInit(): void {
    this.maintenance.register({ name: 'supply_watch', everyMs: MINUTE_MS, run: (at) => this.run(at) });
  }

  private async run(at: Date): Promise<void> {
    for (const programId of await this.programs.list()) {
      await this.budgets.beginPeriods(programId, at);
      await this.transactions.inProgram(programId, (tx) => watch(tx, programId, at));
    }
  }
}

async function watch(tx: Tx, programId: string, at: Date): Promise<void> {
  const [crossed] = (await tx.query(
    `UPDATE pools p SET low_told = s.low FROM (${LOW_SUPPLY}) AS s WHERE p.program_id = $1 AND p.id = s.id AND p.low_told = s.told AND s.low <> s.told RETURNING p.id, s.low`, [programId])) as [{ id: string; low: boolean }[], number];
  for (const { id } of crossed.filter(({ low }) => low)) await tellTeam(tx, programId, 'supply.low', 'rewards:write', { poolId: id }, at);
}
