import { setTimeout as sleep } from 'node:timers/promises';
import type { ServiceProcess } from './service-process.js';
import type { Stage } from './stage.js';

/** A stage whose database can be killed, with all its processes, and started again under the same address. */
export interface CrashStage extends Stage {
  killDatabase(): Promise<void>;
  startDatabase(): Promise<void>;
  /** `npm run verify` on this stage's database. */
  verify(): Promise<{ readonly code: number; readonly output: string }>;
}

export const KINDS = ['API', 'worker', 'PostgreSQL', 'all'] as const;
export type Kind = (typeof KINDS)[number];

const BETWEEN_MS = { least: 300, most: 1500 };

/**
 * Kills one thing after the other at random moments, each as often as the others, and brings it back.
 * @returns for each kind, how long it took until everything answered again, in milliseconds, one per kill
 */
export async function killRepeatedly(stage: CrashStage, api: ServiceProcess, worker: ServiceProcess, kills: number, random: () => number): Promise<Map<Kind, number[]>> {
  const recoveries = new Map<Kind, number[]>(KINDS.map((kind) => [kind, []]));
  for (let kill = 0; kill < kills; kill++) {
    const kind = KINDS[kill % KINDS.length]!;
    await sleep(BETWEEN_MS.least + random() * (BETWEEN_MS.most - BETWEEN_MS.least));
    const began = performance.now();
    await strike(stage, api, worker, kind);
    recoveries.get(kind)!.push(performance.now() - began);
  }
  return recoveries;
}

async function strike(stage: CrashStage, api: ServiceProcess, worker: ServiceProcess, kind: Kind): Promise<void> {
  switch (kind) {
    case 'API':
      await api.kill();
      return api.start();
    case 'worker':
      await worker.kill();
      return worker.start();
    case 'PostgreSQL':
      await stage.killDatabase();
      await stage.startDatabase();
      return api.answers();
    case 'all':
      await Promise.all([api.kill(), worker.kill(), stage.killDatabase()]);
      await stage.startDatabase();
      await Promise.all([api.start(), worker.start()]);
  }
}
