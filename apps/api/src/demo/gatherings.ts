import { Injectable } from '@nestjs/common';
import { Events } from '../events/events.service.js';
import { GuestList } from '../events/guest-list.service.js';
import { Rsvps } from '../events/rsvps.service.js';
import { Clock } from '../platform/clock.js';
import { Transactions } from '../platform/database/transactions.js';
import type { NewProgramIds } from '../programs/index.js';
import { AMBASSADOR, FANS } from './people.js';

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

/** Something that happens between the sign-ups, at its time. */
export interface Moment {
  readonly at: Date;
  readonly tell: () => Promise<void>;
}
interface Answer {
  /** The fan's name. */
  readonly who: string;
  readonly response: 'going' | 'declined';
  readonly guests: number;
}
const going = (who: string, guests = 0): Answer => ({ who, response: 'going', guests });
const declined = (who: string): Answer => ({ who, response: 'declined', guests: 0 });

const BREAKFAST = {
  title: { en: 'Breakfast with the editors', de: 'Frühstück mit der Redaktion' },
  description: { en: 'Coffee, rolls, and tomorrow’s issue in the making.', de: 'Kaffee, Schrippen und die Ausgabe von morgen im Werden.' },
  venue: 'Café Halcyon, Torstraße 12, Berlin', capacity: 12, guestsAllowed: 1,
};
const EVENING = {
  title: { en: 'An evening in the newsroom', de: 'Ein Abend in der Redaktion' },
  description: { en: 'See how an issue is made, ask whatever you like, stay for dinner.', de: 'Sieh, wie eine Ausgabe entsteht, frag, was du willst, und bleib zum Essen.' },
  venue: 'Halcyon Daily, Linienstraße 40, Berlin', capacity: 6, guestsAllowed: 1,
};
const BREAKFAST_ANSWERS = [going('Lena Hoffmann'), going('Amelia Carter', 1), declined('Zofia Wiśniewska'), going('Liam O’Brien'), going('Noémie Laurent')];
/** Asked last, on becoming an ambassador the day before. */
const LATE_ANSWERS = [going(AMBASSADOR.name)];
const CAME = ['Lena Hoffmann', 'Amelia Carter', 'Noémie Laurent', AMBASSADOR.name];
// Six seats, all taken; two wait. Whoever is asked and not named here has yet to answer.
const EVENING_ANSWERS = [
  going('Lena Hoffmann', 1), going('Amelia Carter', 1), going('Zofia Wiśniewska'), going('Liam O’Brien'), going('Noémie Laurent'), going('Søren Lindqvist', 1), declined('Priya Raman'),
];

/** Two events for ambassadors: one they came to, and one to come, full, with a waiting list. */
@Injectable()
export class Gatherings {
  constructor(
    private readonly transactions: Transactions,
    private readonly clock: Clock,
    private readonly events: Events,
    private readonly guests: GuestList,
    private readonly rsvps: Rsvps,
  ) {}

  /** In order of time. Who reaches the tier after an event was published is invited by the engine itself. */
  moments({ programId, tiers }: NewProgramIds, staff: { manager: string; moderator: string }, today: Date): Moment[] {
    const day = (days: number, hour: number) => new Date(Math.floor(today.getTime() / DAY_MS) * DAY_MS + days * DAY_MS + hour * HOUR_MS);
    const invitedTierIds = Object.values(tiers);
    let breakfast = '';
    let evening = '';
    return [
      { at: day(-50, 9), tell: async () => void (breakfast = await this.announce(programId, staff.manager, { ...BREAKFAST, invitedTierIds }, day(-21, 7), 2)) },
      { at: day(-24, 9), tell: () => this.answer(programId, breakfast, BREAKFAST_ANSWERS) },
      { at: day(-22, 9), tell: () => this.answer(programId, breakfast, LATE_ANSWERS) },
      { at: day(-21, 7), tell: () => this.receive(programId, staff.moderator, breakfast, CAME) },
      { at: day(-10, 9), tell: async () => void (evening = await this.announce(programId, staff.manager, { ...EVENING, invitedTierIds }, day(9, 16), 4)) },
      { at: day(-4, 9), tell: () => this.answer(programId, evening, EVENING_ANSWERS) },
    ].map((moment) => ({ at: moment.at, tell: () => this.clock.at(moment.at, moment.tell) }));
  }

  private async announce(programId: string, actorId: string, what: typeof EVENING & { invitedTierIds: string[] }, startsAt: Date, hours: number): Promise<string> {
    const endsAt = new Date(startsAt.getTime() + hours * HOUR_MS);
    const { id } = await this.events.create(programId, actorId, { ...what, startsAt: startsAt.toISOString(), endsAt: endsAt.toISOString() });
    await this.events.publish(programId, actorId, id);
    return id;
  }

  /** One after the other: the order decides who gets a seat. */
  private async answer(programId: string, eventId: string, answers: readonly Answer[]): Promise<void> {
    for (const { who, response, guests } of answers) await this.rsvps.answer(programId, await this.memberOf(programId, who), eventId, { response, guests });
  }

  private async receive(programId: string, actorId: string, eventId: string, people: readonly string[]): Promise<void> {
    for (const who of people) await this.guests.checkIn(programId, actorId, eventId, await this.memberOf(programId, who));
  }

  private async memberOf(programId: string, name: string): Promise<string> {
    const fan = FANS.find((one) => one.name === name);
    const [row] = await this.transactions.readProgram(programId, (tx): Promise<{ member_id: string }[]> =>
      tx.query('SELECT member_id FROM identities WHERE program_id = $1 AND email = $2', [programId, fan?.email]));
    if (!row) throw new Error(`the story asks ${name}, who is not in it yet`);
    return row.member_id;
  }
}
