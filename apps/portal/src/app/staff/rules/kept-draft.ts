import type { Rules } from './sentence';

/** A draft in this browser: what has not arrived at the server when a page is left is sent when it is opened again. */
export interface KeptDraft {
  readonly basedOn: number;
  /** Of the server's draft that it goes on from; null: there was none. */
  readonly revision: string | null;
  readonly rules: Rules;
}

const key = (programId: string) => `ff-rules-draft:${programId}`;

export function readKept(programId: string): KeptDraft | null {
  try {
    const kept = JSON.parse(localStorage.getItem(key(programId)) ?? 'null') as Omit<KeptDraft, 'revision'> & Partial<KeptDraft> | null;
    return kept && { ...kept, revision: kept.revision ?? null };
  } catch {
    return null;
  }
}

export function writeKept(programId: string, kept: KeptDraft): void {
  localStorage.setItem(key(programId), JSON.stringify(kept));
}

export function forgetKept(programId: string): void {
  localStorage.removeItem(key(programId));
}
