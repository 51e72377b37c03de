import { randomBytes } from 'node:crypto';
import type { Keys } from '../keys.js';

/** A random id of this browser; only its keyed hash is ever stored. */
export const VISITOR_COOKIE = 'ffv';
export const VISITOR_COOKIE_SECONDS = 180 * 86_400;

const VISITOR = /^[\w-]{22}$/; // 128 bits in base64url

export function newVisitor(): string {
  return randomBytes(16).toString('base64url');
}

/** The visitor id a browser sent, or null where it sent none that we could have made. */
export function readVisitor(cookie: string | undefined): string | null {
  return cookie !== undefined && VISITOR.test(cookie) ? cookie : null;
}

/** What is stored of a visitor: 32 bytes that mean nothing without the installation's key. */
export function visitorHash(keys: Keys, visitor: string): Buffer {
  return keys.hmac('visitor', visitor);
}
