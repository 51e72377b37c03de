import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Acts in which somebody of the team says why, in their own words and about one member; the key that the words stood under. */
const TOLD = [
  ['ledger.adjusted', 'note'], ['reconciliation.accepted', 'note'], ['reward_step.cannot', 'reason'],
  ...['given', 'held', 'revoked', 'rejected', 'put_back', 'extended', 'reopened'].map((act) => [`grant.${act}`, 'reason']),
] as const;
/** Each of them with whose it is; one of no member's, as the stock of a reward, stays as it is. */
const ACTS = `
  SELECT a.program_id, a.id, a.at, a.actor_id, a.action, a.detail, k.key, coalesce(g.beneficiary_id, CASE WHEN a.action = 'ledger.adjusted' THEN a.subject_id ELSE (a.detail->>'bookId')::uuid END) AS member_id
  FROM audit_log a JOIN (VALUES ${TOLD.map(([action, key]) => `('${action}', '${key}')`).join(', ')}) AS k (action, key) ON k.action = a.action
    LEFT JOIN grants g ON g.program_id = a.program_id AND g.id = a.subject_id`;

/**
 * What the team wrote about a member stood in the audit log, in which nothing can be changed, and so could neither be exported nor erased.
 * It moves to the notes on the member, and of whoever has left it goes; from then on the audit log names the note. What a view is
 * called, a tag, and where something given by hand can be found go from there as well: each stands where it is kept.
 */
export class StaffTexts1790000000236 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    await q.query(`ALTER TABLE member_notes DROP CONSTRAINT ck_member_notes_kind`);
    await q.query(`ALTER TABLE member_notes ADD CONSTRAINT ck_member_notes_kind CHECK (kind IN ('note', 'suspended', 'reinstated', 'cohort', 'adjusted', 'reward'))`);
    await q.query(`ALTER TABLE reconciliation_findings ADD COLUMN note_id uuid, DROP CONSTRAINT ck_reconciliation_findings_accepted,
      ADD CONSTRAINT ck_reconciliation_findings_accepted CHECK (num_nulls(accepted_at, accepted_by) IN (0, 2) AND num_nonnulls(note, note_id) <= num_nonnulls(accepted_at))`);
    await guarded(q, 'NO FORCE', 'DISABLE');
    // A note has the id of the act that it was written with.
    await q.query(`
      INSERT INTO member_notes (program_id, id, member_id, kind, text, author_id, created_at)
      SELECT t.program_id, t.id, t.member_id, CASE t.action WHEN 'ledger.adjusted' THEN 'adjusted' ELSE 'reward' END, t.detail->>t.key, t.actor_id, t.at
      FROM (${ACTS}) t JOIN profiles p ON p.program_id = t.program_id AND p.member_id = t.member_id WHERE t.detail->>t.key IS NOT NULL AND t.actor_id IS NOT NULL`);
    await q.query(`
      UPDATE reconciliation_findings f SET note = NULL, note_id = (
        SELECT n.id FROM audit_log a JOIN member_notes n ON n.program_id = a.program_id AND n.id = a.id
        WHERE a.program_id = f.program_id AND a.action = 'reconciliation.accepted' AND a.at = f.accepted_at AND a.detail->>'code' = f.code AND a.subject_id IS NOT DISTINCT FROM f.grant_id
          AND a.detail->>'bookId' IS NOT DISTINCT FROM f.detail->>'bookId' AND n.text = f.note
        ORDER BY n.id LIMIT 1)
      WHERE f.accepted_at IS NOT NULL AND (f.grant_id IS NOT NULL OR f.detail ? 'bookId')`);
    await q.query(`
      UPDATE audit_log a SET detail = a.detail - t.key || jsonb_build_object('note', n.id)
      FROM (${ACTS}) t LEFT JOIN member_notes n ON n.program_id = t.program_id AND n.id = t.id
      WHERE a.program_id = t.program_id AND a.id = t.id AND t.member_id IS NOT NULL`);
    await q.query(`UPDATE audit_log SET detail = detail - 'name' WHERE action IN ('view.saved', 'view.removed')`);
    await q.query(`UPDATE audit_log SET detail = detail - 'tag' WHERE action IN ('member.tagged', 'member.untagged', 'member.listed')`);
    await q.query(`UPDATE audit_log SET detail = jsonb_set(detail, '{filter,tag}', '"…"', false) WHERE detail->'filter' ? 'tag'`);
    await q.query(`UPDATE audit_log SET detail = detail - 'reference' WHERE action = 'reward_step.arrived'`);
    await guarded(q, 'FORCE', 'ENABLE');
  }

  /** The words go back to where they stood. */
  async down(q: QueryRunner): Promise<void> {
    await guarded(q, 'NO FORCE', 'DISABLE');
    await q.query(`
      UPDATE audit_log a SET detail = a.detail - 'note' || jsonb_build_object(t.key, coalesce(n.text, ''))
      FROM (${ACTS}) t LEFT JOIN member_notes n ON n.program_id = t.program_id AND n.id::text = t.detail->>'note'
      WHERE a.program_id = t.program_id AND a.id = t.id AND t.member_id IS NOT NULL`);
    await q.query(`
      UPDATE reconciliation_findings f SET note_id = NULL, note = coalesce((SELECT n.text FROM member_notes n WHERE n.program_id = f.program_id AND n.id = f.note_id), '')
      WHERE f.accepted_at IS NOT NULL AND f.note IS NULL`);
    await q.query(`ALTER TABLE reconciliation_findings DROP CONSTRAINT ck_reconciliation_findings_accepted, DROP COLUMN note_id,
      ADD CONSTRAINT ck_reconciliation_findings_accepted CHECK (num_nulls(accepted_at, accepted_by, note) IN (0, 3))`);
    await q.query(`DELETE FROM member_notes WHERE kind IN ('adjusted', 'reward')`);
    await guarded(q, 'FORCE', 'ENABLE');
    await q.query(`ALTER TABLE member_notes DROP CONSTRAINT ck_member_notes_kind`);
    await q.query(`ALTER TABLE member_notes ADD CONSTRAINT ck_member_notes_kind CHECK (kind IN ('note', 'suspended', 'reinstated', 'cohort'))`);
  }
}

/** Rows of every program, and of the audit log too: put aside inside the transaction, so that nobody else ever sees them unguarded. */
async function guarded(q: QueryRunner, force: 'FORCE' | 'NO FORCE', trigger: 'ENABLE' | 'DISABLE'): Promise<void> {
  for (const table of ['audit_log', 'grants', 'profiles', 'member_notes', 'reconciliation_findings']) await q.query(`ALTER TABLE ${table} ${force} ROW LEVEL SECURITY`);
  await q.query(`ALTER TABLE audit_log ${trigger} TRIGGER append_only`);
}
