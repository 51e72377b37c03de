import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Received {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** A receiver of webhooks on this machine, that answers as it is told. */
export class Sink {
  readonly received: Received[] = [];
  /** Of the next answers. */
  status = 204;
  headers: Record<string, string> = {};
  body = 'what a receiver says is nobody’s business';
  /** Instead of these, by what was asked. */
  answer: ((received: Received) => { status: number; body: string }) | null = null;

  private constructor(private readonly server: Server) {}

  static async open(): Promise<Sink> {
    const server = createServer();
    const sink = new Sink(server);
    server.on('request', (request, response) => {
      let body = '';
      request.setEncoding('utf8').on('data', (part: string) => { body += part; });
      request.on('end', () => {
        const received = { headers: request.headers, body };
        sink.received.push(received);
        const answer = sink.answer?.(received) ?? sink;
        response.writeHead(answer.status, sink.headers).end(answer.body);
      });
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    return sink;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/hook`;
  }

  close(): Promise<void> {
    this.server.closeAllConnections();
    return new Promise((done) => this.server.close(() => done()));
  }
}
