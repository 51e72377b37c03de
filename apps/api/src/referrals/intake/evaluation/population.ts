import { Dice } from './dice.js';
import { disposableBurst, domainFarm, hiredHands, madeUpAddresses, ownSecondMailbox, ring, scriptFarm } from './fraud-scenes.js';
import { campus, everyday, household, office, stallTablet, viralDay } from './honest-scenes.js';
import type { Scene } from './sign-up-event.js';

const DAY = 86_400_000;
/** How often each scene plays in a population of size 1: a program of some months. */
const CAST: readonly (readonly [(dice: Dice, start: number) => Scene, number])[] = [
  [everyday, 250], [household, 90], [office, 8], [campus, 2], [viralDay, 1], [stallTablet, 1],
  [ownSecondMailbox, 30], [scriptFarm, 2], [hiredHands, 2], [ring, 8], [disposableBurst, 2], [domainFarm, 2], [madeUpAddresses, 3],
];

/** People whose label is known, from a seed: a quarter year of honest sign-ups with farms among them. */
export function population(seed: number, size = 1, begins = Date.UTC(2026, 0, 5)): Scene {
  const dice = new Dice(seed);
  const scenes = CAST.flatMap(([scene, often]) => Array.from({ length: Math.ceil(often * size) }, () => scene(dice, begins + Math.floor(dice.next() * 60 * DAY))));
  return {
    signUps: onlyFirst(scenes.flatMap((scene) => scene.signUps).toSorted((a, b) => a.at - b.at)),
    visits: scenes.flatMap((scene) => scene.visits).toSorted((a, b) => a.at - b.at),
  };
}

/** Two strangers who thought of one address: the second takes another. */
function onlyFirst<T extends { email: string }>(signUps: readonly T[]): T[] {
  const taken = new Set<string>();
  return signUps.filter(({ email }) => !taken.has(email) && taken.add(email));
}
