import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { DataSource } from 'typeorm';
import { AppModule } from '../app.module.js';
import { type WhatIfDraft, WhatIfs } from '../ledger/index.js';
import { migrate } from '../platform/database/migrate.js';
import { newId } from '../platform/ids.js';
import { ProofProgram } from './proof-program.js';
import { ServiceProcess } from './service-process.js';
import { type Check, circumstances, type Stage } from './stage.js';
import { writeHistory } from './what-if-data.js';

const MOST_SECONDS = 60;
const MOST_MIB = 300;
const POLL_MS = 200;
const PATIENCE_MS = 15 * 60_000;

/** `npm run bench:what-if`: what a draft would change over a long history, asked of a worker of its own; then once more with the worker killed halfway. */
export async function runWhatIfBench(stage: Stage, referrals: number): Promise<Check[]> {
  await migrate(stage.database.adminUrl);
  const context = await NestFactory.createApplicationContext(AppModule, { logger: ['error', 'fatal'] });
  const worker = ServiceProcess.worker(stage, 'worker');
  try {
    stage.log(await circumstances(context.get(DataSource), stage.seed));
    const program = await ProofProgram.make(context);
    const { members, facts } = await writeHistory(stage.database.superUrl, program.id, referrals);
    stage.log(`${members} members, ${facts} facts`);
    await worker.start();
    const idle = memoryOf(worker);
    const { version: _, ...rules } = program.rulebook;
    const draft: WhatIfDraft = { mode: 'recount', keepTiers: true, rules: { ...rules, holdDays: 3, tiers: rules.tiers.map((tier) => ({ ...tier, name: tier.name ?? 'Tier', at: Number(tier.at) - 2 })) } as WhatIfDraft['rules'] };
    const plain = await ask(context, program.id, draft);
    const other = { ...draft, rules: { ...draft.rules, attribution: { ...draft.rules.attribution, model: 'first' as const } } };
    const memory = memoryOf(worker);
    const moved = await ask(context, program.id, other);
    const killed = await askAndKill(context, program.id, draft, worker);
    return [
      { name: 'what-if', passed: plain.seconds <= MOST_SECONDS, seen: `${referrals} referrals in ${plain.seconds.toFixed(1)} s; ${plain.changed} of ${plain.members} members touched` },
      { name: 'memory of the worker', passed: memory.most <= MOST_MIB, seen: `at most ${memory.most} MiB (before it began: ${idle.most} MiB)` },
      { name: 'what-if with another attribution', passed: moved.changed >= 0, seen: `${moved.seconds.toFixed(1)} s in two passes; the worker at most ${memoryOf(worker).most} MiB` },
      { name: 'worker killed halfway', passed: killed.changed === plain.changed, seen: `done after ${killed.seconds.toFixed(1)} s by the next worker, with the same answer` },
    ];
  } finally {
    await worker.stop();
    await context.close();
  }
}

interface Answer { readonly seconds: number; readonly changed: number; readonly members: number }

async function ask(context: INestApplicationContext, programId: string, draft: WhatIfDraft, halfway: () => Promise<void> = () => Promise.resolve()): Promise<Answer> {
  const began = performance.now();
  const whatIfs = context.get(WhatIfs);
  const { id } = await whatIfs.start(programId, draft, newId());
  let passed = false;
  for (const end = Date.now() + PATIENCE_MS; Date.now() < end; await sleep(POLL_MS)) {
    const { status, result, done, total } = await whatIfs.get(programId, id);
    if (!passed && total && done > total / 2) { passed = true; await halfway(); }
    if (status === 'done') return { seconds: (performance.now() - began) / 1000, changed: result!.publish.people.changed, members: result!.publish.members };
    if (status === 'failed') throw new Error('The what-if failed; the worker’s log says why.');
  }
  throw new Error('The what-if did not come to an end.');
}

function askAndKill(context: INestApplicationContext, programId: string, draft: WhatIfDraft, worker: ServiceProcess): Promise<Answer> {
  return ask(context, programId, draft, async () => {
    await worker.kill();
    await worker.start();
  });
}

/** Resident memory in MiB, from Linux; the peak since the process began. */
function memoryOf(worker: ServiceProcess): { most: number } {
  const status = readFileSync(`/proc/${worker.pid}/status`, 'utf8');
  return { most: Math.round(Number(/VmHWM:\s+(\d+)/.exec(status)![1]) / 1024) };
}
