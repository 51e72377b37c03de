import pg from 'pg';
import type { CrashStage } from './crash-kills.js';
import type { Check } from './stage.js';

/** The command finds nothing in what the service wrote, and names the book and the row when somebody alters one by hand. */
export async function verifyChecks(stage: CrashStage): Promise<Check[]> {
  const sound = await stage.verify();
  const altered = await alterEntry(stage.database.superUrl);
  const damaged = await stage.verify();
  const named = damaged.output.includes(`member ${altered.memberId}, entry ${altered.seq}:`);
  return [
    { name: 'verify', passed: sound.code === 0, seen: `exit code ${sound.code}; ${lastLine(sound.output)}` },
    { name: 'verify names an altered row', passed: damaged.code === 1 && named, seen: `exit code ${damaged.code}; ${named ? '' : 'not '}named` },
  ];
}

/** Past the trigger that refuses it, as only a superuser can. */
async function alterEntry(superUrl: string): Promise<{ memberId: string; seq: number }> {
  const client = new pg.Client({ connectionString: superUrl });
  await client.connect();
  try {
    await client.query('SET session_replication_role = replica');
    const { rows } = await client.query<{ memberId: string; seq: number }>(
      `UPDATE ledger_entries SET delta = delta + 1 WHERE (program_id, member_id, seq) =
         (SELECT program_id, member_id, seq FROM ledger_entries ORDER BY effective_at, member_id, seq LIMIT 1)
       RETURNING member_id AS "memberId", seq`);
    return rows[0]!;
  } finally {
    await client.end();
  }
}

function lastLine(text: string): string {
  return text.trim().split('\n').at(-1) ?? '';
}
