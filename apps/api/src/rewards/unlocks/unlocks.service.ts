import { Injectable } from '@nestjs/common';
import { DomainError, LIMITS } from '@fanfare/contracts';
import { Clock } from '../../platform/clock.js';
import { Transactions, type Tx } from '../../platform/database/transactions.js';
import { Keys, sameText } from '../../platform/keys.js';
import type { GrantStatus } from '../grant-states.js';
import { ownGrant } from '../own-grants.js';
import type { Texts } from '../reward.entity.js';
import type { FileContent } from './unlock-files.js';

/** What a link opens. */
export interface Unlocked {
  readonly title: Texts;
  readonly text: Texts;
  /** Without content where somebody only looked whether it is there. */
  readonly file: (Omit<FileContent, 'content'> & { readonly content: Buffer | null }) | null;
}
interface Row extends Pick<Unlocked, 'title' | 'text'> {
  readonly status: GrantStatus;
  readonly rewardTitle: Texts;
  readonly name: string | null;
  readonly type: string | null;
  readonly content: Buffer | null;
}

/** A stopped grant may go on again: its access is closed, not gone. */
const CLOSED: readonly GrantStatus[] = ['suspended', 'on_hold'];

/**
 * Pages and files for whoever has won them. A link is signed for one grant and some minutes and stored nowhere; whether the grant
 * still stands is asked whenever it is opened, so that taking it back works at once.
 */
@Injectable()
export class Unlocks {
  constructor(
    private readonly transactions: Transactions,
    private readonly keys: Keys,
    private readonly clock: Clock,
  ) {}

  /** A link for its member, made anew whenever they ask. @throws DomainError `grant.not_found`, `grant.wrong_state` */
  async link(programId: string, memberId: string, grantId: string): Promise<{ path: string; expiresAt: Date }> {
    const expiresAt = new Date(this.clock.now().getTime() + LIMITS.unlockMinutes * 60_000);
    const { kind, status } = await this.transactions.readProgram(programId, (tx) => ownGrant(tx, programId, memberId, grantId));
    if (kind !== 'unlock' || status !== 'fulfilled') throw new DomainError('grant.wrong_state', { grantStatus: status });
    const until = String(Math.floor(expiresAt.getTime() / 1_000));
    return { path: `/unlocked/${programId}/${grantId}?until=${until}&key=${this.signature(programId, grantId, until)}`, expiresAt };
  }

  /**
   * Opens a link, and counts it; not for who only looks whether it is there (HEAD): chats and scanners of mail do.
   * @throws DomainError `unlock.link_unknown`, `unlock.link_expired`, `unlock.closed` while its grant is stopped, `unlock.withdrawn`
   */
  async open(programId: string, grantId: string, { until, key }: { until: string; key: string }, opens: boolean): Promise<Unlocked> {
    if (!sameText(key, this.signature(programId, grantId, until))) throw new DomainError('unlock.link_unknown');
    const at = this.clock.now();
    if (Number(until) * 1_000 <= at.getTime()) throw new DomainError('unlock.link_expired');
    return this.transactions.inProgram(programId, async (tx) => {
      const row = await read(tx, programId, grantId, opens);
      if (CLOSED.includes(row.status)) throw new DomainError('unlock.closed');
      if (row.status !== 'fulfilled') throw new DomainError('unlock.withdrawn');
      if (opens) await count(tx, programId, grantId, at);
      return {
        title: Object.keys(row.title).length > 0 ? row.title : row.rewardTitle, text: row.text,
        file: row.name === null ? null : { name: row.name, type: row.type!, content: row.content },
      };
    });
  }

  private signature(programId: string, grantId: string, until: string): string {
    return this.keys.hmac('unlock_link', `${programId} ${grantId} ${until}`).toString('base64url');
  }
}

async function count(tx: Tx, programId: string, grantId: string, at: Date): Promise<void> {
  await tx.query(
    `INSERT INTO unlock_openings (program_id, grant_id, times, last_at) VALUES ($1, $2, 1, $3)
     ON CONFLICT (program_id, grant_id) DO UPDATE SET times = unlock_openings.times + 1, last_at = EXCLUDED.last_at`, [programId, grantId, at]);
}

async function read(tx: Tx, programId: string, grantId: string, opens: boolean): Promise<Row> {
  const [row] = (await tx.query(
    `SELECT g.status, r.title AS "rewardTitle", u.title, u.text, f.name, f.type, CASE WHEN $3 THEN f.bytes END AS content
     FROM grants g JOIN rewards r ON r.program_id = $1 AND r.id = g.reward_id JOIN reward_unlocks u ON u.program_id = $1 AND u.reward_id = r.id
       LEFT JOIN unlock_files f ON f.program_id = $1 AND f.id = u.file_id
     WHERE g.program_id = $1 AND g.id = $2 FOR SHARE OF g`, [programId, grantId, opens])) as Row[];
  if (!row) throw new DomainError('unlock.link_unknown');
  return row;
}
