import { spawn } from 'node:child_process';
import { join } from 'node:path';
import type { Id } from '@fanfare/domain';
import { JobStopped } from '../../platform/jobs/jobs.js';

/** What a run reads lives only shortly; left to itself the heap would grow to several times of what is alive. In percent, and in MiB. */
const FRUGAL = ['--heap-growing-percent=60', '--max-old-space-size=256', '--max-semi-space-size=4'];

/** Performs a run in a process of its own: requests and mails do not wait for it, and its memory goes with it. @throws JobStopped when it is told to stop, as a shutdown does; Error when it ends badly */
export function inOwnProcess(programId: Id, runId: Id): Promise<void> {
  const program = join(import.meta.dirname, '../../book-run.js');
  const child = spawn(process.execPath, [...FRUGAL, '--enable-source-maps', program, programId, runId], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code, signal) => (code === 0 ? resolve() : reject(signal === 'SIGTERM' || signal === 'SIGINT' ? new JobStopped(`the run's process got ${signal}`) : new Error(`the run's process ended with ${signal ?? `exit code ${code}`}`))));
  });
}
