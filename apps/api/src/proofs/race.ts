import { NestFactory } from '@nestjs/core';
import { DataSource } from 'typeorm';
import { AppModule } from '../app.module.js';
import { Verifier } from '../ledger/index.js';
import { migrate } from '../platform/database/migrate.js';
import { Caller } from './caller.js';
import { type NaiveOutcome, raceNaively } from './naive-control.js';
import { ProofProgram } from './proof-program.js';
import { duel, DUELS } from './race-duels.js';
import { Ring } from './race-ring.js';
import { type Outcome, race } from './race-rounds.js';
import { VARIANTS } from './race-variants.js';
import { ServiceProcess } from './service-process.js';
import { type Check, circumstances, percentile, randomFrom, type Stage, table } from './stage.js';

const MAX_NAIVE_ROUNDS = 150;

/**
 * `npm run race`: against two API processes on one database, confirmations race for the tenth friend, and what must happen once,
 * or must not both happen, is set off at the same moment.
 * @param rounds shared out among the variants and duels
 */
export async function runRace(stage: Stage, rounds: number): Promise<Check[]> {
  await migrate(stage.database.adminUrl);
  const context = await NestFactory.createApplicationContext(AppModule, { logger: ['error', 'fatal'] });
  const services = await Promise.all(['api-1', 'api-2'].map((name) => ServiceProcess.api(stage, name)));
  const callers = services.map((service) => new Caller(service.origin));
  try {
    stage.log(await circumstances(context.get(DataSource), stage.seed));
    await Promise.all(services.map((service) => service.start()));
    const program = await ProofProgram.make(context);
    const each = Math.ceil(rounds / (VARIANTS.length + DUELS.length));
    const outcomes = [
      ...await race(program, callers, Math.max(VARIANTS.length, rounds - each * DUELS.length), randomFrom(stage.seed)),
      ...await duel(new Ring(context, program, callers, randomFrom(stage.seed + 1)), each),
    ];
    const naive = await raceNaively(stage.database.adminUrl, Math.min(rounds, MAX_NAIVE_ROUNDS));
    const { books, facts, entries, wrong } = await context.get(Verifier).verify(program.id);
    stage.log(`\n${raceTable(outcomes, naive)}\n`);
    for (const { name, examples } of outcomes) for (const example of examples) stage.log(`${name}, ${example}`);
    return [
      ...outcomes.map(raceCheck),
      { name: 'verify', passed: wrong === 0, seen: `${books} books, ${facts} facts, ${entries} entries, ${wrong} mismatches` },
      naiveCheck(naive),
    ];
  } finally {
    for (const caller of callers) caller.close();
    await Promise.all(services.map((service) => service.stop()));
    await context.close();
  }
}

export function raceCheck({ name, rounds, double, missed, failed }: Outcome): Check {
  return { name, passed: rounds > 0 && double + missed + failed === 0, seen: `${rounds} rounds, ${double} double, ${missed} missed, ${failed} failed` };
}

/** The control passes when it goes wrong: a race that the naive way survives shows nothing. */
export function naiveCheck(naive: readonly NaiveOutcome[]): Check {
  const sum = (key: 'rounds' | 'double' | 'missed') => naive.reduce((total, outcome) => total + outcome[key], 0);
  return { name: 'the naive control fails', passed: sum('double') > 0 && sum('missed') > 0, seen: `${sum('rounds')} rounds, ${sum('double')} double, ${sum('missed')} missed` };
}

function raceTable(outcomes: readonly Outcome[], naive: readonly NaiveOutcome[]): string {
  const rows = outcomes.map(({ name, rounds, double, missed, failed, times }) =>
    [name, rounds, times.length, double, missed, failed, percentile(times, 0.5).toFixed(1), percentile(times, 0.99).toFixed(1)]);
  const controls = naive.map(({ name, rounds, double, missed, failed }) => [name, rounds, '', double, missed, failed, '', '']);
  return table(['variant', 'rounds', 'requests', 'double', 'missed', 'failed', 'p50 ms', 'p99 ms'], [...rows, ...controls]);
}
