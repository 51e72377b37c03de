import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import type { CrashStage } from './crash-kills.js';

export interface Durability {
  readonly acknowledged: number;
  readonly lost: number;
}

const WRITERS = 4;
const WRITING_MS = 600;

/**
 * Rows by plain SQL, acknowledged and then looked for, on the same server killed the same way. With
 * `synchronous_commit` off (which the service itself refuses) some must be gone, or the kills would prove nothing.
 */
export async function writeAndKill(stage: CrashStage, synchronousCommit: 'on' | 'off', kills: number): Promise<Durability> {
  await once(stage, `CREATE TABLE durability_${synchronousCommit} (id bigint PRIMARY KEY)`);
  const acknowledged: number[] = [];
  for (let kill = 0; kill < kills; kill++) {
    const writing = Array.from({ length: WRITERS }, (_, writer) => write(stage, synchronousCommit, (kill * WRITERS + writer) * 10_000_000, acknowledged));
    await sleep(WRITING_MS);
    await stage.killDatabase();
    await Promise.all(writing);
    await stage.startDatabase();
  }
  const { rows } = await once(stage, `SELECT id::int FROM durability_${synchronousCommit}`);
  const stored = new Set((rows as { id: number }[]).map((row) => row.id));
  await once(stage, `DROP TABLE durability_${synchronousCommit}`);
  return { acknowledged: acknowledged.length, lost: acknowledged.filter((id) => !stored.has(id)).length };
}

/** One row after the other until the server dies. */
async function write(stage: CrashStage, synchronousCommit: 'on' | 'off', firstId: number, acknowledged: number[]): Promise<void> {
  const client = new pg.Client({ connectionString: stage.database.superUrl });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query(`SET synchronous_commit = ${synchronousCommit}`);
    for (let id = firstId; ; id++) {
      await client.query(`INSERT INTO durability_${synchronousCommit} VALUES ($1)`, [id]);
      acknowledged.push(id);
    }
  } catch {
    await client.end().catch(() => undefined);
  }
}

async function once(stage: CrashStage, sql: string): Promise<pg.QueryResult> {
  const client = new pg.Client({ connectionString: stage.database.superUrl });
  await client.connect();
  try {
    return await client.query(sql);
  } finally {
    await client.end();
  }
}
