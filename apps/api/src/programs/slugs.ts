import { DomainError } from '@fanfare/contracts';

/**
 * Names in addresses that no program may have: the portal and the API use them, or may want to, where a slug stands
 * (`/staff/reset` beside `/staff/:slug`) or at the root, should a program ever be served from there.
 */
const RESERVED: ReadonlySet<string> = new Set([
  'account', 'address', 'admin', 'api', 'app', 'assets', 'auth', 'board', 'card', 'confirm', 'dev', 'docs', 'embed', 'favicon', 'files', 'health', 'help', 'home', 'icon', 'integrations', 'invitation', 'invitations',
  'join', 'login', 'logout', 'new', 'null', 'openapi', 'page-assets', 'password', 'portal', 'profile', 'program', 'programs', 'public', 'reset',
  'robots', 'security', 'session', 'settings', 'setup', 'sign-in', 'sign-out', 'sign-up', 'staff', 'static', 'support', 'team', 'undefined', 'unlocked',
  'unsubscribe', 'webhooks', 'www',
]);

/** @throws DomainError `request.invalid` naming the field `slug` */
export function assertNotReserved(slug: string): void {
  if (RESERVED.has(slug)) throw new DomainError('request.invalid', {}, [{ field: 'slug', code: 'reserved', message: 'is a name that this site needs itself' }]);
}
