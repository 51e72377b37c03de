import { setTimeout as sleep } from 'node:timers/promises';
import type { ServiceProcess } from './service-process.js';
import type { Stage } from './stage.js';

/** A stage whose database can be killed, with all its processes, and started again under the same address. */
export interface CrashStage extends Stage {
  /** `file:` address of the module by which a process kills itself at a named point. */
  readonly dieAt: string;
  killDatabase(): Promise<void>;
  startDatabase(): Promise<void>;
  /** `npm run verify` on this stage's database. */
  verify(): Promise<{ readonly code: number; readonly output: string }>;
}

const KINDS = ['API', 'worker', 'PostgreSQL', 'all'] as const;
type Kind = (typeof KINDS)[number];
/** Between two steps that belong together, as the module `dieAt` knows them. */
const POINTS: readonly { readonly name: string; readonly of: 'API' | 'worker' }[] = [
  { name: 'before a confirmation commits', of: 'API' },
  { name: 'a confirmation committed, not answered', of: 'API' },
  { name: 'between facts and entries', of: 'API' },
  { name: 'a click stored, not redirected', of: 'API' },
  { name: 'events queued, not marked', of: 'worker' },
  { name: 'a mail claimed, not handed over', of: 'worker' },
  { name: 'a mail handed over, not written down', of: 'worker' },
  { name: 'a webhook taken, not written down', of: 'worker' },
  { name: 'a refused webhook written down, its next try not planned', of: 'worker' },
];

const BETWEEN_MS = { least: 300, most: 1500 };

/**
 * Kills one thing after the other, at random moments or at a named point, each as often as the others, and brings it back.
 * @returns for each, how long it took until everything answered again, in milliseconds, one per kill
 */
export async function killRepeatedly(stage: CrashStage, api: ServiceProcess, worker: ServiceProcess, kills: number, random: () => number): Promise<Map<string, number[]>> {
  const moments = [...KINDS, ...POINTS];
  const recoveries = new Map<string, number[]>(moments.map((moment) => [nameOf(moment), []]));
  for (let kill = 0; kill < kills; kill++) {
    const moment = moments[kill % moments.length]!;
    await sleep(BETWEEN_MS.least + random() * (BETWEEN_MS.most - BETWEEN_MS.least));
    if (typeof moment !== 'string') await dieAt(stage, moment.of === 'API' ? api : worker, moment.name);
    const began = performance.now();
    await (typeof moment === 'string' ? strike(stage, api, worker, moment) : (moment.of === 'API' ? api : worker).start());
    recoveries.get(nameOf(moment))!.push(performance.now() - began);
  }
  return recoveries;
}

const nameOf = (moment: Kind | (typeof POINTS)[number]): string => (typeof moment === 'string' ? moment : moment.name);

/** One more life, which it ends by itself. */
async function dieAt({ dieAt }: CrashStage, process: ServiceProcess, point: string): Promise<void> {
  await process.kill();
  await process.with({ DIE_AT: point }, [dieAt]).live();
  process.with({}, []);
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
