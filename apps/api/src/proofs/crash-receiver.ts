import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Of the deliveries every so many-th, and how often it is refused: more than once, or a next try that gets lost would not be missed. */
const REFUSED = { every: 3, tries: 2 } as const;

/** One request. */
export interface Heard {
  /** Its `webhook-id`. */
  readonly id: string;
  readonly topic: string;
  readonly referralId: string;
  /** Answered with 204, and not with 500. */
  readonly taken: boolean;
}

/** A system of the brand's that is told by webhook. It lives in the proof's own process and is not killed. */
export class CrashReceiver {
  readonly heard: Heard[] = [];
  /** How often each delivery may still be refused. */
  private readonly refusals = new Map<string, number>();

  private constructor(private readonly server: Server) {}

  static async open(): Promise<CrashReceiver> {
    const server = createServer();
    const receiver = new CrashReceiver(server);
    server.on('request', (request, response) => {
      let body = '';
      request.setEncoding('utf8').on('data', (part: string) => { body += part; });
      request.on('error', () => undefined); // its sender was killed in the middle
      request.on('end', () => response.writeHead(receiver.hear(String(request.headers['webhook-id']), body) ? 204 : 500).end());
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    return receiver;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/hook`;
  }

  close(): Promise<void> {
    this.server.closeAllConnections();
    return new Promise((done) => this.server.close(() => done()));
  }

  /** @returns whether it takes it */
  private hear(id: string, body: string): boolean {
    const { type, data } = JSON.parse(body) as { type: string; data: { referralId: string } };
    const left = this.refusals.get(id) ?? (this.refusals.size % REFUSED.every === 0 ? REFUSED.tries : 0);
    this.refusals.set(id, Math.max(0, left - 1));
    this.heard.push({ id, topic: type, referralId: data.referralId, taken: left === 0 });
    return left === 0;
  }
}
