/** Who the demo can be visited as. Codes arrive in the dev mailbox; staff of the demo need no second factor. */
export const PROGRAM = 'halcyon';
export const NINE_FRIENDS = 'nine@halcyon.example';
/** Two friends short of ambassador. */
export const EIGHT_FRIENDS = 'matteo.ricci@mail.example';
export const AMBASSADOR = 'ambassador@halcyon.example';
/** Somebody else with friends, so that two journeys never ask for a code of one account at once. */
export const FAN = 'amelia.carter@mail.example';
/** An ambassador whose welcome box waits to be claimed. */
export const LATE = 'soren.lindqvist@mail.example';
/** Gold, and a little more: whom a lower threshold would promote. */
export const FAN_ON_THE_ROAD = 'zofia.wisniewska@mail.example';
export const OWNER = 'owner@halcyon.example';
/** Writes rules, too: a draft is one's own, so two journeys that change them at once are two people. */
export const MANAGER = 'manager@halcyon.example';
export const MODERATOR = 'moderator@halcyon.example';
export const FULFILMENT = 'fulfilment@halcyon.example';
export const DEMO_PASSWORD = 'halcyon-demo';

let asked = 0;
/** An address nobody has used yet, of a domain that mail never leaves for. */
export function newAddress(name: string): string {
  asked += 1;
  return `${name}.${process.pid}.${Date.now().toString(36)}${asked}@friends.example`;
}
