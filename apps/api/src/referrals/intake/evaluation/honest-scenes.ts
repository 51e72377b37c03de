import type { Dice } from './dice.js';
import { address, device, givenName, lastName, mailbox, network24, person } from './people.js';
import { type Scene, type SceneName, type SignUpEvent, type Visit } from './sign-up-event.js';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

export interface Host { readonly email: string; readonly device: string; readonly ip: string; readonly joined: SignUpEvent }

/** A member who came by nobody's link, from whom a scene begins. */
export function host(dice: Dice, at: number, scene: SceneName, from: { ip?: string; email?: string; device?: string } = {}): Host {
  const who = person(dice);
  const [email, browser, ip] = [from.email ?? mailbox(dice, who), from.device ?? device(dice), from.ip ?? address(dice)];
  return { email, device: browser, ip, joined: { at, email, name: givenName(dice, who), ip, device: browser, country: 'DE', by: null, click: null, exists: true, scene } };
}

/** Somebody who reads before they sign up. @param more what the scene knows better */
export function friend(dice: Dice, at: number, by: string, scene: SceneName, more: Partial<SignUpEvent> = {}): SignUpEvent {
  const who = person(dice);
  const country = dice.chance(0.97) ? 'DE' : dice.pick(['AT', 'CH', 'PL', 'FR', 'GB']);
  return {
    at, email: mailbox(dice, who), name: givenName(dice, who), ip: address(dice), device: device(dice), country, by, exists: !dice.chance(0.01), scene,
    click: dice.chance(0.9) ? { at: at - reading(dice, 70), country: dice.chance(0.99) ? country : 'NL' } : null, ...more,
  };
}

/** From the click to the sign-up. One in thirty has a browser that fills the field in. */
function reading(dice: Dice, average: number): number {
  return (dice.chance(0.033) ? dice.between(2, 5) : 6 + dice.waiting(average)) * SECOND;
}

/** Visits of those who only looked. */
export function lookers(dice: Dice, of: string, from: number, span: number, count: number): Visit[] {
  return Array.from({ length: count }, () => ({ of, at: from + Math.floor(dice.next() * span) }));
}

export function everyday(dice: Dice, start: number): Scene {
  const one = host(dice, start, 'everyday');
  const signUps = Array.from({ length: dice.between(0, 6) }, () => friend(dice, start + HOUR + Math.floor(dice.next() * 20 * DAY), one.email, 'everyday'));
  return { signUps: [one.joined, ...signUps], visits: lookers(dice, one.email, start, 20 * DAY, signUps.length * dice.between(2, 8)) };
}

/** One network, one surname, an evening; in every third, one tablet for all. Some bring the next. */
export function household(dice: Dice, start: number): Scene {
  const [network, last, tablet] = [network24(dice), lastName(dice), dice.chance(0.33) ? device(dice) : null];
  const ip = address(dice, network);
  const first = host(dice, start, 'household', { ip, ...(tablet && { device: tablet }) });
  const signUps = [first.joined];
  let at = start;
  for (let n = dice.between(1, 4); n > 0; n--) {
    at += (3 + dice.waiting(25)) * MINUTE;
    const who = person(dice, last);
    const by = dice.chance(0.8) ? first.email : signUps.at(-1)!.email;
    signUps.push(friend(dice, at, by, 'household', { email: mailbox(dice, who), name: givenName(dice, who), ip, country: 'DE', click: { at: at - reading(dice, 60), country: 'DE' }, ...(tablet && { device: tablet }) }));
  }
  return { signUps, visits: lookers(dice, first.email, start, DAY, dice.between(0, 3)) };
}

/** A mail to all: one domain nobody has seen here yet, one or two networks, an hour or two. */
export function office(dice: Dice, start: number): Scene {
  const domain = `${lastName(dice)}-${dice.word('bcdfgklmnprst', 3)}.example`;
  const networks = [network24(dice), network24(dice)];
  const first = host(dice, start, 'office', { email: mailbox(dice, person(dice), domain), ip: address(dice, networks[0]) });
  const signUps = Array.from({ length: dice.between(8, 35) }, () => {
    const at = start + 10 * MINUTE + dice.waiting(45) * MINUTE;
    return friend(dice, at, first.email, 'office', { email: mailbox(dice, person(dice), domain), ip: address(dice, dice.chance(0.85) ? networks[0] : networks[1]), country: 'DE', click: { at: at - reading(dice, 40), country: 'DE' } });
  });
  return { signUps: [first.joined, ...signUps], visits: lookers(dice, first.email, start, DAY, Math.floor(signUps.length * (0.2 + dice.next()))) };
}

/** A poster in the hall: a crowd in a day, three networks, one domain or none, nearly everybody who scans it signs up. */
export function campus(dice: Dice, start: number): Scene {
  const domain = `uni-${lastName(dice)}.example`;
  const networks = [network24(dice), network24(dice), network24(dice)];
  const first = host(dice, start, 'campus', { ip: address(dice, networks[0]) });
  const signUps: SignUpEvent[] = [];
  for (let n = dice.between(60, 150); n > 0; n--) {
    const at = start + HOUR + Math.floor(dice.next() * 7 * HOUR);
    const by = dice.chance(0.8) || signUps.length === 0 ? first.email : dice.pick(signUps).email;
    const who = person(dice);
    signUps.push(friend(dice, at, by, 'campus', { email: dice.chance(0.5) ? mailbox(dice, who, domain) : mailbox(dice, who), ip: address(dice, dice.pick(networks)), country: 'DE', click: { at: at - reading(dice, 25), country: 'DE' } }));
  }
  return { signUps: [first.joined, ...signUps], visits: lookers(dice, first.email, start, 8 * HOUR, Math.floor(signUps.length * (0.1 + dice.next() * 0.5))) };
}

/** Somebody with many readers says a word: hundreds in a day, a wave in the first hour, carriers that put thousands behind one network. */
export function viralDay(dice: Dice, start: number): Scene {
  const carriers = Array.from({ length: 5 }, () => network24(dice));
  const first = host(dice, start, 'viral day');
  const signUps = Array.from({ length: dice.between(300, 700) }, () => {
    const at = start + HOUR + (dice.chance(0.3) ? dice.between(0, 60) * MINUTE : Math.floor(dice.next() * 22 * HOUR)) + dice.between(0, 59) * SECOND;
    return friend(dice, at, first.email, 'viral day', dice.chance(0.3) ? { ip: address(dice, dice.pick(carriers)) } : {});
  });
  return { signUps: [first.joined, ...signUps], visits: lookers(dice, first.email, start + HOUR, 23 * HOUR, signUps.length * dice.between(4, 12)) };
}

/** A tablet that goes round at a stall: honest, and from here no different from a farm. */
export function stallTablet(dice: Dice, start: number): Scene {
  const first = host(dice, start, 'stall tablet');
  const signUps = Array.from({ length: dice.between(8, 25) }, () =>
    friend(dice, start + HOUR + Math.floor(dice.next() * 6 * HOUR), first.email, 'stall tablet', { device: first.device, ip: first.ip, click: null, country: 'DE' }));
  return { signUps: [first.joined, ...signUps], visits: [] };
}
