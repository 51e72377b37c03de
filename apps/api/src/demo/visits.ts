import { Injectable } from '@nestjs/common';
import { newId } from '../platform/ids.js';
import { Transactions } from '../platform/database/transactions.js';
import { ClickRecorder } from '../referrals/clicks/click-recorder.js';
import { VIRAL } from './people.js';

const DAY_MS = 86_400_000;
const WEEKS = 12;

/** Twelve weeks of clicks, more as the programme grows, some of them by machines. */
@Injectable()
export class Visits {
  constructor(
    private readonly transactions: Transactions,
    private readonly recorder: ClickRecorder,
  ) {}

  /** Through the recorder, like any click. */
  async recordAll(programId: string, today: Date): Promise<void> {
    const links = await this.transactions.readProgram(programId, (tx): Promise<{ id: string; email: string; created_at: Date; qualified: number }[]> => tx.query(
      `SELECT l.id, i.email, l.created_at, s.qualified FROM links l
       JOIN identities i ON i.program_id = $1 AND i.member_id = l.member_id JOIN standings s ON s.program_id = $1 AND s.member_id = l.member_id
       WHERE l.program_id = $1 AND s.qualified > 0 ORDER BY l.id`, [programId]));
    const clicks = links.flatMap((link, n) => {
      const age = today.getTime() - link.created_at.getTime();
      const count = Math.min(400, Math.round(link.qualified * 3.4) + (link.email === VIRAL.email ? 120 : n % 7));
      return Array.from({ length: count }, (_, i) => {
        // A square root, so that there are more towards today; hours differ from click to click.
        const at = new Date(link.created_at.getTime() + age * Math.sqrt((i + 0.5) / count) - ((i * 37 + n * 11) % 600) * 1000);
        const machine = i % 6 === 5 ? ('bot' as const) : null;
        return { programId, id: newId(at), linkId: link.id, at: at > link.created_at ? at : link.created_at, machine, visitorHash: null };
      });
    });
    const since = today.getTime() - WEEKS * 7 * DAY_MS;
    await Promise.all(clicks.filter((click) => click.at.getTime() >= since).map((click) => this.recorder.record(click)));
  }
}
