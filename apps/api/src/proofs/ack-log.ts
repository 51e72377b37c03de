import { readFileSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { Batcher } from '../platform/batcher.js';

/** Something that a client was told. `key`: the click's id, the sign-up's address, the confirmed submission's id. */
export interface Acknowledgement {
  readonly kind: 'click' | 'signUp' | 'confirmation';
  readonly key: string;
}

const MAX_BATCH = 1000;

/** The clients' own record, independent of the database: a line per acknowledgement, on disk before the client goes on. */
export class AckLog {
  private readonly batcher: Batcher<Acknowledgement, true>;

  private constructor(
    private readonly path: string,
    private readonly file: FileHandle,
  ) {
    this.batcher = new Batcher((acks) => this.write(acks), MAX_BATCH);
  }

  static async create(path: string): Promise<AckLog> {
    return new AckLog(path, await open(path, 'ax', 0o600));
  }

  async note(ack: Acknowledgement): Promise<void> {
    await this.batcher.add(ack);
  }

  /** Reads everything back from the file. */
  async finish(): Promise<Record<Acknowledgement['kind'], string[]>> {
    await this.batcher.idle();
    await this.file.close();
    const acks = readFileSync(this.path, 'utf8').split('\n').filter(Boolean).map((line) => JSON.parse(line) as Acknowledgement);
    const of = (kind: Acknowledgement['kind']) => acks.filter((ack) => ack.kind === kind).map((ack) => ack.key);
    return { click: of('click'), signUp: of('signUp'), confirmation: of('confirmation') };
  }

  private async write(acks: readonly Acknowledgement[]): Promise<true[]> {
    await this.file.appendFile(acks.map((ack) => `${JSON.stringify(ack)}\n`).join(''));
    await this.file.sync();
    return acks.map(() => true);
  }
}
