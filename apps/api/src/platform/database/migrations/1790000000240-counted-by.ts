import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * A friend who counts goes on being judged by the rules they came to count by: those of the entry that counted them, or of the last
 * recount since.
 */
export class CountedBy1790000000240 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    await ofEveryProgram(q, ['referrals', 'ledger_entries', 'facts', 'standings'], `
      WITH counted AS (
        SELECT e.program_id, e.referral_id, max(e.version) AS version FROM ledger_entries e WHERE e.measure = 'qualified' AND e.delta > 0 AND e.referral_id IS NOT NULL
        GROUP BY e.program_id, e.referral_id),
      recounted AS (
        SELECT s.program_id, s.member_id, max(f.version) AS version FROM standings s
        JOIN standings kin ON kin.program_id = s.program_id AND (kin.member_id = s.member_id OR kin.group_id = s.group_id)
        JOIN facts f ON f.program_id = s.program_id AND f.member_id = kin.member_id AND f.kind = 'adopted' AND f.body->>'mode' = 'recount'
        GROUP BY s.program_id, s.member_id)
      UPDATE referrals r SET state = jsonb_set(r.state, '{counted,version}', to_jsonb(greatest(c.version, n.version)))
      FROM counted c LEFT JOIN recounted n ON n.program_id = c.program_id AND n.member_id = (SELECT x.member_id FROM referrals x WHERE x.program_id = c.program_id AND x.id = c.referral_id)
      WHERE r.program_id = c.program_id AND r.id = c.referral_id AND jsonb_typeof(r.state->'counted') = 'object'`);
  }

  async down(q: QueryRunner): Promise<void> {
    await ofEveryProgram(q, ['referrals'], `UPDATE referrals SET state = state #- '{counted,version}' WHERE jsonb_typeof(state->'counted') = 'object'`);
  }
}

async function ofEveryProgram(q: QueryRunner, tables: readonly string[], sql: string): Promise<void> {
  for (const table of tables) await q.query(`ALTER TABLE ${table} NO FORCE ROW LEVEL SECURITY`);
  await q.query(sql);
  for (const table of tables) await q.query(`ALTER TABLE ${table} FORCE ROW LEVEL SECURITY`);
}
