import { arch, cpus, platform, release, totalmem } from 'node:os';
import type { DataSource } from 'typeorm';

/** What a proof is given by the command that runs it. */
export interface Stage {
  /** A migrated or empty database; `superUrl` sees past row-level security and is used for looking and for damage on purpose. */
  readonly database: { readonly appUrl: string; readonly adminUrl: string; readonly superUrl: string };
  /** Absolute; every process of the proof shares it, and with it the secret key. */
  readonly dataDir: string;
  /** `file:` address of the module by which a child notices that its parent was killed. */
  readonly dieWithParent: string;
  readonly seed: number;
  log(line: string): void;
}

/** One line of a proof's result. A proof passes when all of its checks do. */
export interface Check {
  readonly name: string;
  readonly passed: boolean;
  /** What was seen, in words and figures. */
  readonly seen: string;
}

/** Numbers from 0 (included) to 1 (excluded), the same for the same seed (mulberry32). */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Where and on what a proof ran: without it a figure says little. */
export async function circumstances(source: DataSource, seed: number): Promise<string> {
  const [{ server_version: postgres }] = (await source.query('SHOW server_version')) as [{ server_version: string }];
  const cores = cpus();
  const memory = Math.round(totalmem() / 2 ** 30);
  return `seed ${seed} · PostgreSQL ${postgres} · Node ${process.versions.node} · ${platform()} ${release()} ${arch()} · ${cores.length} × ${cores[0]?.model.trim() ?? 'unknown'} · ${memory} GiB`;
}

/** Rows in columns of equal width; the first column is text, the others are figures. */
export function table(head: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const cells = [head, ...rows].map((row) => row.map(String));
  const widths = head.map((_, column) => Math.max(...cells.map((row) => row[column]!.length)));
  const line = (row: readonly string[]) => row.map((cell, column) => (column === 0 ? cell.padEnd(widths[0]!) : cell.padStart(widths[column]!))).join('  ').trimEnd();
  return cells.map(line).join('\n');
}

/** The value below which `share` (0 to 1) of the values lie; 0 for none. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}
