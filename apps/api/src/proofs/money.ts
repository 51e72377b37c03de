import { NestFactory } from '@nestjs/core';
import { DataSource } from 'typeorm';
import { AppModule } from '../app.module.js';
import { migrate } from '../platform/database/migrate.js';
import { GIFTS, MoneyProgram, type StepState } from './money-program.js';
import type { MoneyStage } from './money-stage.js';
import { storm, type Storm } from './money-storm.js';
import { type Check, circumstances, randomFrom, table } from './stage.js';

const CONTROL_CLAIMS = 60;

/**
 * `npm run crash:money`: workers are killed while they give through Stripe, between the call and the commit above all; answers
 * are lost, late or wrong, and days pass. In the end what Stripe has and what we know are held against each other.
 */
export async function runMoney(stage: MoneyStage, kills: number): Promise<Check[]> {
  await migrate(stage.database.adminUrl);
  const context = await NestFactory.createApplicationContext(AppModule, { logger: ['fatal'] });
  try {
    stage.log(await circumstances(context.get(DataSource), stage.seed));
    const program = await MoneyProgram.make(context, stage.stripe);
    const stormed = await storm(stage, program, kills, randomFrom(stage.seed));
    const left = await program.settle();
    const before = await verdict(stage, program);
    const stuck = await program.listed('stuck');
    const again = await resolved(program);
    const after = await verdict(stage, program);
    stage.log(`\n${killTable(stormed)}\n\n${faultTable(stormed)}\n\n${giftTable(stage, before, after)}\n`);
    return [
      { name: 'kills', passed: sum(stormed.kills) === kills, seen: `${sum(stormed.kills)} workers killed, ${stormed.days} times 25 hours passed` },
      ...doubleChecks(stage, after),
      { name: 'done is given', passed: before.done > 0 && before.doneNotGiven === 0, seen: `${before.done} done, ${before.doneNotGiven} of them not at Stripe as we know it` },
      { name: 'failed is not given', passed: before.failedGiven === 0, seen: `${before.failed} failed, ${before.failedGiven} of them given` },
      { name: 'nothing stuck unseen', passed: left === 0 && stuck.length === before.failed + before.unclear, seen: `${before.unclear} unclear and ${before.failed} failed, ${stuck.length} on the list of staff; ${left} under way for ever` },
      { name: 'once more resolves it', passed: after.failed + after.unclear === 0 && after.doneNotGiven === 0, seen: `${again} said again by staff; ${after.failed + after.unclear} stuck after that, ${after.doneNotGiven} done and not given` },
      await control(stage, program),
    ];
  } finally {
    await context.close();
  }
}

/** Staff decide as long as there is something to decide. */
async function resolved(program: MoneyProgram): Promise<number> {
  let all = 0;
  for (let turn = 0; turn < 3; turn++) {
    const again = await program.sayAgain();
    if (again === 0) break;
    all += again;
    await program.settle();
  }
  return all;
}

interface Verdict {
  readonly steps: readonly StepState[];
  readonly done: number;
  readonly failed: number;
  readonly unclear: number;
  readonly doneNotGiven: number;
  readonly failedGiven: number;
}

/** What we know of each step against what exists at Stripe. */
async function verdict({ stripe }: MoneyStage, program: MoneyProgram): Promise<Verdict> {
  const steps = await program.steps();
  const given = new Map(GIFTS.map(({ name, object }) => [name as string, stripe.given(object)]));
  const of = (status: string) => steps.filter((step) => step.status === status);
  const atStripe = ({ step, grantId }: StepState) => given.get(step)?.get(grantId) ?? [];
  return {
    steps, done: of('done').length, failed: of('failed').length, unclear: of('unclear').length,
    doneNotGiven: of('done').filter((step) => !atStripe(step).some(({ id }) => id === step.reference) || step.grantStatus !== 'fulfilled').length,
    failedGiven: of('failed').filter((step) => atStripe(step).length > 0).length,
  };
}

function doubleChecks(stage: MoneyStage, { steps }: Verdict): Check[] {
  return GIFTS.map(({ name, object }) => {
    const claimed = steps.filter(({ step }) => step === name).length;
    const doubles = doublesOf(stage, object);
    return { name: `no ${name} twice`, passed: claimed > 0 && doubles === 0, seen: `${claimed} claimed, ${stage.stripe.given(object).size} given, ${doubles} twice` };
  });
}

/** The same program and the same lost answers, at a Stripe that knows no keys: what becomes of it shows what the keys are for. */
async function control(stage: MoneyStage, program: MoneyProgram): Promise<Check> {
  const { object, path } = GIFTS[0];
  const before = doublesOf(stage, object);
  stage.stripe.ignoreKeys();
  stage.stripe.plan({ method: 'POST', path }, 'truncated', { times: Infinity, chance: 0.5 });
  await program.claim(CONTROL_CLAIMS);
  await program.settle();
  stage.stripe.clearFaults();
  const doubles = doublesOf(stage, object) - before;
  return { name: 'the control, a Stripe that remembers no keys, doubles', passed: doubles > 0, seen: `${CONTROL_CLAIMS / GIFTS.length} claimed, half of the answers lost, ${doubles} given twice or more` };
}

function doublesOf({ stripe }: MoneyStage, object: string): number {
  return [...stripe.given(object).values()].filter((things) => things.length > 1).length;
}

function killTable({ kills }: Storm): string {
  const words = { arrived: 'request at Stripe, nothing happened', happened: 'happened, not answered', answered: 'answered, not written down', anywhere: 'anywhere' };
  return table(['killed', 'kills'], [...kills].map(([point, count]) => [words[point], count]));
}

function faultTable({ faults }: Storm): string {
  return table(['met by requests', 'times'], [...faults].toSorted(([, a], [, b]) => b - a));
}

function giftTable(stage: MoneyStage, before: Verdict, after: Verdict): string {
  return table(['gift', 'claimed', 'tries', 'done by itself', 'for a person', 'given', 'twice'], GIFTS.map(({ name, object }) => {
    const own = after.steps.filter(({ step }) => step === name);
    const byItself = before.steps.filter(({ step, status }) => step === name && status === 'done').length;
    return [name, own.length, own.reduce((all, { attempts }) => all + attempts, 0), byItself, own.length - byItself, stage.stripe.given(object).size, doublesOf(stage, object)];
  }));
}

function sum(counts: ReadonlyMap<unknown, number>): number {
  return [...counts.values()].reduce((all, count) => all + count, 0);
}
