import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DataSource } from 'typeorm';
import { Accounts } from '../identity/index.js';
import { Clock } from '../platform/clock.js';
import { Keys } from '../platform/keys.js';
import { revisionSql } from '../referrals/review/referral-sql.js';
import { type NewProgramIds, ProgramTemplates } from '../programs/index.js';

export interface SubmissionRow {
  readonly id: string;
  readonly email: string | null;
  readonly name: string | null;
  readonly locale: string;
  readonly referrer_id: string | null;
  readonly touches: { memberId: string; linkId: string; via: string; at: number; seen: Record<string, unknown> }[];
  readonly signals: Record<string, unknown>;
  readonly visitor_hash: Buffer | null;
  readonly used_at: Date | null;
}

/** A program from the template, played through its public routes as visitors do. */
export class SignupProgram {
  private constructor(
    readonly app: NestFastifyApplication,
    readonly slug: string,
    readonly ids: NewProgramIds,
    private readonly all: DataSource,
  ) {}

  static async make(app: NestFastifyApplication, slug: string, superUrl: string): Promise<SignupProgram> {
    const ids = await app.get(ProgramTemplates).createFromTemplate(
      { slug, name: 'Halcyon Daily', locale: 'en', timeZone: 'Europe/Berlin', senderName: 'Halcyon', postalAddress: 'Weg 1, 10115 Berlin' }, app.get(Clock).now());
    return new SignupProgram(app, slug, ids, await new DataSource({ type: 'postgres', url: superUrl, poolSize: 2 }).initialize());
  }

  get id(): string {
    return this.ids.programId;
  }

  signUp(body: Record<string, unknown>, headers: Record<string, string> = {}) {
    return this.app.inject({ method: 'POST', url: `/api/v1/public/programs/${this.slug}/signups`, headers, payload: { consent: true, ...body } });
  }

  confirm(token: string) {
    return this.app.inject({ method: 'POST', url: '/api/v1/public/confirmations', payload: { token } });
  }

  /** A form as a browser without JavaScript sends it. */
  form(url: string, fields: Record<string, string>, headers: Record<string, string> = { 'sec-fetch-site': 'same-origin' }) {
    return this.app.inject({ method: 'POST', url, headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers }, payload: new URLSearchParams(fields).toString() });
  }

  /** Of one address, those still open first, then by time; found by its hash, since confirming takes the address away. */
  async submissions(email: string): Promise<SubmissionRow[]> {
    return this.sql('SELECT * FROM submissions WHERE program_id = $1 AND email_hash = $2 ORDER BY used_at IS NOT NULL, created_at DESC, id DESC', [this.id, this.hashOf(email)]);
  }

  /** The token of the newest sign-up with that address which is still open. */
  async token(email: string): Promise<string> {
    const [row] = await this.submissions(email);
    return this.app.get(Keys).token('confirmation', row!.id);
  }

  /** Signs up and confirms. @returns the code of the new fan's own link */
  async join(email: string, body: Record<string, unknown> = {}): Promise<string> {
    await this.signUp({ email, ...body });
    const answer = await this.confirm(await this.token(email));
    return answer.json<{ link: { code: string } }>().link.code;
  }

  async memberOf(email: string): Promise<string | undefined> {
    const [row] = await this.sql<{ member_id: string }>('SELECT member_id FROM identities WHERE program_id = $1 AND email_hash = $2', [this.id, this.hashOf(email)]);
    return row?.member_id;
  }

  /** What a verdict says it has seen. */
  async revisionOf(referralId: string): Promise<string> {
    const [row] = await this.sql<{ revision: string }>(`SELECT ${revisionSql('r')} AS revision FROM referrals r WHERE program_id = $1 AND id = $2`, [this.id, referralId]);
    return row?.revision ?? '';
  }

  async qualified(memberId: string): Promise<number> {
    const [row] = await this.sql<{ qualified: number }>('SELECT qualified FROM standings WHERE program_id = $1 AND member_id = $2', [this.id, memberId]);
    return row!.qualified;
  }

  private hashOf(email: string): Buffer {
    return this.app.get(Accounts).hashOf(email)!;
  }

  /** Past row-level security, for looking. */
  async sql<T>(query: string, values: unknown[] = []): Promise<T[]> {
    return this.all.query(query, values);
  }

  /** Rows of every table: what a request that must change nothing may not change. */
  async fingerprint(): Promise<string> {
    const tables = await this.sql<{ name: string }>(`SELECT relname AS name FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace ORDER BY 1`);
    const sums: string[] = [];
    for (const { name } of tables) {
      const [row] = await this.sql<{ sum: string }>(`SELECT md5(coalesce(string_agg(t::text, E'\\n' ORDER BY t::text), '')) AS sum FROM "${name}" t`);
      sums.push(`${name} ${row!.sum}`);
    }
    return sums.join('\n');
  }

  /** Everything in some tables as text: to look for what must not be there. */
  async textOf(tables: readonly string[]): Promise<string> {
    const texts: string[] = [];
    for (const name of tables) texts.push(...(await this.sql<{ t: string }>(`SELECT t::text AS t FROM "${name}" t`)).map((row) => row.t));
    return texts.join('\n');
  }

  close(): Promise<void> {
    return this.all.destroy();
  }
}
