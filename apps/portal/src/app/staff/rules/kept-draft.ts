import type { Rules } from './sentence';

/** A draft in this browser: what has not arrived at the server when a page is left is sent when it is opened again. */
export interface KeptDraft {
  readonly basedOn: number;
  /** Of the server's draft that it goes on from; null: there was none. */
  readonly revision: string | null;
  readonly rules: Rules;
}

/** Where the browser keeps nothing (its storage is full, or closed to this page): until the page is left. */
const untilLeft = new Map<string, string>();
const key = (programId: string) => `ff-rules-draft:${programId}`;

export function readKept(programId: string): KeptDraft | null {
  try {
    const kept = JSON.parse(untilLeft.get(key(programId)) ?? localStorage.getItem(key(programId)) ?? 'null') as Omit<KeptDraft, 'revision'> & Partial<KeptDraft> | null;
    return kept && { ...kept, revision: kept.revision ?? null };
  } catch {
    return null;
  }
}

export function writeKept(programId: string, kept: KeptDraft): void {
  const text = JSON.stringify(kept);
  try {
    localStorage.setItem(key(programId), text);
    untilLeft.delete(key(programId));
  } catch {
    untilLeft.set(key(programId), text);
  }
}

export function forgetKept(programId: string): void {
  untilLeft.delete(key(programId));
  try {
    localStorage.removeItem(key(programId));
  } catch {
    // closed to this page: there is nothing in it
  }
}
