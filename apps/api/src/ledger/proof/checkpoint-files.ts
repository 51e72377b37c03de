import { access, link, mkdir, readdir, readFile, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Inject, Injectable } from '@nestjs/common';
import type { Id } from '@fanfare/domain';
import { CONFIG, type Config } from '../../platform/config/config.js';
import { newId } from '../../platform/ids.js';
import { type CheckpointView, headOf } from './checkpoint-head.js';

const DAYS_COMPARED = 366;

/** Checkpoints outside the database, where whoever alters that does not reach: `DATA_DIR/checkpoints/<program>/<day>.json`, written once and never again. */
@Injectable()
export class CheckpointFiles {
  readonly folder: string;

  constructor(@Inject(CONFIG) config: Config) {
    this.folder = join(config.dataDir, 'checkpoints');
  }

  /** Writes the file of that day unless there is one, whatever that says. */
  async keep(programId: Id, slug: string, view: CheckpointView): Promise<void> {
    const folder = join(this.folder, programId);
    const path = join(folder, `${view.day}.json`);
    if (await isThere(path)) return;
    await mkdir(folder, { recursive: true, mode: 0o700 });
    // Whole or not at all: of two that write at once, the second finds that there is one.
    const draft = `${path}.${newId()}`;
    await writeFile(draft, `${JSON.stringify(headOf(programId, slug, view))}\n`, { mode: 0o600 });
    await link(draft, path).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
    });
    await unlink(draft);
  }

  /** What each day's file says, newest first, a year at most; of a file that is no checkpoint any more, nothing. */
  async hashes(programId: Id): Promise<{ day: string; hash: string }[]> {
    const folder = join(this.folder, programId);
    const names = await readdir(folder).catch(() => []);
    const days = names.flatMap((name) => /^(\d{4}-\d\d-\d\d)\.json$/.exec(name)?.[1] ?? []).toSorted().toReversed().slice(0, DAYS_COMPARED);
    return Promise.all(days.map(async (day) => ({ day, hash: hashIn(await readFile(join(folder, `${day}.json`), 'utf8')) })));
  }
}

async function isThere(path: string): Promise<boolean> {
  return access(path).then(() => true, () => false);
}

function hashIn(content: string): string {
  try {
    const { hash } = JSON.parse(content) as { hash?: unknown };
    return typeof hash === 'string' ? hash : '';
  } catch {
    return '';
  }
}
