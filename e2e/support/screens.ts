/** A member's screens under `/me/:slug`, each with what is there once it has been read. */
export const MEMBER_SCREENS = {
  '': 'ff-rewards-card li', '/friends': 'ff-friends-page li', '/share': 'ff-share-links li', '/in-person': 'main img', '/rewards': 'ff-rewards-page li',
  '/events': 'ff-events-page li', '/board': 'ff-board-rows li', '/me': 'ff-profile-form',
};

/** Staff's screens under `/staff/:slug/`. */
export const STAFF_SCREENS = [
  'overview', 'review', 'friends', 'people', 'imports', 'messages', 'parcels', 'rules', 'checks', 'rewards', 'rewards/granted', 'rewards/new', 'events', 'events/new', 'mail',
  'team', 'settings', 'settings/share', 'developers/keys', 'developers/webhooks', 'developers/page', 'developers/stripe',
];
