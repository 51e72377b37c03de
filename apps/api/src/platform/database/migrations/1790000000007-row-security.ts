import type { MigrationInterface, QueryRunner } from 'typeorm';

const KEYED_BY_PROGRAM = [
  'rulebooks', 'staff_invitations', 'members', 'profiles', 'identities', 'consents', 'audit_log',
  'standings', 'facts', 'ledger_entries', 'referrals', 'awards', 'timers', 'windows', 'identity_claims', 'outbox',
  'links', 'submissions', 'browsers', 'clicks',
  'pools', 'rewards', 'grants', 'claim_details', 'allocations', 'deliveries', 'suppressions',
];
const APPEND_ONLY = ['rulebooks', 'facts', 'ledger_entries', 'audit_log', 'consents'];
/** What the service may do beside reading and inserting, table by table. */
const MAY_ALSO: Record<string, string> = {
  programs: 'UPDATE', staff_invitations: 'UPDATE', profiles: 'UPDATE, DELETE', identities: 'UPDATE, DELETE',
  standings: 'UPDATE', referrals: 'UPDATE', awards: 'UPDATE', timers: 'UPDATE, DELETE', windows: 'UPDATE, DELETE',
  identity_claims: 'UPDATE', outbox: 'UPDATE, DELETE', links: 'UPDATE', submissions: 'UPDATE, DELETE', browsers: 'UPDATE, DELETE',
  pools: 'UPDATE', rewards: 'UPDATE', grants: 'UPDATE', claim_details: 'UPDATE, DELETE', allocations: 'DELETE',
  deliveries: 'UPDATE, DELETE', suppressions: 'DELETE',
};

/** Program isolation in the database itself: forced row security, least privilege, append-only by REVOKE and by trigger. */
export class RowSecurity1790000000007 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    await this.isolate(q, 'programs', 'id');
    for (const table of KEYED_BY_PROGRAM) await this.isolate(q, table, 'program_id');
    // Clicks of many programs leave in one statement: the recorder may add rows of any program and read none.
    await q.query(`REVOKE INSERT ON clicks FROM app`);
    await q.query(`GRANT INSERT ON clicks TO recorder`);
    await q.query(`CREATE POLICY record ON clicks FOR INSERT TO recorder WITH CHECK (true)`);
    for (const table of APPEND_ONLY) {
      await q.query(`CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON ${table} FOR EACH ROW EXECUTE FUNCTION refuse_change()`);
      await q.query(`CREATE TRIGGER append_only_truncate BEFORE TRUNCATE ON ${table} FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()`);
    }
  }

  async down(q: QueryRunner): Promise<void> {
    for (const table of APPEND_ONLY) {
      await q.query(`DROP TRIGGER append_only ON ${table}`);
      await q.query(`DROP TRIGGER append_only_truncate ON ${table}`);
    }
    await q.query(`DROP POLICY record ON clicks`);
    for (const table of ['programs', ...KEYED_BY_PROGRAM]) {
      await q.query(`DROP POLICY program_isolation ON ${table}`);
      await q.query(`ALTER TABLE ${table} NO FORCE ROW LEVEL SECURITY`);
      await q.query(`ALTER TABLE ${table} DISABLE ROW LEVEL SECURITY`);
      await q.query(`REVOKE ALL ON ${table} FROM app, recorder`);
    }
  }

  private async isolate(q: QueryRunner, table: string, key: string): Promise<void> {
    await q.query(`ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY`);
    await q.query(`ALTER TABLE ${table} FORCE ROW LEVEL SECURITY`);
    await q.query(`CREATE POLICY program_isolation ON ${table}
      USING (${key} = current_program()) WITH CHECK (${key} = current_program())`);
    await q.query(`GRANT SELECT, INSERT ON ${table} TO app`);
    if (MAY_ALSO[table]) await q.query(`GRANT ${MAY_ALSO[table]} ON ${table} TO app`);
  }
}
