/** A member's screens under `/me/:slug`, each with what is there once it has been read. */
export const MEMBER_SCREENS = {
  '': 'ff-rewards-card li', '/friends': 'ff-friends-page li', '/share': 'ff-share-links li', '/in-person': 'main img', '/rewards': 'ff-rewards-page li', '/rewards/shop': 'ff-shop-tile',
  '/events': 'ff-events-page li', '/board': 'ff-board-rows li', '/me': 'ff-profile-form',
};

/** Staff's screens under `/staff/:slug/`. */
export const STAFF_SCREENS = [
  'overview', 'review', 'review/appeals', 'friends', 'people', 'imports', 'messages', 'parcels', 'parcels?view=desk', 'parcels?view=batches', 'parcels?view=on_way', 'parcels?view=hand_over', 'parcels?view=unclaimed', 'rules', 'checks', 'rewards', 'rewards/granted', 'rewards/granted?waitsFor=approval', 'rewards/budgets', 'rewards/forecast', 'rewards/deliveries', 'rewards/deliveries?view=done', 'rewards/payouts', 'rewards/reconciliation', 'rewards/reconciliation?view=resolved', 'rewards/new', 'events', 'events/new', 'mail',
  'team', 'proof', 'settings', 'settings/share', 'developers/keys', 'developers/webhooks', 'developers/page', 'developers/stripe',
];

/** Staff's screens of one thing: the list whose first one it is, and what follows its address. */
export const DETAIL_SCREENS = {
  person: { list: 'people', part: '' }, batch: { list: 'parcels?view=batches', part: '' }, slips: { list: 'parcels?view=batches', part: '/slips' }, 'packing-list': { list: 'parcels?view=batches', part: '/list' },
  event: { list: 'events', part: '' }, door: { list: 'events', part: '/door' }, 'event-edit': { list: 'events', part: '/edit' }, reward: { list: 'rewards', part: '' },
  webhook: { list: 'developers/webhooks', part: '' },
};
