import { Agent, type IncomingHttpHeaders, request } from 'node:http';

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** Parsed JSON; null for anything else. */
  readonly body: unknown;
  /** From sending to the last byte. */
  readonly ms: number;
}

const PATIENCE_MS = 20_000;
/** A person's: machines' visits are recorded too, but told apart. */
const USER_AGENT = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0';

/** Calls one origin over kept connections, and tells an answer from none. */
export class Caller {
  private readonly agent = new Agent({ keepAlive: true, maxSockets: 128, maxFreeSockets: 128 });

  /** @param origin `http://127.0.0.1:3000` */
  constructor(private readonly origin: string) {}

  get(path: string): Promise<Answer> {
    return this.send('GET', path, undefined, {});
  }

  post(path: string, body: object, headers: Readonly<Record<string, string>> = {}): Promise<Answer> {
    return this.send('POST', path, JSON.stringify(body), headers);
  }

  close(): void {
    this.agent.destroy();
  }

  /** Rejects when there was no whole answer: then nobody knows whether the request was carried out. */
  private send(method: string, path: string, body: string | undefined, more: Readonly<Record<string, string>>): Promise<Answer> {
    const began = performance.now();
    const headers = { 'user-agent': USER_AGENT, ...more, ...(body === undefined ? {} : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }) };
    return new Promise((resolve, reject) => {
      const call = request(new URL(path, this.origin), { method, headers, agent: this.agent, timeout: PATIENCE_MS }, (response) => {
        const parts: Buffer[] = [];
        response.on('data', (part: Buffer) => parts.push(part));
        response.on('error', reject);
        response.on('end', () => {
          if (!response.complete) return reject(new Error('the answer was cut off'));
          resolve({ status: response.statusCode ?? 0, headers: response.headers, body: parse(Buffer.concat(parts).toString()), ms: performance.now() - began });
        });
      });
      call.on('timeout', () => call.destroy(new Error('no answer in time')));
      call.on('error', reject);
      call.end(body);
    });
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}
