import type { ServerResponse } from 'node:http';

const HEADERS = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-cache, no-transform',
  'x-content-type-options': 'nosniff',
  'x-accel-buffering': 'no', // nginx would hold events back
};
/** What a reader who does not read may leave unread, in bytes, before it is let go. */
const UNREAD_MAX = 64 * 1024;

/** One browser that listens: server-sent events over an answer that does not end. */
export class EventStream {
  constructor(private readonly response: ServerResponse) {
    response.on('error', () => response.destroy()); // the other side went away in the middle of a write
    response.writeHead(200, HEADERS);
    response.write('retry: 3000\n\n');
  }

  onClose(listener: () => void): void {
    this.response.once('close', listener);
  }

  send(event: string, data: object): void {
    this.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
  }

  /** Keeps proxies from taking the silence for the end. */
  beat(): void {
    this.write(': \n\n');
  }

  end(): void {
    this.response.end();
  }

  private write(text: string): void {
    if (this.response.writableLength > UNREAD_MAX) this.response.destroy();
    else this.response.write(text);
  }
}
