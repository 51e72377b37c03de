import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { GIFTS, type MoneyProgram } from './money-program.js';
import type { MoneyStage, Moment, Request } from './money-stage.js';
import { ServiceProcess } from './service-process.js';

/** Where a worker is killed: by how far its request has come at Stripe, or anywhere. */
export const POINTS = ['arrived', 'happened', 'answered', 'anywhere'] as const;
export type Point = (typeof POINTS)[number];

const MOST_WORKERS = 3;
/** Of each worker, before time passes. */
const LIVES = 4;
const FEED_MS = 300;
const FEED = 6;
/** Requests at its point that a worker may survive, less one. */
const SPARED = 2;
const ANYWHERE_MS = 1_500;
/** A worker that gets no request to be killed at is killed all the same. */
const PATIENCE_MS = 5_000;
const HOUR_MS = 3_600_000;
/** Between lives, by chance: a minute; longer than a lease; longer than most pauses; longer than keys are kept. */
const JUMPS = [[0.2, 61_000], [0.5, 160_000], [0.7, 2 * HOUR_MS], [1, 25 * HOUR_MS]] as const;
const GIVING = GIFTS.map(({ path }) => new RegExp(`^${path.replaceAll('*', '[^/]+')}$`));
/** What each request to Stripe may meet. A connection that breaks is tried once more by Stripe's own library: `lost` is seen by us in one of some twenty. */
const BAD_DAYS = [
  ['lost', 0.2], ['lost_before', 0.02], ['error_after', 0.04], ['error_before', 0.02], ['unavailable', 0.03], ['rate_limited', 0.03], ['truncated', 0.04], ['wrong_object', 0.03],
  ['late', 0.05], ['late_answer', 0.05],
] as const;

export interface Storm {
  readonly kills: ReadonlyMap<Point, number>;
  /** Jumps of 25 hours. */
  readonly days: number;
  readonly faults: ReadonlyMap<string, number>;
}

/** Rounds of workers, each killed at its point while it gives; between rounds, when all are dead, time passes. */
export async function storm(stage: MoneyStage, program: MoneyProgram, wanted: number, random: () => number): Promise<Storm> {
  const lanes = await Promise.all(Array.from({ length: Math.min(MOST_WORKERS, Math.ceil(wanted / 4)) }, async (_, index) => new Lane(stage, program, index, await stage.stripe.door())));
  const kills = new Map<Point, number>(POINTS.map((point) => [point, 0]));
  let days = 0;
  let done = 0;
  plan(stage);
  stage.stripe.onMoment = (moment, request) => lanes.find((lane) => lane.door === request.door)?.reached(moment, request);
  while (done < wanted) {
    const killed = await round(program, lanes, Math.min(lanes.length * LIVES, wanted - done, Math.ceil(wanted / 2)), random);
    for (const point of killed) kills.set(point, kills.get(point)! + 1);
    done += killed.length;
    await stage.stripe.idle();
    const dice = random();
    const [, jump] = JUMPS.find(([upTo]) => dice < upTo)!;
    if (jump > 24 * HOUR_MS) days += 1;
    program.pass(jump);
    stage.log(`${done} kills`);
  }
  stage.stripe.onMoment = () => undefined;
  stage.stripe.clearFaults();
  return { kills, days, faults: countBy(stage.stripe.requests.flatMap(({ fault }) => fault ?? [])) };
}

function plan({ stripe }: MoneyStage): void {
  for (const path of ['/v1/customers', '/v1/coupons', ...GIFTS.map((gift) => gift.path)]) {
    for (const [kind, chance] of BAD_DAYS) stripe.plan({ method: 'POST', path }, kind, { times: Infinity, chance, ms: 150, retryAfter: 5 });
  }
}

/** Some lives of each worker, one after the other, and work for them as long as one lives. @returns where each was killed */
async function round(program: MoneyProgram, lanes: readonly Lane[], lives: number, random: () => number): Promise<Point[]> {
  const points: Point[] = [];
  let left = lives;
  let living = lanes.length;
  const live = async (lane: Lane) => {
    try {
      while (left-- > 0) points.push(await lane.live(POINTS[Math.floor(random() * POINTS.length)]!, Math.floor(random() * SPARED), random() * ANYWHERE_MS));
    } finally {
      living -= 1;
    }
  };
  const feed = async () => {
    for (; living > 0; await sleep(FEED_MS)) if (lanes.some((lane) => lane.waitsForWork)) await program.claim(FEED);
  };
  await Promise.all([...lanes.map(live), feed()]);
  return points;
}

/** A worker with a port of its own to Stripe. */
class Lane {
  private readonly worker: ServiceProcess;
  private point: Point = 'anywhere';
  private spared = 0;
  private killing: Promise<void> | null = null;
  /** It runs, and has not been killed. */
  waitsForWork = false;
  private dead: () => void = () => undefined;

  constructor(
    private readonly stage: MoneyStage,
    private readonly program: MoneyProgram,
    index: number,
    readonly door: number,
  ) {
    this.worker = ServiceProcess.worker(stage, `money-${index}`);
  }

  /** @param spared requests at that point which it survives @returns where it was killed in truth */
  async live(point: Point, spared: number, anywhereMs: number): Promise<Point> {
    this.killing = null;
    this.spared = spared;
    this.point = 'anywhere';
    const died = new Promise<void>((dead) => void (this.dead = dead));
    this.worker.with({ STRIPE_API_URL: `http://127.0.0.1:${this.door}`, CLOCK_AHEAD_MS: String(this.program.ahead), NODE_COMPILE_CACHE: join(this.stage.dataDir, 'compiled') }, [this.stage.aheadOfTime]);
    await this.worker.start();
    this.waitsForWork = true;
    this.point = point;
    const timer = setTimeout(() => {
      this.point = 'anywhere';
      void this.kill();
    }, point === 'anywhere' ? anywhereMs : PATIENCE_MS);
    await died;
    clearTimeout(timer);
    return this.point;
  }

  /** Stripe tells how far a request of this worker's is. What it waits for is waited for there. */
  reached(moment: Moment, { method, path }: Request): Promise<void> | void {
    if (this.killing) return this.killing;
    if (moment !== this.point || method !== 'POST' || !GIVING.some((giving) => giving.test(path))) return undefined;
    if (this.spared > 0) {
      this.spared -= 1;
      return undefined;
    }
    return this.kill();
  }

  private kill(): Promise<void> {
    this.waitsForWork = false;
    this.killing ??= this.worker.kill().then(() => this.dead());
    return this.killing;
  }
}

function countBy(names: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return counts;
}
