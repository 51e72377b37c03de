import { Injectable, type OnModuleInit } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { DAY_MS, Maintenance } from '../../platform/jobs/maintenance.js';

/** Whole months go at a time, so a click is kept between twelve and thirteen. */
const FULL_MONTHS_KEPT = 12;

/** Forgets clicks a month at a time: dropping a partition costs the same however many there were. */
@Injectable()
export class ClickRetention implements OnModuleInit {
  constructor(
    private readonly maintenance: Maintenance,
    @InjectDataSource() private readonly source: DataSource,
  ) {}

  onModuleInit(): void {
    this.maintenance.register({ name: 'old_clicks', everyMs: DAY_MS, run: (at) => this.run(at) });
  }

  private async run(at: Date): Promise<void> {
    await this.source.query(`SELECT drop_click_partitions(($1::timestamptz AT TIME ZONE 'UTC' - make_interval(months => $2))::date)`, [at, FULL_MONTHS_KEPT]);
  }
}
