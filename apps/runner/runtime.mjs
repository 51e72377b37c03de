// Every command starts here, on whatever Node the machine has, and goes on under the pinned one.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { constants } from 'node:os';
import { delimiter } from 'node:path';
import { fileURLToPath } from 'node:url';
import { install, installNodeExecutable, reasonToInstall } from './installation.mjs';
import { inProject, inWords, PINNED_NODE } from './project.mjs';

const PARENT_CHECK_MS = 500;

/**
 * Returns only under the pinned Node with all packages installed. Elsewhere it installs, runs the same command
 * again under the pinned Node, and ends this process with that one's exit code.
 * @param {string} entryUrl  `import.meta.url` of the command
 */
export async function enterRuntime(entryUrl) {
  try {
    installIfNeeded();
    if (process.versions.node !== PINNED_NODE) process.exit(await runAgain(fileURLToPath(entryUrl), pinnedNode()));
    process.env['PATH'] = [inProject('node_modules', '.bin'), process.env['PATH'] ?? ''].join(delimiter);
    whenParentEnds(() => process.kill(process.pid, 'SIGTERM'));
  } catch (error) {
    console.error(`\n${inWords(error)}`);
    process.exit(1);
  }
}

function installIfNeeded() {
  const reason = reasonToInstall();
  if (!reason) return;
  console.log(`Installing packages (${reason}); this takes a minute or two …`);
  install();
}

/** @returns {string} the pinned Node's executable */
function pinnedNode() {
  const executable = inProject('node_modules', 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
  if (!existsSync(executable)) installNodeExecutable();
  const version = spawnSync(executable, ['--version'], { encoding: 'utf8' }).stdout?.trim();
  if (version === `v${PINNED_NODE}`) return executable;
  throw new Error(`Node ${PINNED_NODE} could not be run from ${executable} (got ${version || 'nothing'}). Delete node_modules and try again.`);
}

/** @param {string} file @param {string} node @returns {Promise<number>} the exit code */
function runAgain(file, node) {
  const child = spawn(node, [file, ...process.argv.slice(2)], { stdio: ['inherit', 'inherit', 'inherit', 'ipc'] });
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) process.on(signal, () => child.kill(signal));
  whenParentEnds(() => child.kill('SIGTERM'));
  return new Promise((done, failed) => {
    child.on('error', failed);
    child.on('exit', (code, signal) => done(exitCode(code, signal)));
  });
}

/** A shell's convention: a process ended by a signal has 128 plus its number. @param {number | null} code @param {NodeJS.Signals | null} signal */
export function exitCode(code, signal) {
  return code ?? 128 + (signal ? constants.signals[signal] : 1);
}

/**
 * Acts once the process that started us is gone: npm, when it is killed outright, or the Node that ran us again.
 * @param {() => void} act
 */
function whenParentEnds(act) {
  if (process.channel) {
    process.once('disconnect', act);
    process.channel.unref();
  } else if (process.env['npm_lifecycle_event']) {
    const parent = process.ppid;
    const timer = setInterval(() => {
      if (process.ppid === parent) return;
      clearInterval(timer);
      act();
    }, PARENT_CHECK_MS);
    timer.unref();
  }
}
