import { join } from 'node:path';
import { NestFactory } from '@nestjs/core';
import { DataSource } from 'typeorm';
import { AppModule } from '../app.module.js';
import { Webhooks } from '../integrations/webhooks/webhooks.service.js';
import { migrate } from '../platform/database/migrate.js';
import { newId } from '../platform/ids.js';
import { Keys } from '../platform/keys.js';
import { AckLog } from './ack-log.js';
import { Caller } from './caller.js';
import { bookChecks, mailChecks, type Survival, survivals, webhookChecks } from './crash-checks.js';
import { type CrashStage, killRepeatedly } from './crash-kills.js';
import { CrashLoad } from './crash-load.js';
import { CrashReceiver, type Heard } from './crash-receiver.js';
import { CrashWatch } from './crash-watch.js';
import { verifyChecks } from './damage.js';
import { writeAndKill } from './durability-control.js';
import { type Fan, ProofProgram } from './proof-program.js';
import { ageWebhooks, expireJobs, untilQuiet } from './quiet.js';
import { ServiceProcess } from './service-process.js';
import { type Check, circumstances, randomFrom, table } from './stage.js';

const FRIENDS_BEFORE = 7;
const FANS_PER_KILL = 10;
const FANS_AT_ONCE = 50;
const CONTROL_KILLS = 4;

/** `npm run crash`: API, worker and PostgreSQL are killed at random moments, and API and worker at named points, while visitors click, sign up and confirm. */
export async function runCrash(stage: CrashStage, kills: number): Promise<Check[]> {
  await migrate(stage.database.adminUrl);
  const context = await NestFactory.createApplicationContext(AppModule, { logger: ['error', 'fatal'] });
  const api = await ServiceProcess.api(stage, 'api');
  const worker = ServiceProcess.worker(stage, 'worker');
  const receiver = await CrashReceiver.open();
  try {
    stage.log(await circumstances(context.get(DataSource), stage.seed));
    const program = await ProofProgram.make(context);
    const fans = await manyFans(program, FANS_PER_KILL * (kills + 2));
    await Promise.all([api.start(), worker.start()]);
    await untilQuiet(stage.database.superUrl); // the fans' own events, or the first mail would wait for them
    await context.get(Webhooks).create(program.id, newId(), { url: receiver.url, topics: ['referral.qualified'] });
    const stormed = await storm(stage, { program, fans, keys: context.get(Keys), api, worker }, kills);
    const checks = await judge({ program, fans, keys: context.get(Keys), heard: receiver.heard }, stormed, stage);
    await Promise.all([api.stop(), worker.stop()]);
    return [...checks, ...(await verifyChecks(stage)), ...(await durabilityChecks(stage))];
  } finally {
    await Promise.all([api.stop(), worker.stop(), receiver.close()]);
    await context.close();
  }
}

async function manyFans(program: ProofProgram, count: number): Promise<Fan[]> {
  const fans: Fan[] = [];
  while (fans.length < count) fans.push(...(await program.fans(Array<number>(FANS_AT_ONCE).fill(FRIENDS_BEFORE))));
  return fans;
}

interface Cast {
  readonly program: ProofProgram;
  readonly fans: readonly Fan[];
  readonly keys: Keys;
  readonly api: ServiceProcess;
  readonly worker: ServiceProcess;
}
/** What came of a storm is compared with this. */
interface Evidence {
  readonly program: ProofProgram;
  readonly fans: readonly Fan[];
  readonly keys: Keys;
  readonly heard: readonly Heard[];
}
interface Stormed {
  readonly acks: Awaited<ReturnType<AckLog['finish']>>;
  readonly load: CrashLoad;
  readonly watch: CrashWatch;
  readonly recoveries: Map<string, number[]>;
  readonly backlog: Awaited<ReturnType<typeof untilQuiet>>;
}

/** The load, the kills, and the quiet after them. */
async function storm(stage: CrashStage, { program, fans, keys, api, worker }: Cast, kills: number): Promise<Stormed> {
  const { superUrl } = stage.database;
  const caller = new Caller(api.origin);
  const log = await AckLog.create(join(stage.dataDir, 'acknowledged.log'));
  const watch = new CrashWatch(superUrl, program.id, join(stage.dataDir, 'mailbox'));
  const load = new CrashLoad(caller, log, { slug: program.slug, fans, keys }, superUrl, randomFrom(stage.seed + 1));
  load.start();
  const recoveries = await killRepeatedly(stage, api, worker, kills, randomFrom(stage.seed));
  await load.stop();
  caller.close();
  await worker.kill();
  await expireJobs(stage.database);
  await ageWebhooks(superUrl);
  await worker.start();
  const backlog = await untilQuiet(superUrl);
  await watch.stop();
  return { acks: await log.finish(), load, watch, recoveries, backlog };
}

async function judge({ program, fans, keys, heard }: Evidence, stormed: Stormed, stage: CrashStage): Promise<Check[]> {
  const { acks, load, watch, recoveries, backlog } = stormed;
  const { survived, books, mails, webhooks } = await program.read(async (tx) => ({
    survived: await survivals(tx, program.id, keys, acks, load.unanswered),
    books: await bookChecks(tx, program.id, program.rulebook, fans),
    mails: await mailChecks(tx, program.id, watch.mails),
    webhooks: await webhookChecks(tx, program.id, fans, heard),
  }));
  stage.log(`\n${killTable(recoveries)}\n\n${survivalTable(survived)}\n\nRedirects without a click id: ${load.unrecorded}\n`);
  for (const what of load.unexpected) stage.log(`unexpected answer: ${what}`);
  return [
    ...survived.map(({ kind, acknowledged, lost, doubled }): Check =>
      ({ name: `acknowledged: ${kind}`, passed: acknowledged > 0 && lost + doubled === 0, seen: `${acknowledged} acknowledged, ${lost} lost, ${doubled} doubled` })),
    { name: 'answers', passed: load.unexpected.length === 0, seen: load.unexpected.length === 0 ? 'none that a client should not get' : load.unexpected.join('; ') },
    ...books,
    { name: 'sums equal entries', passed: watch.sums.snapshots > 0 && watch.sums.mismatches === 0, seen: `${watch.sums.mismatches} mismatches in ${watch.sums.snapshots} snapshots` },
    { name: 'outbox', passed: backlog.events + backlog.jobs === 0, seen: `${backlog.events} events and ${backlog.jobs} jobs left` },
    ...mails,
    ...webhooks,
  ];
}

async function durabilityChecks(stage: CrashStage): Promise<Check[]> {
  const on = await writeAndKill(stage, 'on', CONTROL_KILLS);
  const off = await writeAndKill(stage, 'off', CONTROL_KILLS);
  return [
    { name: 'plain rows, synchronous_commit=on', passed: on.acknowledged > 0 && on.lost === 0, seen: `${on.acknowledged} acknowledged, ${on.lost} lost` },
    { name: 'the control, synchronous_commit=off, loses', passed: off.lost > 0, seen: `${off.acknowledged} acknowledged, ${off.lost} lost` },
  ];
}

function killTable(recoveries: ReadonlyMap<string, readonly number[]>): string {
  const rows = [...recoveries].map(([kind, times]) =>
    [kind, times.length, times.length > 0 ? (times.reduce((a, b) => a + b) / times.length).toFixed(0) : '-', times.length > 0 ? Math.max(...times).toFixed(0) : '-']);
  return table(['killed', 'kills', 'back after ms, mean', 'most'], rows);
}

function survivalTable(survived: readonly Survival[]): string {
  return table(['acknowledged', 'number', 'lost', 'doubled', 'unanswered', 'of those committed'],
    survived.map((s) => [s.kind, s.acknowledged, s.lost, s.doubled, s.unanswered, s.committed ?? '-']));
}
