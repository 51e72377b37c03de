import type { Permission } from '@fanfare/contracts';

/**
 * Who may call what: one row per route, `'METHOD /path': who`. Kept by hand and apart from the decorators, so that the
 * access test can hold one against the other. A route without a row, and a row without a route, fail that test.
 *
 * - `public`: anybody; `signed_in`: any session; `member`: a member of the program at `:slug`
 * - a permission: staff of `:programId` whose role carries it
 */
export const ACCESS_POLICY: Readonly<Record<string, 'public' | 'signed_in' | 'member' | Permission>> = {
  'POST /api/v1/auth/challenges': 'public',
  'POST /api/v1/auth/sessions': 'public',
  'GET /api/v1/auth/sessions': 'signed_in',
  'DELETE /api/v1/auth/sessions/current': 'signed_in',
  'DELETE /api/v1/auth/sessions/:id': 'signed_in',
  'POST /api/v1/auth/totp/enrol': 'public',
  'POST /api/v1/auth/totp/confirm': 'public',
  'POST /api/v1/auth/password-resets': 'public',
  'POST /api/v1/auth/password-resets/confirm': 'public',
  'POST /api/v1/auth/invitations/accept': 'public',
  'GET /sign-in': 'public',
  'POST /sign-in': 'public',

  'GET /api/v1/programs/:programId/staff': 'staff:read',
  'POST /api/v1/programs/:programId/staff/invitations': 'staff:manage',
  'GET /api/v1/programs/:programId/staff/invitations': 'staff:manage',
  'DELETE /api/v1/programs/:programId/staff/invitations/:invitationId': 'staff:manage',
  'PUT /api/v1/programs/:programId/staff/:accountId': 'staff:manage',
  'DELETE /api/v1/programs/:programId/staff/:accountId': 'staff:manage',

  'GET /api/v1/me': 'signed_in',
  'GET /api/v1/me/programs/:slug/progress': 'member',
  'GET /api/v1/me/programs/:slug/referrals': 'member',
  'GET /api/v1/programs/:programId/referrals': 'referrals:read',
  'POST /api/v1/programs/:programId/reviews': 'reviews:decide',
  'POST /api/v1/programs/:programId/members/:memberId/adjustments': 'ledger:adjust',

  'GET /api/openapi.json': 'public',
  'GET /api/v1/health': 'public',
  'GET /r/:code': 'public',
  'GET /api/v1/me/programs/:slug/links': 'member',
  'POST /api/v1/me/programs/:slug/links': 'member',
  'GET /api/v1/me/programs/:slug/rewards': 'member',
  'POST /api/v1/me/programs/:slug/rewards/:grantId/claim': 'member',
  'PUT /api/v1/me/programs/:slug/rewards/:grantId/claim': 'member',

  'GET /api/v1/programs/:programId/rewards': 'rewards:read',
  'POST /api/v1/programs/:programId/rewards': 'rewards:write',
  'PUT /api/v1/programs/:programId/rewards/:rewardId': 'rewards:write',
  'PUT /api/v1/programs/:programId/rewards/:rewardId/stock': 'rewards:write',
  'PUT /api/v1/programs/:programId/pools/:poolId': 'grants:ship',
  'GET /api/v1/programs/:programId/grants': 'rewards:read',
  'POST /api/v1/programs/:programId/grants': 'rewards:grant',
  'POST /api/v1/programs/:programId/grants/:grantId/pack': 'grants:ship',
  'POST /api/v1/programs/:programId/grants/:grantId/ship': 'grants:ship',
  'POST /api/v1/programs/:programId/grants/:grantId/deliver': 'grants:ship',
  'POST /api/v1/programs/:programId/grants/:grantId/return': 'grants:ship',
  'POST /api/v1/programs/:programId/grants/:grantId/fulfil': 'grants:ship',
  'POST /api/v1/programs/:programId/grants/:grantId/revoke': 'rewards:grant',
  'POST /api/v1/programs/:programId/grants/:grantId/reveal': 'grants:ship',

  'POST /api/v1/setup': 'public',
  'GET /setup': 'public',
  'POST /setup': 'public',
  'GET /api/v1/public/programs/:slug': 'public',
  'GET /api/v1/programs/:programId/settings': 'settings:read',
  'PUT /api/v1/programs/:programId/settings': 'settings:write',
  'GET /api/v1/programs/:programId/members': 'members:read',
  'GET /api/v1/programs/:programId/members/:memberId': 'members:read',
  'GET /api/v1/programs/:programId/rulebooks': 'rulebooks:read',
  'POST /api/v1/programs/:programId/rulebooks': 'rulebooks:publish',

  'GET /api/v1/programs/:programId/deliveries': 'mail:manage',
  'GET /api/v1/programs/:programId/deliveries/status': 'mail:manage',
  'POST /api/v1/programs/:programId/deliveries/:deliveryId/resend': 'mail:manage',
  'POST /api/v1/programs/:programId/deliveries/:deliveryId/dismiss': 'mail:manage',
  'GET /unsubscribe': 'public',
  'POST /unsubscribe': 'public',
  'GET /dev/mailbox': 'public',
  'GET /api/v1/dev/mailbox': 'public',

  'POST /api/v1/public/programs/:slug/signups': 'public',
  'POST /api/v1/public/confirmations': 'public',
  'GET /join/:slug': 'public',
  'POST /join/:slug': 'public',
  'GET /confirm': 'public',
  'POST /confirm': 'public',
  'POST /confirm/resend': 'public',

  'GET /robots.txt': 'public',
  'GET /page-assets/:file': 'public',
};
