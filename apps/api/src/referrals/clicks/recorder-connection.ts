import pg from 'pg';

const CONNECT_MS = 1_000;
const STATEMENT_MS = 2_000;
const PAUSE_MS = 250;

/**
 * The one connection that writes clicks, as role `recorder`, which may add clicks and nothing else. Comes back by
 * itself; after a failure it refuses at once for a moment, so that nobody waits for a server that is down.
 */
export class RecorderConnection {
  private client: pg.Client | null = null;
  /** On the process's own clock: this is about patience, not about when something happened. */
  private notBefore = 0;

  constructor(private readonly databaseUrl: string) {}

  /**
   * Runs a statement that may be run twice: when the connection dies on the way, nobody knows whether it was
   * committed, so it runs once more on a new one. @throws when that fails too, or the server does not answer in time
   */
  async run(statement: pg.QueryConfig): Promise<void> {
    if (!this.client) return this.runOnFresh(statement);
    const held = this.client;
    try {
      await held.query(statement);
    } catch (error) {
      this.drop(held);
      if (isTimeout(error)) throw this.pause(error);
      await this.runOnFresh(statement);
    }
  }

  async close(): Promise<void> {
    await this.client?.end().catch(() => undefined);
  }

  private async runOnFresh(statement: pg.QueryConfig): Promise<void> {
    const fresh = await this.connect();
    try {
      await fresh.query(statement);
    } catch (error) {
      this.drop(fresh);
      throw this.pause(error);
    }
  }

  private async connect(): Promise<pg.Client> {
    if (performance.now() < this.notBefore) throw new Error('the database was away a moment ago');
    const client = new pg.Client({
      connectionString: this.databaseUrl, application_name: 'fanfare-clicks', keepAlive: true,
      connectionTimeoutMillis: CONNECT_MS, query_timeout: STATEMENT_MS,
    });
    client.on('error', () => this.drop(client));
    try {
      await client.connect();
      await client.query('SET ROLE recorder');
    } catch (error) {
      this.drop(client);
      throw this.pause(error);
    }
    this.client = client;
    return client;
  }

  /** A statement that was given up may still be running on it: a connection that failed is never used again. */
  private drop(client: pg.Client): void {
    if (this.client === client) this.client = null;
    void client.end().catch(() => undefined);
  }

  private pause(error: unknown): unknown {
    this.notBefore = performance.now() + PAUSE_MS;
    return error;
  }
}

function isTimeout(error: unknown): boolean {
  return error instanceof Error && error.message === 'Query read timeout';
}
