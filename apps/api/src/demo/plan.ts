import { AMBASSADOR, type Fan, FANS, friend, NINE, VIRAL } from './people.js';

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;

/** Somebody signs up; `confirms` says whether they also confirm, a few minutes later. */
export interface SignUp {
  readonly at: Date;
  readonly email: string;
  readonly name: string;
  readonly locale: 'en' | 'de';
  /** E-mail of the fan whose code they enter. */
  readonly via: string | null;
  readonly confirms: boolean;
}

/** Everything that happened in twelve weeks, in order. Pure: the same today gives the same story. */
export function planSignUps(today: Date): SignUp[] {
  const morning = Math.floor(today.getTime() / DAY_MS) * DAY_MS + 6 * HOUR_MS;
  const daysAgo = (days: number, minutes: number) => new Date(morning - days * DAY_MS + minutes * MINUTE_MS);
  const joins = FANS.map((fan): SignUp => ({ at: daysAgo(fan.joined, 0), email: fan.email, name: fan.name, locale: fan.locale, via: fan.via ?? null, confirms: true }));
  let n = 0;
  const friends = FANS.flatMap((fan) => Array.from({ length: newFriends(fan) }, (_, index): SignUp => ({
    ...friend(n++), via: fan.email, confirms: true, at: fan === VIRAL ? daysAgo(6, 180 + index / 30) : daysAgo(...spread(fan, index)),
  })));
  // Not confirmed: three still may, two never did.
  const silent = [[1, AMBASSADOR], [1, NINE], [2, AMBASSADOR], [12, NINE], [20, AMBASSADOR]] as const;
  const waiting = silent.map(([days, fan]): SignUp => ({ ...friend(n++), via: fan.email, confirms: false, at: daysAgo(days, 300) }));
  // Refused: a throwaway address, the fan's own second sign-up, and somebody who had been there before.
  const refused: SignUp[] = [
    { at: daysAgo(15, 200), email: 'quick.win@mailinator.com', name: 'Quick', locale: 'en', via: AMBASSADOR.email, confirms: true },
    { at: daysAgo(14, 200), email: NINE.email.replace('@', '+again@'), name: NINE.name, locale: 'en', via: NINE.email, confirms: true },
    { at: daysAgo(7, 200), email: 'ines.martins@mail.example', name: 'Ines Martins', locale: 'en', via: NINE.email, confirms: true },
  ];
  return [...joins, ...friends, ...waiting, ...refused].sort((a, b) => a.at.getTime() - b.at.getTime());
}

/** Friends who are not fans of the story themselves. */
function newFriends(fan: Fan): number {
  return fan.friends - FANS.filter((other) => other.via === fan.email).length;
}

/** Evenly from the day after joining to yesterday, at changing hours. */
function spread(fan: Fan, index: number): [days: number, minutes: number] {
  const span = fan.joined - 1;
  const day = fan.joined - 1 - Math.floor((index * span) / Math.max(1, newFriends(fan)));
  return [Math.max(1, day), 60 * (1 + ((index * 5 + fan.name.length) % 12)) + (index % 50)];
}
