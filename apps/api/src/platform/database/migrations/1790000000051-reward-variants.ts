import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Sizes become variants that can have stock of their own; a reward has a picture, may ask for a phone, and says when little is left. */
export class RewardVariants1790000000051 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    await q.query(`
      CREATE TABLE reward_variants (
        program_id uuid NOT NULL,
        id uuid NOT NULL,
        reward_id uuid NOT NULL,
        label text NOT NULL CONSTRAINT ck_reward_variants_label CHECK (char_length(label) BETWEEN 1 AND 40),
        sku text,
        place int NOT NULL,
        pool_id uuid,
        retired_at timestamptz,
        CONSTRAINT pk_reward_variants PRIMARY KEY (program_id, id),
        CONSTRAINT uq_reward_variants_reward UNIQUE (program_id, reward_id, id),
        CONSTRAINT uq_reward_variants_pool UNIQUE (program_id, pool_id),
        CONSTRAINT ck_reward_variants_retired CHECK (retired_at IS NULL OR pool_id IS NULL),
        CONSTRAINT fk_reward_variants_reward FOREIGN KEY (program_id, reward_id) REFERENCES rewards (program_id, id),
        CONSTRAINT fk_reward_variants_pool FOREIGN KEY (program_id, pool_id) REFERENCES pools (program_id, id))`);
    await q.query(`
      ALTER TABLE rewards
        ADD COLUMN picture_id uuid,
        ADD COLUMN asks_phone boolean NOT NULL DEFAULT false,
        ADD COLUMN low_at int NOT NULL DEFAULT 5 CONSTRAINT ck_rewards_low_at CHECK (low_at >= 0),
        ADD CONSTRAINT fk_rewards_picture FOREIGN KEY (program_id, picture_id) REFERENCES pictures (program_id, id)`);
    await q.query(`
      ALTER TABLE grants
        ADD COLUMN variant_id uuid,
        ADD CONSTRAINT fk_grants_variant FOREIGN KEY (program_id, reward_id, variant_id) REFERENCES reward_variants (program_id, reward_id, id)`);
    await q.query(`
      ALTER TABLE allocations
        ADD COLUMN part text NOT NULL DEFAULT 'promise' CONSTRAINT ck_allocations_part CHECK (part IN ('promise', 'variant')),
        DROP CONSTRAINT pk_allocations,
        ADD CONSTRAINT pk_allocations PRIMARY KEY (program_id, grant_id, part)`);
    await q.query(`CREATE INDEX ix_allocations_pool ON allocations (program_id, pool_id)`);
    await carry(q, `
      INSERT INTO reward_variants (program_id, id, reward_id, label, place)
        SELECT r.program_id, gen_random_uuid(), r.id, s.size, s.place FROM rewards r, unnest(r.sizes) WITH ORDINALITY AS s (size, place)`, `
      UPDATE grants g SET variant_id = v.id FROM claim_details c JOIN reward_variants v ON v.program_id = c.program_id AND v.label = c.size
        WHERE g.program_id = c.program_id AND g.id = c.grant_id AND v.reward_id = g.reward_id`);
    await q.query(`ALTER TABLE rewards DROP COLUMN sizes`);
    await q.query(`ALTER TABLE claim_details DROP COLUMN size`);
    await q.query(`ALTER TABLE reward_variants ENABLE ROW LEVEL SECURITY`);
    await q.query(`ALTER TABLE reward_variants FORCE ROW LEVEL SECURITY`);
    await q.query(`CREATE POLICY program_isolation ON reward_variants
      USING (program_id = current_program()) WITH CHECK (program_id = current_program())`);
    await q.query(`GRANT SELECT, INSERT, UPDATE ON reward_variants TO app`);
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query(`ALTER TABLE reward_variants DISABLE ROW LEVEL SECURITY`);
    await q.query(`ALTER TABLE rewards ADD COLUMN sizes text[]`);
    await q.query(`ALTER TABLE claim_details ADD COLUMN size text`);
    await carry(q,
      `UPDATE rewards r SET sizes = coalesce((SELECT array_agg(v.label ORDER BY v.place) FROM reward_variants v WHERE v.program_id = r.program_id AND v.reward_id = r.id AND v.retired_at IS NULL), '{}')`,
      `UPDATE claim_details c SET size = v.label FROM grants g JOIN reward_variants v ON v.program_id = g.program_id AND v.id = g.variant_id WHERE g.program_id = c.program_id AND g.id = c.grant_id`,
      `DELETE FROM allocations WHERE part = 'variant'`);
    await q.query(`ALTER TABLE rewards ALTER COLUMN sizes SET NOT NULL`);
    await q.query(`DROP INDEX ix_allocations_pool`);
    await q.query(`ALTER TABLE allocations DROP CONSTRAINT pk_allocations, DROP COLUMN part, ADD CONSTRAINT pk_allocations PRIMARY KEY (program_id, grant_id)`);
    await q.query(`ALTER TABLE grants DROP COLUMN variant_id`);
    await q.query(`ALTER TABLE rewards DROP COLUMN picture_id, DROP COLUMN asks_phone, DROP COLUMN low_at`);
    await q.query(`DROP TABLE reward_variants`);
  }
}

/** Moves rows of all programs: for that long, the owner of these tables is not kept to one. */
async function carry(q: QueryRunner, ...moves: string[]): Promise<void> {
  const tables = ['rewards', 'grants', 'claim_details', 'allocations'];
  for (const table of tables) await q.query(`ALTER TABLE ${table} NO FORCE ROW LEVEL SECURITY`);
  for (const move of moves) await q.query(move);
  for (const table of tables) await q.query(`ALTER TABLE ${table} FORCE ROW LEVEL SECURITY`);
}
