import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Money that is sent by hand in one go. */
export class PayoutBatches1790000000152 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    await q.query(`
      CREATE TABLE payout_batches (
        program_id uuid NOT NULL CONSTRAINT fk_payout_batches_program REFERENCES programs (id),
        id uuid NOT NULL,
        number int NOT NULL CONSTRAINT ck_payout_batches_number CHECK (number > 0),
        currency text NOT NULL CONSTRAINT ck_payout_batches_currency CHECK (currency ~ '^[A-Z]{3}$'),
        opened_by uuid NOT NULL,
        opened_at timestamptz NOT NULL,
        CONSTRAINT pk_payout_batches PRIMARY KEY (program_id, id),
        CONSTRAINT uq_payout_batches_number UNIQUE (program_id, number))`);
    await q.query(`ALTER TABLE payout_batches ENABLE ROW LEVEL SECURITY`);
    await q.query(`ALTER TABLE payout_batches FORCE ROW LEVEL SECURITY`);
    await q.query(`CREATE POLICY program_isolation ON payout_batches
      USING (program_id = current_program()) WITH CHECK (program_id = current_program())`);
    await q.query(`GRANT SELECT, INSERT, UPDATE, DELETE ON payout_batches TO app`);
    await q.query(`
      ALTER TABLE reward_steps ADD COLUMN batch_id uuid, ADD COLUMN batch_place int,
        ADD CONSTRAINT ck_reward_steps_batch CHECK ((batch_id IS NULL) = (batch_place IS NULL)),
        ADD CONSTRAINT uq_reward_steps_batch_place UNIQUE (program_id, batch_id, batch_place),
        ADD CONSTRAINT fk_reward_steps_batch FOREIGN KEY (program_id, batch_id) REFERENCES payout_batches (program_id, id)`);
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query(`ALTER TABLE reward_steps DROP COLUMN batch_id, DROP COLUMN batch_place`);
    await q.query(`DROP TABLE payout_batches`);
  }
}
