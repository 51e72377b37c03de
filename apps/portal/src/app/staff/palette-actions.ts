import type { Permission } from '@fanfare/contracts';
import type { IconName } from '../ui/icon';

/** What can be begun from anywhere: leads to the screen where it is done. */
interface Action {
  /** Message key behind `staff.do.` */
  readonly name: string;
  readonly icon: IconName;
  readonly needs: Permission;
  readonly path: readonly string[];
}

export const ACTIONS = [
  { name: 'create_event', icon: 'calendar', needs: 'events:manage', path: ['events', 'new'] },
  { name: 'create_reward', icon: 'gift', needs: 'rewards:write', path: ['rewards', 'new'] },
  { name: 'set_stock', icon: 'gift', needs: 'rewards:write', path: ['rewards'] },
  { name: 'publish_rules', icon: 'layers', needs: 'rulebooks:publish', path: ['rules'] },
  { name: 'review_held', icon: 'inbox', needs: 'reviews:decide', path: ['review'] },
  { name: 'answer_messages', icon: 'chat', needs: 'members:read', path: ['messages'] },
  { name: 'ship_parcels', icon: 'truck', needs: 'grants:ship', path: ['parcels'] },
  { name: 'invite_team', icon: 'shield', needs: 'staff:manage', path: ['team'] },
  { name: 'verify', icon: 'book', needs: 'ledger:verify', path: ['proof'] },
  { name: 'make_key', icon: 'code', needs: 'integrations:manage', path: ['developers', 'keys'] },
  { name: 'add_webhook', icon: 'code', needs: 'webhooks:manage', path: ['developers', 'webhooks'] },
  { name: 'pause', icon: 'settings', needs: 'settings:write', path: ['settings'] },
  { name: 'sign_up_page', icon: 'settings', needs: 'settings:write', path: ['settings'] },
] as const satisfies readonly Action[];
