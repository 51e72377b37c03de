import { type BeforeApplicationShutdown, Inject, Injectable, Logger } from '@nestjs/common';
import { DomainError } from '@fanfare/contracts';
import type { EventStream } from './event-stream.js';
import { LiveReader, type LiveStanding } from './live-reader.js';
import { LIVE_TIMING, type LiveTiming } from './live-timing.js';

/** Who listens. */
export interface Listener {
  readonly programId: string;
  readonly memberId: string;
  readonly sessionId: string;
}
interface Connection extends Listener {
  readonly stream: EventStream;
  /** The newest entry this browser was told of; -1: nothing yet. */
  told: number;
}

const STREAMS_PER_MEMBER = 5;
const NO_BOOK: LiveStanding = { seq: 0, qualified: 0, version: 0 };

/**
 * Tells members who have the portal open that their count changed. Each process asks the database about its own
 * listeners, one query per program, so it needs no word from the process that counted, and asks nothing while nobody
 * listens. (A NOTIFY in the counting transaction would make all commits of the server wait for one another.)
 */
@Injectable()
export class LiveProgress implements BeforeApplicationShutdown {
  private readonly logger = new Logger('LiveProgress');
  private readonly connections = new Set<Connection>();
  private readonly timers: NodeJS.Timeout[] = [];
  private looking = false;
  private stopped = false;

  constructor(
    private readonly reader: LiveReader,
    @Inject(LIVE_TIMING) private readonly timing: LiveTiming,
  ) {}

  /** @throws DomainError `request.rate_limited` for one stream too many of the same member */
  assertRoom(memberId: string): void {
    const own = [...this.connections].filter((c) => c.memberId === memberId).length;
    if (own >= STREAMS_PER_MEMBER) throw new DomainError('request.rate_limited', { retryAfterSeconds: 60 });
  }

  /** Tells the present count at once, then every change, until the browser, the session or the process goes. */
  add(listener: Listener, stream: EventStream): void {
    if (this.stopped) return stream.end();
    const connection = { ...listener, stream, told: -1 };
    this.connections.add(connection);
    stream.onClose(() => this.remove(connection));
    if (this.timers.length === 0) this.begin();
    void this.look();
  }

  /** Streams never end by themselves, and the server waits for every answer before it stops. */
  beforeApplicationShutdown(): void {
    this.stopped = true;
    for (const { stream } of this.connections) stream.end();
    this.rest();
  }

  private begin(): void {
    this.timers.push(
      setInterval(() => void this.look(), this.timing.pollMs),
      setInterval(() => this.connections.forEach(({ stream }) => stream.beat()), this.timing.heartbeatMs),
      setInterval(() => void this.dropSignedOut(), this.timing.recheckMs),
    );
  }

  private rest(): void {
    for (const timer of this.timers.splice(0)) clearInterval(timer);
  }

  private remove(connection: Connection): void {
    this.connections.delete(connection);
    if (this.connections.size === 0) this.rest();
  }

  /** One look at a time: a slow database is not asked again before it has answered. */
  private async look(): Promise<void> {
    if (this.looking) return;
    this.looking = true;
    try {
      for (const [programId, connections] of Map.groupBy(this.connections, (c) => c.programId)) await this.tell(programId, connections);
    } catch (error) {
      this.logger.warn({ err: error }, 'Cannot look for changes; trying again');
    } finally {
      this.looking = false;
    }
  }

  private async tell(programId: string, connections: readonly Connection[]): Promise<void> {
    const standings = await this.reader.standings(programId, [...new Set(connections.map((c) => c.memberId))]);
    for (const connection of connections) {
      const standing = standings.get(connection.memberId) ?? NO_BOOK;
      if (standing.seq <= connection.told) continue;
      connection.told = standing.seq;
      connection.stream.send('progress', standing);
    }
  }

  private async dropSignedOut(): Promise<void> {
    try {
      const open = await this.reader.openSessions([...new Set([...this.connections].map((c) => c.sessionId))]);
      for (const { sessionId, stream } of this.connections) if (!open.has(sessionId)) stream.end();
    } catch (error) {
      this.logger.warn({ err: error }, 'Cannot look whether sessions are still open; trying again');
    }
  }
}
