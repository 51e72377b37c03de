import { randomBytes } from 'node:crypto';
import type { KeyKind } from '@fanfare/contracts';
import { sha256 } from '../keys.js';

/** A key as it is shown once. Of it, only the hash is stored: 256 random bits need no salt. */
export interface NewKey {
  readonly id: string;
  readonly text: string;
  readonly hash: Buffer;
}

const PREFIX: Record<KeyKind, string> = { secret: 'ffsk', publishable: 'ffpk' };
/** `<prefix>_<environment>_<id>_<secret>`: what a scanner of leaked keys can find by its shape. */
const SHAPE = /^ff[sp]k_(?:live|demo)_([0-9a-f]{32})_[\w-]{43}$/;

export function newKey(kind: KeyKind, environment: 'live' | 'demo', id: string): NewKey {
  const text = `${PREFIX[kind]}_${environment}_${id.replaceAll('-', '')}_${randomBytes(32).toString('base64url')}`;
  return { id, text, hash: sha256(text) };
}

/** The id in a key, or null for what has not the shape of one. */
export function idInKey(text: string): string | null {
  const hex = SHAPE.exec(text)?.[1];
  return hex ? [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-') : null;
}

/** Enough to know a key by, in a list: its beginning says what it is for. */
export function keyHint(kind: KeyKind, environment: 'live' | 'demo', id: string): string {
  return `${PREFIX[kind]}_${environment}_${id.replaceAll('-', '').slice(0, 8)}…`;
}
