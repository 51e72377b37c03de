import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { Clock } from '../platform/clock.js';
import { Transactions } from '../platform/database/transactions.js';
import { ProgramTemplates } from '../programs/index.js';
import { Desk } from './desk.js';
import { Friends } from './friends.js';
import { Gatherings } from './gatherings.js';
import { Office } from './office.js';
import { Parcels } from './parcels.js';
import { planSignUps } from './plan.js';
import { Visits } from './visits.js';

const SLUG = 'halcyon';
const DAY_MS = 86_400_000;
const WEEKS_MS = 12 * 7 * DAY_MS;

/**
 * Halcyon Daily, twelve weeks of it up to today. Nothing is written past the engine: people sign up, confirm, claim and
 * are reviewed through the same services as in real life, at the time of the story, so `verify` holds for it too.
 */
@Injectable()
export class DemoStory {
  constructor(
    @InjectDataSource() private readonly source: DataSource,
    private readonly transactions: Transactions,
    private readonly clock: Clock,
    private readonly templates: ProgramTemplates,
    private readonly office: Office,
    private readonly friends: Friends,
    private readonly gatherings: Gatherings,
    private readonly parcels: Parcels,
    private readonly desk: Desk,
    private readonly visits: Visits,
  ) {}

  /** Whether the story stands in this database, whole. */
  async isTold(): Promise<boolean> {
    const rows = (await this.source.query(
      `SELECT 1 FROM program_slugs, installation WHERE slug = $1 AND installation.id = 1 AND claimed_at IS NOT NULL`, [SLUG])) as unknown[];
    return rows.length > 0;
  }

  /** Tells it in an installation without a program; in any other it keeps silent. */
  async tellOnce(): Promise<void> {
    const programs = (await this.source.query('SELECT 1 FROM program_slugs LIMIT 1')) as unknown[];
    if (programs.length > 0) return;
    console.log('Telling the demo story …');
    const today = this.clock.now();
    const began = new Date(today.getTime() - WEEKS_MS - DAY_MS);
    await this.makePartitions(began, today);
    const ids = await this.clock.at(began, () => this.templates.createFromTemplate(
      { slug: SLUG, name: 'Halcyon Daily', locale: 'en', timeZone: 'Europe/Berlin', senderName: 'Halcyon Daily', postalAddress: 'Halcyon Daily, Linienstraße 40, 10119 Berlin', brandColor: '#0b5d4b', points: [{ on: 'qualified', points: 10 }] }, began));
    const { programId } = ids;
    const staff = await this.office.open(programId, began);
    await this.dress(programId);
    const team = { manager: staff.get('manager')!, moderator: staff.get('moderator')!, clerk: staff.get('fulfilment')! };
    await this.parcels.fillShelves(ids, team.manager, began);
    await this.friends.signUpAll(programId, SLUG, planSignUps(today), this.gatherings.moments(ids, team, today), today);
    await this.visits.recordAll(programId, today);
    await this.parcels.moveAll(ids, team, today);
    await this.desk.arrangeAll(programId, team, today);
    await this.finish(programId, today);
  }

  /** Both languages, and a board and cards that search engines may list. */
  private async dress(programId: string): Promise<void> {
    await this.transactions.inProgram(programId, (tx) => tx.query(`UPDATE programs SET locales = '{en,de}', members_listed = true WHERE id = $1`, [programId]));
  }

  /** A click belongs in the month it happened in. */
  private async makePartitions(from: Date, to: Date): Promise<void> {
    await this.source.query('SELECT make_click_partitions($1::date, $2::date)', [from, to]);
  }

  /** What the story announced was read long ago: nobody is mailed about it now. From here on the demo is live. */
  private async finish(programId: string, today: Date): Promise<void> {
    await this.transactions.inProgram(programId, (tx) => tx.query('UPDATE outbox SET relayed_at = $2 WHERE program_id = $1 AND relayed_at IS NULL', [programId, today]));
    await this.source.query(`INSERT INTO installation (id, claimed_at) VALUES (1, $1) ON CONFLICT (id) DO UPDATE SET claimed_at = EXCLUDED.claimed_at`, [today]);
  }
}
