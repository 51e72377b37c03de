import { describe, expect, it } from '@jest/globals';
import type { Config } from '../config/config.js';
import { Keys } from '../keys.js';
import { newVisitor, readVisitor, visitorHash } from './visitor.js';

const keysOf = (secret: string) => new Keys({ secretKey: Buffer.alloc(32, secret) } as Config);

describe('the visitor cookie', () => {
  it('is 128 random bits', () => {
    expect(Buffer.from(newVisitor(), 'base64url')).toHaveLength(16);
    expect(newVisitor()).not.toBe(newVisitor());
  });

  it('is taken back as made, and nothing else is', () => {
    const visitor = newVisitor();
    expect(readVisitor(visitor)).toBe(visitor);
    for (const other of [undefined, '', `${visitor}x`, `${visitor.slice(1)}.`]) expect(readVisitor(other)).toBeNull();
  });

  it('is stored as a hash that needs the key', () =>
    expect(visitorHash(keysOf('a'), 'v').equals(visitorHash(keysOf('b'), 'v'))).toBe(false));
});
