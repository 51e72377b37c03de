import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Gatherings and who is asked to them. An event's row is the lock of its seats and of its waiting list. */
export class Events1790000000009 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    await q.query(`
      CREATE TABLE events (
        program_id uuid NOT NULL CONSTRAINT fk_events_program REFERENCES programs (id),
        id uuid NOT NULL,
        title jsonb NOT NULL,
        description jsonb NOT NULL,
        venue text NOT NULL,
        starts_at timestamptz NOT NULL,
        ends_at timestamptz NOT NULL,
        capacity int NOT NULL CONSTRAINT ck_events_capacity CHECK (capacity > 0),
        guests_allowed int NOT NULL CONSTRAINT ck_events_guests_allowed CHECK (guests_allowed >= 0),
        invited_tier_ids uuid[] NOT NULL,
        status text NOT NULL CONSTRAINT ck_events_status CHECK (status IN ('draft', 'published', 'cancelled')),
        revision int NOT NULL,
        created_at timestamptz NOT NULL,
        updated_at timestamptz NOT NULL,
        CONSTRAINT pk_events PRIMARY KEY (program_id, id),
        CONSTRAINT ck_events_ends CHECK (ends_at > starts_at))`);
    await q.query(`CREATE INDEX ix_events_starts ON events (program_id, starts_at, id)`);
    await q.query(`
      CREATE TABLE invitations (
        program_id uuid NOT NULL,
        event_id uuid NOT NULL,
        member_id uuid NOT NULL,
        status text NOT NULL CONSTRAINT ck_invitations_status CHECK (status IN ('invited', 'going', 'waiting', 'declined')),
        guests int NOT NULL CONSTRAINT ck_invitations_guests CHECK (guests >= 0),
        turn int,
        invited_at timestamptz NOT NULL,
        answered_at timestamptz,
        checked_in_at timestamptz,
        check_ins int NOT NULL,
        CONSTRAINT pk_invitations PRIMARY KEY (program_id, event_id, member_id),
        CONSTRAINT uq_invitations_turn UNIQUE (program_id, event_id, turn),
        CONSTRAINT ck_invitations_turn CHECK ((status = 'waiting') = (turn IS NOT NULL)),
        CONSTRAINT fk_invitations_event FOREIGN KEY (program_id, event_id) REFERENCES events (program_id, id),
        CONSTRAINT fk_invitations_member FOREIGN KEY (program_id, member_id) REFERENCES members (program_id, id))`);
    await q.query(`CREATE INDEX ix_invitations_member ON invitations (program_id, member_id)`);
    await q.query(`CREATE INDEX ix_invitations_invited ON invitations (program_id, event_id, invited_at, member_id)`);
    for (const table of ['events', 'invitations']) await this.isolate(q, table);
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query(`DROP TABLE invitations, events`);
  }

  /** As every table of a program: forced row security, and no more rights than the service needs. */
  private async isolate(q: QueryRunner, table: string): Promise<void> {
    await q.query(`ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY`);
    await q.query(`ALTER TABLE ${table} FORCE ROW LEVEL SECURITY`);
    await q.query(`CREATE POLICY program_isolation ON ${table}
      USING (program_id = current_program()) WITH CHECK (program_id = current_program())`);
    await q.query(`GRANT SELECT, INSERT, UPDATE ON ${table} TO app`);
  }
}
