import { Injectable } from '@nestjs/common';
import { canonicalEmail } from '@fanfare/domain';
import { Clock } from '../platform/clock.js';
import { Transactions } from '../platform/database/transactions.js';
import { Keys } from '../platform/keys.js';
import { Programs, type ProgramView } from '../programs/index.js';
import { Confirmations } from '../referrals/signup/confirmations.service.js';
import { Signups } from '../referrals/signup/signups.service.js';
import type { Moment } from './gatherings.js';
import type { SignUp } from './plan.js';

const HOUR_MS = 3_600_000;
const TO_CONFIRM_MS = 7 * 60_000;

/** Has people sign up and confirm at their time in the story. */
@Injectable()
export class Friends {
  constructor(
    private readonly clock: Clock,
    private readonly transactions: Transactions,
    private readonly keys: Keys,
    private readonly programs: Programs,
    private readonly signups: Signups,
    private readonly confirmations: Confirmations,
  ) {}

  /** In the order of time; those of the same hour confirm together, as one batch. `meanwhile`, in order, happens in between. */
  async signUpAll(programId: string, slug: string, plan: readonly SignUp[], meanwhile: readonly Moment[], today: Date): Promise<void> {
    const program = await this.programs.bySlug(slug);
    const codes = new Map<string, string>();
    const moments = [...meanwhile];
    const past = plan.filter((signUp) => signUp.at.getTime() + HOUR_MS < today.getTime());
    for (const [hour, signUps] of Map.groupBy(past, (s) => Math.floor(s.at.getTime() / HOUR_MS))) {
      while (moments[0] && moments[0].at.getTime() <= hour * HOUR_MS) await moments.shift()!.tell();
      await Promise.all(signUps.map((signUp) => this.submit(program, signUp, codes)));
      const last = Math.max(...signUps.map((signUp) => signUp.at.getTime()));
      await this.confirmAll(programId, signUps, new Date(Math.max(last + TO_CONFIRM_MS, hour * HOUR_MS)), codes);
    }
    for (const moment of moments) await moment.tell();
  }

  private async submit(program: ProgramView, signUp: SignUp, codes: ReadonlyMap<string, string>): Promise<void> {
    const code = signUp.via === null ? null : codes.get(signUp.via);
    if (code === undefined) throw new Error(`the story lets ${signUp.email} come by ${signUp.via}, who has no link yet`);
    await this.clock.at(signUp.at, () => this.signups.submit(program, {
      email: canonicalEmail(signUp.email)!, name: signUp.name, locale: signUp.locale, consentVersion: 'join_page.1', code,
      clickId: null, cookie: [], visitor: this.keys.hmac('visitor', signUp.email), ip: '127.0.0.1',
    }));
  }

  private async confirmAll(programId: string, signUps: readonly SignUp[], at: Date, codes: Map<string, string>): Promise<void> {
    const emails = new Map(signUps.filter((s) => s.confirms).map((s) => [this.keys.emailHash(canonicalEmail(s.email)!.canonical).toString('hex'), s.email]));
    const open = await this.transactions.readProgram(programId, (tx): Promise<{ id: string; email_hash: Buffer }[]> =>
      tx.query('SELECT id, email_hash FROM submissions WHERE program_id = $1 AND used_at IS NULL AND expires_at > $2', [programId, at]));
    const mine = open.filter((row) => emails.has(row.email_hash.toString('hex')));
    await this.clock.at(at, () => Promise.all(mine.map(async (row) => {
      const { linkCode } = await this.confirmations.confirm(this.keys.token('confirmation', row.id));
      const email = emails.get(row.email_hash.toString('hex'))!;
      if (linkCode && !codes.has(email)) codes.set(email, linkCode);
    })));
  }
}
