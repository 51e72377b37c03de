import { describe, expect, it } from '@jest/globals';
import { ACCESS_POLICY } from '../platform/auth/access-policy.js';
import { assertNotReserved } from './slugs.js';

/** What a program's slug may look like: only such words can be in its way. */
const SLUG = /^[a-z0-9][a-z0-9-]+[a-z0-9]$/;
const refused = expect.objectContaining({ code: 'request.invalid', fields: [expect.objectContaining({ field: 'slug', code: 'reserved' })] });

describe('a reserved slug', () => {
  it.each(['invitation', 'reset', 'sign-in', 'new', 'setup', 'staff'])('%s is refused, naming the field', (slug) =>
    expect(() => assertNotReserved(slug)).toThrow(refused));

  it.each(['halcyon', 'new-york', 'resets', 'setup-2'])('%s is not one', (slug) => expect(() => assertNotReserved(slug)).not.toThrow());

  it('is every word at the root of the API', () => {
    const roots = [...new Set(Object.keys(ACCESS_POLICY).map((route) => route.split('/')[1]!))].filter((word) => SLUG.test(word));
    expect(roots.length).toBeGreaterThan(5);
    for (const word of roots) expect(() => assertNotReserved(word)).toThrow(refused);
  });
});
