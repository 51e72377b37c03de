import { open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { test } from '@playwright/test';

/** One for each run: the workers have the same parent. */
const TURN = join(tmpdir(), `fanfare-rules-${process.ppid}`);
const LONGEST_MS = 900_000; // the waiting included

/** The journeys of a file that says this change the rules one after another: a version published beside a draft makes it outdated. */
export function takeTurnsWithTheRules(): void {
  test.beforeEach(async () => {
    test.setTimeout(LONGEST_MS);
    while (!(await taken())) await sleep(200);
  });
  test.afterEach(() => rm(TURN, { force: true }));
}

async function taken(): Promise<boolean> {
  try {
    await (await open(TURN, 'wx')).close();
    return true;
  } catch {
    return false;
  }
}
