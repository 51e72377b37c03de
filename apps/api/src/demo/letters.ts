import { Injectable } from '@nestjs/common';
import { Clock } from '../platform/clock.js';
import { Transactions } from '../platform/database/transactions.js';
import { TeamMessages } from '../messaging/index.js';

const HOUR_MS = 3_600_000;
const WRITTEN = [
  { from: 'matteo.ricci@mail.example', hoursAgo: 150, text: 'Do friends count who subscribed years ago and left?', answer: 'They do not, I am afraid: a friend counts the first time they join. Everybody new counts in full.' },
  { from: 'hannah.schafer@mail.example', hoursAgo: 28, text: 'Darf ich den Link in unserem Vereinsblatt drucken?\nWir haben etwa 400 Leser.' },
  { from: 'emma.johansson@mail.example', hoursAgo: 3, text: 'My colleague confirmed this morning and I cannot see her yet. Is something wrong?' },
] as const;

/** What fans wrote to the team: one was answered, two wait. */
@Injectable()
export class Letters {
  constructor(
    private readonly transactions: Transactions,
    private readonly clock: Clock,
    private readonly messages: TeamMessages,
  ) {}

  async writeAll(programId: string, moderator: string, today: Date): Promise<void> {
    for (const letter of WRITTEN) {
      const at = (hoursAgo: number) => new Date(today.getTime() - hoursAgo * HOUR_MS);
      const member = await this.memberOf(programId, letter.from);
      const { id } = await this.clock.at(at(letter.hoursAgo), () => this.messages.write(programId, member, letter.text));
      if ('answer' in letter) await this.clock.at(at(letter.hoursAgo - 5), () => this.messages.answer(programId, moderator, id, letter.answer));
    }
  }

  private async memberOf(programId: string, email: string): Promise<string> {
    const [row] = await this.transactions.readProgram(programId, (tx): Promise<{ id: string }[]> => tx.query('SELECT member_id AS id FROM identities WHERE program_id = $1 AND email = $2', [programId, email]));
    if (!row) throw new Error(`nobody in the story is ${email}`);
    return row.id;
  }
}
