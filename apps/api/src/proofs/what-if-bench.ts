import { readFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { DataSource } from 'typeorm';
import { AppModule } from '../app.module.js';
import { type WhatIfDraft, WhatIfs } from '../ledger/index.js';
import { migrate } from '../platform/database/migrate.js';
import { Transactions } from '../platform/database/transactions.js';
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
    const { version: _, ...rules } = program.rulebook;
    const draft: WhatIfDraft = { mode: 'recount', keepTiers: true, rules: { ...rules, holdDays: 3, tiers: rules.tiers.map((tier) => ({ ...tier, name: tier.name ?? 'Tier', at: Number(tier.at) - 2 })) } as WhatIfDraft['rules'] };
    const otherwise = { ...draft, rules: { ...draft.rules, attribution: { ...draft.rules.attribution, model: 'first' as const } } };
    const plain = await ask(context, program.id, draft, worker);
    const moved = await ask(context, program.id, otherwise, worker);
    const killed = await ask(context, program.id, draft, worker, async () => {
      await worker.kill();
      await worker.start();
    });
    return [
      { name: 'what-if', passed: plain.seconds <= MOST_SECONDS, seen: `${referrals} referrals in ${inWords(plain)}; ${plain.changed} of ${plain.members} members touched` },
      { name: 'memory', passed: Math.max(plain.mib, moved.mib) <= MOST_MIB, seen: `at most ${plain.mib} MiB in one pass, ${moved.mib} MiB in two` },
      { name: 'what-if with another attribution', passed: moved.seconds <= MOST_SECONDS && moved.members === plain.members, seen: `two passes in ${inWords(moved)}` },
      { name: 'worker killed halfway', passed: killed.changed === plain.changed, seen: `the next worker had the same answer after ${killed.seconds.toFixed(1)} s in all` },
    ];
  } finally {
    await worker.stop();
    await context.close();
  }
}

interface Answer { readonly seconds: number; readonly cpuSeconds: number; readonly mib: number; readonly changed: number; readonly members: number }

/** Asks, and watches the process in which it is answered. @param halfway once, when half of the facts were read */
async function ask(context: INestApplicationContext, programId: string, draft: WhatIfDraft, worker: ServiceProcess, halfway: () => Promise<void> = () => Promise.resolve()): Promise<Answer> {
  await untilNothingRuns(context, programId);
  const began = performance.now();
  const whatIfs = context.get(WhatIfs);
  const { id } = await whatIfs.start(programId, draft, newId());
  const most = { mib: 0, cpuSeconds: 0 };
  let passed = false;
  for (const end = Date.now() + PATIENCE_MS; Date.now() < end; await sleep(POLL_MS)) {
    for (const child of childrenOf(worker.pid, id)) {
      most.mib = Math.max(most.mib, child.mib);
      most.cpuSeconds = Math.max(most.cpuSeconds, child.cpuSeconds);
    }
    const { status, result, done, total } = await whatIfs.get(programId, id);
    if (!passed && total && done > total / 2) { passed = true; await halfway(); }
    if (status === 'done') return { seconds: (performance.now() - began) / 1000, ...most, changed: result!.publish.people.changed, members: result!.publish.members };
    if (status === 'failed') throw new Error('The what-if failed; the worker\u2019s log says why.');
  }
  throw new Error('The what-if did not come to an end.');
}

/** The clock verifies once the worker is there, and on two cores that is felt. */
async function untilNothingRuns(context: INestApplicationContext, programId: string): Promise<void> {
  const running = (): Promise<unknown[]> => context.get(Transactions).readProgram(programId, (tx) => tx.query(`SELECT 1 FROM book_runs WHERE program_id = $1 AND status IN ('waiting', 'running')`, [programId]));
  for (const end = Date.now() + PATIENCE_MS; Date.now() < end && (await running()).length > 0; ) await sleep(POLL_MS);
}

function inWords({ seconds, cpuSeconds }: Answer): string {
  return `${seconds.toFixed(1)} s, ${cpuSeconds.toFixed(1)} s of them computing (load ${loadavg()[0]!.toFixed(1)})`;
}

/** From Linux: the peak of the resident memory, and the time on a core, of the process of a run; others verify meanwhile. It may be gone before it is looked at. */
function childrenOf(pid: number, runId: string): { mib: number; cpuSeconds: number }[] {
  const read = (path: string) => { try { return readFileSync(path, 'utf8'); } catch { return ''; } };
  return read(`/proc/${pid}/task/${pid}/children`).trim().split(' ').filter((child) => child && read(`/proc/${child}/cmdline`).includes(runId)).map((child) => {
    const ticks = (read(`/proc/${child}/stat`).split(') ')[1] ?? '').split(' ');
    return { mib: Math.round(Number(/VmHWM:\s+(\d+)/.exec(read(`/proc/${child}/status`))?.[1] ?? 0) / 1024), cpuSeconds: (Number(ticks[11] ?? 0) + Number(ticks[12] ?? 0)) / 100 };
  });
}
