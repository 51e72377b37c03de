import type { Dice } from './dice.js';

const FIRST = ('anna lena maja ewa sofia emma mia laura julia sarah nina clara ida paula marie jan paul leon max finn noah elias tim lukas jonas felix david tom erik ' +
  'olga irina pavel marek tomasz piotr agnieszka katarzyna giulia marco luca chiara ines hugo louis camille oliver amelia isla freya aisha omar yusuf fatima').split(' ');
const LAST = ('nowak kowalski schmidt mueller weber wagner becker hoffmann schulz koch bauer richter klein wolf neumann braun zimmer hartmann krause lehmann rossi russo ferrari ' +
  'martin bernard dubois smith jones taylor brown wilson evans thomas johnson roberts walker wright hughes green hall ivanov petrov novak horvat kaya demir yilmaz').split(' ');
const FREEMAIL = ['gmail.com', 'gmail.com', 'gmail.com', 'gmx.de', 'web.de', 'outlook.com', 'icloud.com', 'wp.pl', 'yahoo.com', 'hotmail.com'];

export interface Person {
  readonly first: string;
  readonly last: string;
}

export function person(dice: Dice, last: string = dice.pick(LAST)): Person {
  return { first: dice.pick(FIRST), last };
}

export function lastName(dice: Dice): string {
  return dice.pick(LAST);
}

/** An address as somebody would choose it: mostly the name, now and then with a year or a number behind it. */
export function mailbox(dice: Dice, { first, last }: Person, domain = dice.pick(FREEMAIL)): string {
  const shape = dice.next();
  const local = shape < 0.4 ? `${first}.${last}` : shape < 0.6 ? `${first[0]}.${last}` : shape < 0.75 ? `${first}${last}` : shape < 0.9 ? `${last}.${first}` : first;
  const number = dice.chance(0.38) ? String(dice.chance(0.5) ? dice.between(60, 99) : dice.between(1, 999)) : '';
  // What is taken already gets a few letters more, as everywhere.
  return `${local}${number || (shape >= 0.9 ? dice.between(1, 9999) : dice.word('abcdefghiklmnoprstu', dice.between(0, 3)))}@${domain}`;
}

export function freemail(dice: Dice): string {
  return dice.pick(FREEMAIL);
}

/** Half of the people leave the field empty, some give their whole name. */
export function givenName(dice: Dice, { first, last }: Person): string | null {
  const choice = dice.next();
  return choice < 0.5 ? null : choice < 0.8 ? first : `${first} ${last}`;
}

/** A public address in a network of its own. */
export function address(dice: Dice, network: string = network24(dice)): string {
  return `${network}.${dice.between(1, 254)}`;
}

export function network24(dice: Dice): string {
  return `${dice.between(11, 99)}.${dice.between(0, 255)}.${dice.between(0, 255)}`;
}

export function device(dice: Dice): string {
  return dice.word('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-', 22);
}
