import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What members write to the team, and a personal page whose address can be made anew. */
export class MemberVoice1790000000011 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    await q.query(`
      CREATE TABLE team_messages (
        program_id uuid NOT NULL,
        id uuid NOT NULL,
        member_id uuid NOT NULL,
        text text NOT NULL,
        status text NOT NULL CONSTRAINT ck_team_messages_status CHECK (status IN ('open', 'answered')),
        created_at timestamptz NOT NULL,
        answer text,
        answered_by uuid,
        answered_at timestamptz,
        CONSTRAINT pk_team_messages PRIMARY KEY (program_id, id),
        CONSTRAINT ck_team_messages_answer CHECK ((status = 'answered') = (answer IS NOT NULL AND answered_by IS NOT NULL AND answered_at IS NOT NULL)),
        CONSTRAINT fk_team_messages_member FOREIGN KEY (program_id, member_id) REFERENCES members (program_id, id))`);
    await q.query(`CREATE INDEX ix_team_messages_created ON team_messages (program_id, created_at, id)`);
    await q.query(`CREATE INDEX ix_team_messages_member ON team_messages (program_id, member_id, created_at)`);
    await q.query(`ALTER TABLE team_messages ENABLE ROW LEVEL SECURITY`);
    await q.query(`ALTER TABLE team_messages FORCE ROW LEVEL SECURITY`);
    await q.query(`CREATE POLICY program_isolation ON team_messages
      USING (program_id = current_program()) WITH CHECK (program_id = current_program())`);
    await q.query(`GRANT SELECT, INSERT, UPDATE, DELETE ON team_messages TO app`);
    await q.query(`ALTER TABLE profiles ADD COLUMN personal_link_version int NOT NULL DEFAULT 1`);
    await q.query(`ALTER TABLE tokens DROP CONSTRAINT ck_tokens_kind`);
    await q.query(`ALTER TABLE tokens ADD CONSTRAINT ck_tokens_kind CHECK (kind IN ('confirmation', 'unsubscribe', 'staff_invitation', 'personal'))`);
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query(`DELETE FROM tokens WHERE kind = 'personal'`);
    await q.query(`ALTER TABLE tokens DROP CONSTRAINT ck_tokens_kind`);
    await q.query(`ALTER TABLE tokens ADD CONSTRAINT ck_tokens_kind CHECK (kind IN ('confirmation', 'unsubscribe', 'staff_invitation'))`);
    await q.query(`ALTER TABLE profiles DROP COLUMN personal_link_version`);
    await q.query(`DROP TABLE team_messages`);
  }
}
