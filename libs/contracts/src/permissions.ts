export const ROLES = ['owner', 'manager', 'moderator', 'analyst', 'fulfilment'] as const;
/** A staff role in one program. */
export type Role = (typeof ROLES)[number];

/** What a staff route may demand. One row per permission: who has it. */
const GRANTED = {
  'staff:manage': ['owner'],
  'staff:read': ['owner', 'manager'],
  'rulebooks:publish': ['owner', 'manager'],
  'rulebooks:read': ['owner', 'manager', 'moderator', 'analyst'],
  'settings:write': ['owner', 'manager'],
  'settings:read': ['owner', 'manager', 'moderator', 'analyst', 'fulfilment'],
  'members:read': ['owner', 'manager', 'moderator'],
  'members:write': ['owner', 'manager', 'moderator'],
  'members:suspend': ['owner', 'manager', 'moderator'],
  'members:export': ['owner', 'manager'],
  'members:erase': ['owner', 'manager'],
  'members:import': ['owner', 'manager'],
  'members:readdress': ['owner', 'manager'],
  'members:merge': ['owner', 'manager'],
  'ledger:adjust': ['owner', 'manager'],
  'ledger:verify': ['owner', 'manager', 'analyst'],
  'reviews:decide': ['owner', 'manager', 'moderator'],
  'referrals:read': ['owner', 'manager', 'moderator', 'analyst'],
  'pictures:write': ['owner', 'manager'],
  'rewards:write': ['owner', 'manager'],
  'rewards:read': ['owner', 'manager', 'moderator', 'analyst', 'fulfilment'],
  'rewards:grant': ['owner', 'manager'],
  'grants:approve': ['owner', 'manager'],
  'grants:ship': ['owner', 'manager', 'fulfilment'],
  'events:manage': ['owner', 'manager', 'moderator'],
  'events:read': ['owner', 'manager', 'moderator'],
  'mail:manage': ['owner', 'manager'],
  'jobs:manage': ['owner', 'manager'],
  'integrations:manage': ['owner'],
  'webhooks:manage': ['owner', 'manager'],
  'insights:read': ['owner', 'manager', 'moderator', 'analyst'],
} as const satisfies Record<string, readonly Role[]>;

export type Permission = keyof typeof GRANTED;
export const PERMISSIONS = Object.keys(GRANTED) as Permission[];

/** Whether a role carries a permission in its own program. */
export function permits(role: Role, permission: Permission): boolean {
  return (GRANTED[permission] as readonly Role[]).includes(role);
}
