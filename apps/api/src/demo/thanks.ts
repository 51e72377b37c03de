import { Injectable } from '@nestjs/common';
import { Clock } from '../platform/clock.js';
import { Transactions } from '../platform/database/transactions.js';
import { DAY_MS } from '../platform/jobs/maintenance.js';
import { Catalogue } from '../rewards/catalogue.service.js';
import { Claims } from '../rewards/claims.service.js';
import { Codes } from '../rewards/codes/codes.service.js';
import { Grants } from '../rewards/grants.service.js';
import { NewRewardRequest } from '../rewards/rewards.dto.js';
import { AMBASSADOR } from './people.js';

const CARDS = 12;
const BOOKSHOP = NewRewardRequest.parse({
  kind: 'gift_card', title: { en: 'Bookshop gift card', de: 'Geschenkkarte der Buchhandlung' }, description: { en: 'For a book of your choice.', de: 'Für ein Buch deiner Wahl.' },
  needsAddress: false, stock: null, lowAt: 3, amount: { amountMinor: 2_000, currency: 'EUR' }, cost: { amountMinor: 2_000, currency: 'EUR' },
});
const BACKSTAGE = NewRewardRequest.parse({
  kind: 'unlock', title: { en: 'Backstage', de: 'Hinter den Kulissen' }, description: { en: 'How an issue is made, told for those who bring readers.', de: 'Wie eine Ausgabe entsteht, erzählt für alle, die Leser bringen.' },
  needsAddress: false, stock: null, cost: { amountMinor: 0, currency: 'EUR' },
  unlock: {
    title: { en: 'A quarter past four', de: 'Viertel nach vier' },
    text: {
      en: 'The first coffee is at a quarter past four. By five we know what the day is about, and by half past what it is not: most of the work is leaving out.\n\nThe list of what we left out last month is at https://halcyon.example/left-out. Keep it to yourself.',
      de: 'Der erste Kaffee ist um Viertel nach vier. Um fünf wissen wir, worum es heute geht, und um halb sechs, worum nicht: Die meiste Arbeit ist das Weglassen.\n\nWas wir letzten Monat weggelassen haben, steht auf https://halcyon.example/left-out. Behalt es für dich.',
    },
  },
});

/** With what the team thanks an ambassador: a gift card, which they have not looked at yet, and a page that nobody else sees. */
@Injectable()
export class Thanks {
  constructor(
    private readonly transactions: Transactions,
    private readonly clock: Clock,
    private readonly catalogue: Catalogue,
    private readonly codes: Codes,
    private readonly grants: Grants,
    private readonly claims: Claims,
  ) {}

  async give(programId: string, manager: string, today: Date): Promise<void> {
    const memberId = await this.ambassador(programId);
    await this.clock.at(new Date(today.getTime() - 2 * DAY_MS), async () => {
      const card = await this.catalogue.create(programId, manager, BOOKSHOP);
      await this.codes.add(programId, manager, card.id, Buffer.from(cards(today)));
      const page = await this.catalogue.create(programId, manager, BACKSTAGE);
      for (const reward of [card, page]) {
        const { id } = await this.grants.grantByHand(programId, manager, { memberId, rewardId: reward.id, reason: 'for the talk at the book fair' });
        await this.claims.claim(programId, memberId, id, {});
      }
    });
  }

  private async ambassador(programId: string): Promise<string> {
    const [found] = (await this.transactions.readProgram(programId, (tx) => tx.query('SELECT member_id AS "memberId" FROM identities WHERE program_id = $1 AND email = $2', [programId, AMBASSADOR.email]))) as [{ memberId: string }];
    return found.memberId;
  }
}

/** Two lapse soon, the others much later. */
function cards(today: Date): string {
  const day = (days: number) => new Date(today.getTime() + days * DAY_MS).toISOString().slice(0, 10);
  return ['code;pin;last day', ...Array.from({ length: CARDS }, (_, n) => `6006 4912 ${4_100 + 37 * n};${1_000 + (n * 7_919) % 9_000};${day(n < 2 ? 20 : 700)}`)].join('\n');
}
