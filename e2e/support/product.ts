import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from '@playwright/test';

/** An installation of its own, without the demo: as `npm start` brings it, on a data folder and a port that nobody else uses. */
export interface Product {
  readonly url: string;
  readonly folder: string;
  /** With which the first owner makes themselves known, as the console printed it. */
  readonly setupToken: string;
  stop(): Promise<void>;
}

/** @param env goes over its settings */
export async function startProduct(env: Record<string, string> = {}): Promise<Product> {
  const port = await freePort();
  const folder = mkdtempSync(join(tmpdir(), 'fanfare-own-'));
  const url = `http://127.0.0.1:${port}`;
  const settings = { DATA_DIR: folder, PORT: String(port), HOST: '127.0.0.1', PUBLIC_URL: url, DEMO: 'off', DATABASE_URL: '', SMTP_URL: '', ...env };
  const child = spawn('node', ['apps/runner/start.mjs'], { cwd: join(import.meta.dirname, '../..'), env: { ...process.env, ...settings }, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const ended = new Promise((done) => child.once('exit', done));
  const stop = async () => {
    child.kill('SIGTERM');
    await ended;
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await expect.poll(() => output, { timeout: 200_000 }).toContain('Stop with Ctrl-C');
  } catch (error) {
    await stop();
    throw error;
  }
  return { url, folder, setupToken: /\/setup\?token=(\S+)/.exec(output)![1]!, stop };
}

/** A port nobody listens on, as the kernel gives it. */
function freePort(): Promise<number> {
  return new Promise((found) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => found(port));
    });
  });
}
