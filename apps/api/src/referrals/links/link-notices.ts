import { Inject, Injectable, Logger, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import pg from 'pg';
import { CONFIG, type Config } from '../../platform/config/config.js';
import { LINKS_CHANGED } from '../../platform/database/link-changes.js';
import { LinkCache } from './link-cache.js';

const RETRY_MS = 500;

/**
 * Listens, on a connection of its own, for what `announceLinkChange` says in any process. Notices are lost while it
 * is away, so the whole cache is dropped when it is back; until then the cache serves what it has.
 */
@Injectable()
export class LinkNotices implements OnModuleInit, OnApplicationShutdown {
  private readonly logger = new Logger('LinkNotices');
  private client: pg.Client | null = null;
  private retry: NodeJS.Timeout | null = null;
  private stopped = false;

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly cache: LinkCache,
  ) {}

  async onModuleInit(): Promise<void> {
    await this.listen();
  }

  async onApplicationShutdown(): Promise<void> {
    this.stopped = true;
    if (this.retry) clearTimeout(this.retry);
    await this.client?.end().catch(() => undefined);
  }

  private async listen(): Promise<void> {
    const client = new pg.Client({ connectionString: this.config.databaseUrl, application_name: 'fanfare-link-notices', connectionTimeoutMillis: 5_000, keepAlive: true });
    client.on('error', () => undefined); // 'end' follows
    client.once('end', () => this.again());
    client.on('notification', (notice) => this.hear(notice.payload ?? ''));
    try {
      await client.connect();
      this.client = client;
      await client.query(`LISTEN ${LINKS_CHANGED}`);
      this.cache.forgetAll();
    } catch (error) {
      this.logger.warn({ err: error }, 'Cannot listen for link changes; trying again');
      await client.end().catch(() => undefined);
      this.again();
    }
  }

  private again(): void {
    this.client = null;
    if (this.stopped || this.retry) return;
    this.retry = setTimeout(() => {
      this.retry = null;
      void this.listen();
    }, RETRY_MS);
  }

  private hear(payload: string): void {
    const [what, key = ''] = payload.split(':');
    if (what === 'code') this.cache.forgetCode(key);
    else if (what === 'program') this.cache.forgetProgram(key);
    else this.cache.forgetAll();
  }
}
