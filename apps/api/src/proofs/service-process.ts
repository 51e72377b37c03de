import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, fstatSync, openSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Stage } from './stage.js';

const READY_MS = 120_000;
/** In which one that is told to kill itself comes to that point: what was queued before is worked off first. */
const LIVE_MS = 600_000;
const POLL_MS = 20;
const STOP_MS = 20_000;
/** Everything arrives from one address here: the limits are there against floods, and this is one. */
const RATE_LIMITS = 'signUp=100000000/100000000,confirmation=100000000/100000000,unknownCode=100000000/100000000,machineOfKey=100000000/100000000,machineOfProgram=100000000/100000000';

/** The compiled service in a process of its own, to be killed and started again under the same port. */
export class ServiceProcess {
  private child: ChildProcess | null = null;
  /** Where this life of the process begins in its log. */
  private logFrom = 0;
  /** What its next life is told beside the usual, and what it loads first. */
  private more: { readonly env: NodeJS.ProcessEnv; readonly imports: readonly string[] } = { env: {}, imports: [] };

  private constructor(
    private readonly stage: Stage,
    private readonly entry: 'main' | 'worker',
    readonly name: string,
    private readonly port: number,
  ) {}

  /** An API that runs no jobs. */
  static async api(stage: Stage, name: string): Promise<ServiceProcess> {
    return new ServiceProcess(stage, 'main', name, await freePort());
  }

  static worker(stage: Stage, name: string): ServiceProcess {
    return new ServiceProcess(stage, 'worker', name, 0);
  }

  /** From its next start on. @param imports modules that are loaded before it */
  with(env: NodeJS.ProcessEnv, imports: readonly string[]): this {
    this.more = { env, imports };
    return this;
  }

  get origin(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** While it runs. */
  get pid(): number {
    if (!this.child?.pid) throw new Error(`${this.name} does not run.`);
    return this.child.pid;
  }

  /** Resolves and rejects as `answers`. */
  async start(): Promise<void> {
    this.spawn();
    return this.answers();
  }

  /** For one that is told to kill itself: resolves once it has. @throws Error with the end of its log when it ends otherwise, or lives on */
  async live(): Promise<void> {
    const child = this.spawn();
    const timer = setTimeout(() => child.kill('SIGTERM'), LIVE_MS);
    const [, signal] = (await once(child, 'exit')) as [number | null, NodeJS.Signals | null];
    clearTimeout(timer);
    this.child = null;
    if (signal !== 'SIGKILL') throw new Error(`${this.name} has not killed itself:\n${this.said().slice(-4000)}`);
  }

  private spawn(): ChildProcess {
    const log = openSync(this.logFile, 'a', 0o600);
    this.logFrom = fstatSync(log).size;
    const program = join(import.meta.dirname, '..', `${this.entry}.js`);
    const child = spawn(process.execPath, ['--enable-source-maps', ...[this.stage.dieWithParent, ...this.more.imports].map((module) => `--import=${module}`), program], {
      env: this.environment(), stdio: ['ignore', log, log, 'ipc'],
    });
    closeSync(log);
    this.child = child;
    return child;
  }

  /** Resolves once it serves, or runs jobs (again). @throws Error with the end of its log when it ends, or takes too long */
  async answers(): Promise<void> {
    for (const end = Date.now() + READY_MS; Date.now() < end; await sleep(POLL_MS)) {
      if (!this.child || this.child.exitCode !== null || this.child.signalCode !== null) throw new Error(`${this.name} has ended by itself:\n${this.said().slice(-4000)}`);
      if (await this.isReady()) return;
    }
    throw new Error(`${this.name} was not ready in ${READY_MS / 1000} s:\n${this.said().slice(-4000)}`);
  }

  /** SIGKILL: it gets no chance to tidy up. Resolves once it is gone. */
  kill(): Promise<void> {
    return this.end('SIGKILL');
  }

  /** In its own time; killed when it takes too long. */
  async stop(): Promise<void> {
    const timer = setTimeout(() => this.child?.kill('SIGKILL'), STOP_MS);
    await this.end('SIGTERM');
    clearTimeout(timer);
  }

  private end(signal: NodeJS.Signals): Promise<void> {
    const child = this.child;
    this.child = null;
    if (!child || child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
    return new Promise((resolve) => {
      child.once('exit', () => resolve());
      child.kill(signal);
    });
  }

  private async isReady(): Promise<boolean> {
    if (this.entry === 'worker') return this.said().includes('The worker runs.');
    const answer = await fetch(`${this.origin}/api/v1/health`, { signal: AbortSignal.timeout(3000) }).catch(() => null);
    await answer?.body?.cancel();
    return answer?.status === 200;
  }

  private environment(): NodeJS.ProcessEnv {
    const { PATH, HOME, TZ, OUTBOUND_NETWORKS } = process.env;
    return {
      PATH, HOME, TZ, OUTBOUND_NETWORKS, NODE_ENV: 'production', DATABASE_URL: this.stage.database.appUrl, DATA_DIR: this.stage.dataDir, EMBEDDED_DATABASE: '1',
      DEMO: 'off', WORKER: 'off', PORT: String(this.port), PUBLIC_URL: this.entry === 'main' ? this.origin : 'http://127.0.0.1:3000', RATE_LIMITS,
      ...this.more.env,
    };
  }

  private get logFile(): string {
    return join(this.stage.dataDir, `${this.name}.log`);
  }

  private said(): string {
    return readFileSync(this.logFile).subarray(this.logFrom).toString('utf8');
  }
}

/** Below the ports that the kernel gives away by itself: one that is free stays free while its owner is dead. */
async function freePort(): Promise<number> {
  for (;;) {
    const port = 20_000 + Math.floor(Math.random() * 10_000);
    if (await canListen(port)) return port;
  }
}

function canListen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
  });
}
