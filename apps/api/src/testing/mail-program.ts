import pg from 'pg';
import { tenFriends } from '@fanfare/domain';
import { newId } from '../platform/ids.js';

const TIERS = { ambassador: newId(), gold: newId(), platinum: newId() };
const PRIZES = { stickers: newId(), discountCode: newId(), welcomeBox: newId(), listeningSession: newId() };

/** A program with rules, written past the services by a superuser, for tests of what reads and mails. */
export class MailProgram {
  readonly id = newId();
  readonly tiers = TIERS;

  private constructor(
    readonly db: pg.Client,
    private readonly at: Date,
  ) {}

  static async make(superUrl: string, at: Date): Promise<MailProgram> {
    const db = new pg.Client({ connectionString: superUrl });
    await db.connect();
    const program = new MailProgram(db, at);
    await db.query(
      `INSERT INTO programs (id, slug, name, status, default_locale, locales, time_zone, brand_color, sender_name, postal_address, landing, allowed_hosts, created_at)
       VALUES ($1, $2, 'Halcyon Daily', 'active', 'en', '{en,de}', 'Europe/Berlin', '#1f6f54', 'Halcyon', 'Weg 1, 10115 Berlin', '{}', '{}', $3)`, [program.id, program.slug, at]);
    await db.query(`INSERT INTO program_slugs (slug, program_id, created_at) VALUES ($2, $1, $3)`, [program.id, program.slug, at]);
    const { version, ...body } = tenFriends({ tiers: TIERS, milestones: PRIZES, rewards: PRIZES });
    await db.query(
      `INSERT INTO rulebooks (program_id, version, body, mode, keep_tiers, effective_at, published_at) VALUES ($1, $2, $3, 'from_now', true, $4, $4)`,
      [program.id, version, JSON.stringify(body), at]);
    return program;
  }

  get slug(): string {
    return `p${this.id.slice(-8)}`;
  }

  /** What a service would have written with its change. @returns the event's id */
  async event(topic: string, payload: Record<string, string>): Promise<string> {
    const id = newId();
    await this.db.query(`INSERT INTO outbox (program_id, id, topic, payload, created_at) VALUES ($1, $2, $3, $4, $5)`, [this.id, id, topic, JSON.stringify(payload), this.at]);
    return id;
  }

  async submission(email: string, hash: Buffer, more: { name?: string; locale?: string; createdAt?: Date } = {}): Promise<string> {
    const id = newId();
    const createdAt = more.createdAt ?? this.at;
    await this.db.query(
      `INSERT INTO submissions (program_id, id, email, email_hash, name, locale, consent_version, link_code, touches, signals, created_at, expires_at)
       VALUES ($1, $2, $3, $4, $5, $6, '1', $7, '[]', '{}', $8, $9)`,
      [this.id, id, email, hash, more.name ?? null, more.locale ?? 'en', `c${id.slice(-8)}`, createdAt, new Date(createdAt.getTime() + 7 * 86_400_000)]);
    return id;
  }

  async member(email: string, hash: Buffer, more: { name?: string; locale?: string; qualified?: number } = {}): Promise<string> {
    const id = newId();
    await this.db.query(`INSERT INTO members (program_id, id, account_id, joined_at) VALUES ($1, $2, $3, $4)`, [this.id, id, newId(), this.at]);
    await this.db.query(`INSERT INTO identities (program_id, id, member_id, email, email_hash, created_at) VALUES ($1, $2, $3, $4, $5, $6)`, [this.id, newId(), id, email, hash, this.at]);
    await this.db.query(`INSERT INTO profiles (program_id, member_id, name, locale, updated_at) VALUES ($1, $2, $3, $4, $5)`, [this.id, id, more.name ?? null, more.locale ?? 'en', this.at]);
    await this.db.query(`INSERT INTO links (program_id, id, member_id, code, channel, created_at) VALUES ($1, $2, $3, $4, 'direct', $5)`, [this.id, newId(), id, `k${id.slice(-8)}`, this.at]);
    await this.db.query(
      `INSERT INTO standings (program_id, member_id, version, at, standing, qualified, points, spent, attended, season, reached_at, last_fact_seq, last_entry_seq, head_hash)
       VALUES ($1, $2, 1, $3, 'active', $4, 0, 0, 0, '{}', $3, 0, 0, '\\x00')`, [this.id, id, this.at, more.qualified ?? 0]);
    return id;
  }

  /** @returns the friend's referral, qualified */
  async friend(memberId: string, name: string | null): Promise<string> {
    const id = newId();
    const referee = await this.member(`${id}@friends.test`, Buffer.from(id), name ? { name } : {});
    await this.db.query(
      `INSERT INTO referrals (program_id, id, member_id, referee_id, status, reason, confirmed_at, decided_at, state) VALUES ($1, $2, $3, $4, 'qualified', 'counts', $5, $5, '{}')`,
      [this.id, id, memberId, referee, this.at]);
    return id;
  }

  /** A reward of the catalogue, and one grant of it. @returns the grant's id */
  async grant(memberId: string, more: { status: string; tracking?: string; carrier?: string; reason?: string }): Promise<string> {
    const [reward, id] = [newId(), newId()];
    await this.db.query(
      `INSERT INTO rewards (program_id, id, kind, title, description, needs_address, created_at) VALUES ($1, $2, 'swag', '{"en":"Welcome box","de":"Willkommensbox"}', '{}', true, $3)`,
      [this.id, reward, this.at]);
    await this.db.query(
      `INSERT INTO grants (program_id, id, reward_id, beneficiary_id, status, reason, awarded_at, updated_at) VALUES ($1, $2, $3, $4, $5, $7, $6, $6)`,
      [this.id, id, reward, memberId, more.status, this.at, more.reason ?? null]);
    if (['packed', 'shipped', 'delivered', 'returned'].includes(more.status)) await this.parcel(memberId, [{ grantId: id, piece: 1 }], more);
    return id;
  }

  /** The pieces of grants in a parcel; one grant's parcel has its id. */
  async parcel(memberId: string, lines: readonly { grantId: string; piece: number }[], is: { status: string; tracking?: string; carrier?: string; reason?: string }): Promise<string> {
    const id = lines.length === 1 && lines[0]!.piece === 1 ? lines[0]!.grantId : newId();
    await this.db.query(
      `INSERT INTO parcels (program_id, id, beneficiary_id, status, carrier, tracking, return_reason, opened_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
      [this.id, id, memberId, is.status, is.carrier ?? null, is.tracking ?? null, is.status === 'returned' ? (is.reason?.replace('returned_', '') ?? 'refused') : null, this.at]);
    for (const { grantId, piece } of lines) await this.db.query('INSERT INTO parcel_lines (program_id, parcel_id, grant_id, piece) VALUES ($1, $2, $3, $4)', [this.id, id, grantId, piece]);
    return id;
  }

  /** An event, and what one member has answered. @returns the event's id */
  async gathering(memberId: string, is: { event: string; startsAt: Date; venue: string; guests: number; answer: string }): Promise<string> {
    const id = newId();
    await this.db.query(
      `INSERT INTO events (program_id, id, title, description, venue, starts_at, ends_at, capacity, guests_allowed, invited_tier_ids, status, revision, created_at, updated_at)
       VALUES ($1, $2, '{"en":"Evening in the newsroom","de":"Abend in der Redaktion"}', '{}', $3, $4::timestamptz, $4::timestamptz + interval '2 hours', 10, $5, '{}', $6, 1, $7, $7)`,
      [this.id, id, is.venue, is.startsAt, is.guests, is.event, this.at]);
    await this.db.query(
      `INSERT INTO invitations (program_id, event_id, member_id, status, guests, turn, invited_at, check_ins) VALUES ($1, $2, $3, $4, 0, $5, $6, 0)`,
      [this.id, id, memberId, is.answer, is.answer === 'waiting' ? 1 : null, this.at]);
    return id;
  }

  /** Payloads of what was announced. */
  async announced(topic: string): Promise<Record<string, string>[]> {
    const { rows } = await this.db.query<{ payload: Record<string, string> }>('SELECT payload FROM outbox WHERE program_id = $1 AND topic = $2 ORDER BY id', [this.id, topic]);
    return rows.map((row) => row.payload);
  }

  async deliveries(): Promise<{ id: string; template: string; status: string; attempts: number; error: string | null }[]> {
    return (await this.db.query(`SELECT id, template, status, attempts, error FROM deliveries WHERE program_id = $1 ORDER BY created_at, id`, [this.id])).rows;
  }

  /** Lets the queue's waiting retries be due now. */
  async retriesAreDue(): Promise<void> {
    await this.db.query(`UPDATE pgboss.job SET start_after = now() WHERE state = 'retry'`);
  }

  async close(): Promise<void> {
    await this.db.end();
  }
}
