// Child processes: one that runs to its end, and one that lives as long as we do.
import { spawn } from 'node:child_process';
import { inProject } from './project.mjs';
import { exitCode } from './runtime.mjs';

/** @typedef {{ code: number, output: string, ms: number }} Finished */
/** @typedef {{ ended: Promise<number>, send(signal: NodeJS.Signals): void }} Companion */

/** Process groups of what runToEnd runs now. @type {Set<number>} */
const running = new Set();

/** Ends whatever runToEnd is running, with all that it has started. @param {NodeJS.Signals} signal */
export function endRunning(signal) {
  for (const pid of running) endGroup(pid, signal);
}

/**
 * Runs a program of node_modules/.bin (or of the machine) to its end, collecting what it prints.
 * @param {string[]} command
 * @param {{ env?: NodeJS.ProcessEnv, timeoutMs?: number }} [options]
 * @returns {Promise<Finished>} never rejects: a program that cannot be run has code 127
 */
export function runToEnd([file = '', ...args], { env = {}, timeoutMs } = {}) {
  const began = Date.now();
  // A group of its own: whatever it starts (browsers, servers) can be ended with it.
  const child = spawn(file, args, { cwd: inProject(), env: { ...process.env, ...env }, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  const timer = timeoutMs ? setTimeout(() => (note(`\nStopped after ${timeoutMs / 60_000} minutes.\n`), endGroup(child.pid, 'SIGKILL')), timeoutMs) : undefined;
  if (child.pid !== undefined) running.add(child.pid);
  let output = '';
  const note = (/** @type {string} */ text) => void (output += text);
  child.stdout.setEncoding('utf8').on('data', note);
  child.stderr.setEncoding('utf8').on('data', note);
  return new Promise((done) => {
    const finish = (/** @type {number} */ code) => {
      clearTimeout(timer);
      running.delete(child.pid ?? 0);
      done({ code, output, ms: Date.now() - began });
    };
    child.on('error', (error) => (note(`${file} could not be run: ${error.message}\n`), finish(127)));
    child.on('close', (code, signal) => finish(exitCode(code, signal)));
  });
}

/**
 * Starts a program that shares our terminal and our life. It has a process group of its own, so that Ctrl-C reaches
 * it through us, in our order; and a channel, by which die-with-parent.mjs notices when we are killed.
 * @param {string[]} command
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv }} [options]
 * @returns {Companion}
 */
export function startCompanion([file = '', ...args], { cwd = inProject(), env = {} } = {}) {
  const child = spawn(file, args, { cwd, env: { ...process.env, ...env }, detached: true, stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  const ended = new Promise((/** @type {(code: number) => void} */ done) => {
    child.on('error', (error) => (console.error(`${file} could not be run: ${error.message}`), done(127)));
    child.on('exit', (code, signal) => done(exitCode(code, signal)));
  });
  return { ended, send: (signal) => endGroup(child.pid, signal) };
}

/** @param {number | undefined} pid @param {NodeJS.Signals} signal */
function endGroup(pid, signal) {
  if (pid === undefined) return;
  try {
    process.kill(-pid, signal);
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'ESRCH') throw error; // Already gone is what we want.
  }
}
