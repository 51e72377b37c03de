import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';

/** What is done with a mail to an address: a refusal with this code and these words, or it is taken and nobody is told. */
type Answer = { readonly refuse: string } | 'hang up';

/** A mail as it was taken; its text with what stands above it. */
export interface TakenMail {
  readonly to: string;
  readonly messageId: string;
  readonly text: string;
}

/** A mail server of this machine that takes every mail but those it was told about. */
export class MailServer {
  readonly taken: TakenMail[] = [];
  private readonly answers = new Map<string, Answer>();
  private readonly sockets = new Set<Socket>();

  private constructor(private readonly server: Server) {
    server.on('connection', (socket) => this.serve(socket));
  }

  static async open(): Promise<MailServer> {
    const opened = new MailServer(createServer());
    await new Promise<void>((done) => opened.server.listen(0, '127.0.0.1', done));
    return opened;
  }

  get url(): string {
    return `smtp://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  answer(address: string, answer: Answer): void {
    this.answers.set(address, answer);
  }

  /** From now on its mails are taken as anybody's. */
  accept(address: string): void {
    this.answers.delete(address);
  }

  takenFor(address: string): TakenMail[] {
    return this.taken.filter((mail) => mail.to === address);
  }

  close(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    return new Promise((done) => this.server.close(() => done()));
  }

  /** Line by line; from DATA on until the line with the dot alone. */
  private serve(socket: Socket): void {
    this.sockets.add(socket);
    socket.on('close', () => this.sockets.delete(socket)).on('error', () => socket.destroy());
    const say = (line: string) => socket.write(`${line}\r\n`);
    let [rest, to] = ['', ''];
    let data: string[] | null = null;
    socket.setEncoding('latin1').on('data', (chunk: string) => {
      const lines = (rest + chunk).split('\r\n');
      rest = lines.pop()!;
      for (const line of lines) {
        if (data === null) {
          if (/^RCPT/i.test(line)) to = /<(.*)>/.exec(line)![1]!;
          if (/^DATA/i.test(line)) data = [];
          say(this.reply(line, to));
        } else if (line === '.') {
          this.taken.push(mailOf(to, data));
          data = null;
          if (this.answers.get(to) === 'hang up') return socket.destroy();
          say('250 taken');
        } else data.push(line);
      }
    });
    say('220 post.example');
  }

  private reply(line: string, to: string): string {
    const answer = this.answers.get(to);
    if (/^RCPT/i.test(line) && typeof answer === 'object') return answer.refuse;
    if (/^DATA/i.test(line)) return '354 go on';
    return /^QUIT/i.test(line) ? '221 bye' : '250 fine';
  }
}

/** The words are decoded; the headers are left as they came, folded and all. */
function mailOf(to: string, lines: readonly string[]): TakenMail {
  const raw = lines.join('\r\n');
  const text = raw.replaceAll('=\r\n', '').replaceAll(/=([0-9A-F]{2})/g, (_, code: string) => String.fromCharCode(parseInt(code, 16)));
  return { to, messageId: /^Message-ID:\s*(<.+>)/im.exec(raw)![1]!, text };
}
