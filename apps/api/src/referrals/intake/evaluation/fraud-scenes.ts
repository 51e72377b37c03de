import type { Dice } from './dice.js';
import { friend, host, lookers } from './honest-scenes.js';
import { address, device, freemail, lastName, mailbox, network24, person } from './people.js';
import { type Scene, type SceneName, type SignUpEvent } from './sign-up-event.js';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DISPOSABLE = ['mailinator.com', 'guerrillamail.com', 'yopmail.com', '10minutemail.com', 'sharklasers.com'];

/** A fan with one or two mailboxes more, in their own browser. */
export function ownSecondMailbox(dice: Dice, start: number): Scene {
  const one = host(dice, start, 'own second mailbox');
  const signUps = Array.from({ length: dice.between(1, 3) }, (_, n) => {
    const at = start + (20 + 30 * n + dice.waiting(20)) * MINUTE;
    return friend(dice, at, one.email, 'own second mailbox', { ip: one.ip, device: one.device, country: 'DE', click: { at: at - (4 + dice.waiting(15)) * SECOND, country: 'DE' } });
  });
  return { signUps: [one.joined, ...signUps], visits: [] };
}

/** A program that fills in the form: fresh browsers, few networks, numbered or random addresses, seconds from click to sign-up. */
export function scriptFarm(dice: Dice, start: number): Scene {
  const one = host(dice, start, 'script farm');
  const networks = Array.from({ length: dice.between(1, 4) }, () => network24(dice));
  const [stem, isRandom, patience] = [mailbox(dice, person(dice)).split('@')[0]!.replace(/\d/g, ''), dice.chance(0.4), dice.between(0, 8)];
  const signUps = times(dice.between(30, 120), (n) => {
    const at = start + HOUR + n * dice.between(10, 70) * SECOND;
    const local = isRandom ? dice.word('bcdfghjkmnpqrstvwxz23456789', dice.between(9, 13)) : `${stem}${dice.between(1, 9999)}`;
    return forged(dice, at, one.email, 'script farm', {
      email: `${local}@${freemail(dice)}`, name: isRandom ? null : 'Anna Smith', ip: address(dice, dice.pick(networks)), click: { at: at - patience * SECOND - dice.between(0, 2) * SECOND, country: dice.chance(0.7) ? 'DE' : 'VN' },
    });
  });
  return { signUps: [one.joined, ...signUps], visits: lookers(dice, one.email, start, 3 * HOUR, dice.between(0, 4)) };
}

/** People who are paid for it: phones that sign up six to ten each, addresses that look chosen. */
export function hiredHands(dice: Dice, start: number): Scene {
  const one = host(dice, start, 'hired hands');
  const signUps: SignUpEvent[] = [];
  for (let hand = dice.between(3, 8); hand > 0; hand--) {
    const [phone, network, last] = [device(dice), network24(dice), lastName(dice)];
    let at = start + HOUR + dice.waiting(120) * MINUTE;
    for (let n = dice.between(6, 12); n > 0; n--) {
      at += (1 + dice.waiting(3)) * MINUTE;
      signUps.push(forged(dice, at, one.email, 'hired hands', {
        email: `${person(dice, last).first}.${last}${dice.between(1, 99)}@${freemail(dice)}`, name: null, device: phone, ip: address(dice, network), country: 'DE', click: { at: at - (3 + dice.waiting(8)) * SECOND, country: dice.chance(0.5) ? 'BD' : 'DE' },
      }));
    }
  }
  return { signUps: [one.joined, ...signUps], visits: lookers(dice, one.email, start, 5 * HOUR, dice.between(0, 5)) };
}

/** Members made up by one person, each brought by the one before, at one desk with two browsers. */
export function ring(dice: Dice, start: number): Scene {
  const [network, browsers] = [network24(dice), [device(dice), device(dice)]];
  const first = host(dice, start, 'ring', { ip: address(dice, network), device: browsers[0]! });
  const signUps = [{ ...first.joined }];
  let at = start;
  for (let n = dice.between(5, 12); n > 0; n--) {
    at += (4 + dice.waiting(10)) * MINUTE;
    const by = dice.chance(0.6) ? signUps.at(-1)!.email : dice.pick(signUps).email;
    signUps.push(forged(dice, at, by, 'ring', { ip: address(dice, network), device: dice.pick(browsers), country: 'DE', click: { at: at - (3 + dice.waiting(8)) * SECOND, country: 'DE' } }));
  }
  return { signUps, visits: [] };
}

export function disposableBurst(dice: Dice, start: number): Scene {
  const one = host(dice, start, 'disposable burst');
  const network = network24(dice);
  const signUps = times(dice.between(20, 80), (n) => forged(dice, start + HOUR + n * dice.between(5, 40) * SECOND, one.email, 'disposable burst', {
    email: `${dice.word('abcdefghiklmnoprstu0123456789', 9)}@${dice.chance(0.15) ? 'mx.' : ''}${dice.pick(DISPOSABLE)}`, ip: address(dice, network), name: null,
  }));
  return { signUps: [one.joined, ...signUps], visits: [] };
}

/** A domain bought for it, every address of which arrives. */
export function domainFarm(dice: Dice, start: number): Scene {
  const one = host(dice, start, 'domain farm');
  const [domain, networks] = [`${dice.word('bcdfglmnprst', 6)}.example`, [network24(dice), network24(dice)]];
  const signUps = times(dice.between(25, 60), (n) => {
    const at = start + HOUR + n * dice.between(60, 300) * SECOND;
    return forged(dice, at, one.email, 'domain farm', { email: mailbox(dice, person(dice), domain), ip: address(dice, dice.pick(networks)), click: { at: at - dice.between(1, 9) * SECOND, country: 'DE' } });
  });
  return { signUps: [one.joined, ...signUps], visits: [] };
}

/** Addresses invented at the keyboard: many do not exist, and the rest are somebody else's. */
export function madeUpAddresses(dice: Dice, start: number): Scene {
  const one = host(dice, start, 'made-up addresses');
  const signUps = times(dice.between(15, 40), (n) => {
    const at = start + HOUR + n * dice.between(30, 240) * SECOND;
    return forged(dice, at, one.email, 'made-up addresses', { exists: dice.chance(0.45), ip: address(dice, one.ip.split('.').slice(0, 3).join('.')), device: dice.chance(0.6) ? one.device : device(dice), click: { at: at - dice.between(2, 15) * SECOND, country: 'DE' } });
  });
  return { signUps: [one.joined, ...signUps], visits: [] };
}

function forged(dice: Dice, at: number, by: string, scene: SceneName, more: Partial<SignUpEvent>): SignUpEvent {
  return friend(dice, at, by, scene, { exists: true, click: { at: at - dice.between(1, 6) * SECOND, country: 'DE' }, ...more });
}

function times<T>(count: number, make: (n: number) => T): T[] {
  return Array.from({ length: count }, (_, n) => make(n));
}
