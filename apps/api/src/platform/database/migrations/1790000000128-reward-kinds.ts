import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Room for the kinds of reward that arrive without a parcel: money, credit, gift cards, private pages. */
export class RewardKinds1790000000128 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    await q.query('ALTER TABLE rewards DROP CONSTRAINT ck_rewards_kind');
    await q.query(`
      ALTER TABLE rewards ADD CONSTRAINT ck_rewards_kind
        CHECK (kind IN ('swag', 'discount_code', 'account_credit', 'cash', 'gift_card', 'event_seat', 'unlock', 'custom'))`);
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query('ALTER TABLE rewards DROP CONSTRAINT ck_rewards_kind');
    await q.query(`ALTER TABLE rewards ADD CONSTRAINT ck_rewards_kind CHECK (kind IN ('swag', 'discount_code', 'event_seat', 'custom'))`);
  }
}
