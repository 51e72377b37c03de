import { codeFrom } from '@fanfare/domain';
import type { Keys } from '../platform/keys.js';

/**
 * A member's personal code, `HALCYON-7K3M9QXA`: derived from the grant, so it is the same whenever it is shown and is
 * stored nowhere. The shop has to be told of it by other means; codes from a shop's own list come with its integration.
 */
export function discountCode(keys: Keys, slug: string, grantId: string): string {
  return `${slug.toUpperCase()}-${codeFrom(keys.hmac('discount', grantId)).toUpperCase()}`;
}
