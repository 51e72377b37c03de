import { expect } from '@jest/globals';
import { Transactions } from '../platform/database/transactions.js';
import { bareProgram, memberSession, type SignedIn, staffSession } from './sign-in.js';
import type { TestApp } from './test-app.js';

export const BERLIN = { name: 'Ewa Nowak', line1: 'Main Street 1', postalCode: '10115', city: 'Berlin', country: 'DE' };
export type Fan = SignedIn & { readonly memberId: string };

interface Answer { statusCode: number; body: string; headers: Record<string, unknown>; json<T = never>(): T }
interface RewardMade { id: string; pool: { id: string; unitsLeft: number } | null; variants: { id: string; label: string; unitsLeft: number | null }[] }

/** A program with a manager, for tests of what is given, claimed and sent. */
export class RewardProgram {
  private constructor(
    private readonly test: TestApp,
    readonly id: string,
    readonly slug: string,
    readonly manager: SignedIn,
  ) {}

  static async make(test: TestApp, slug: string): Promise<RewardProgram> {
    const id = await bareProgram(test.app, slug);
    return new RewardProgram(test, id, slug, await staffSession(test.app, 'manager', id));
  }

  call(who: SignedIn, method: 'GET' | 'POST' | 'PUT', path: string, payload?: object | string): Promise<Answer> {
    const headers = typeof payload === 'string' ? { ...who.headers, 'content-type': 'text/csv' } : who.headers;
    return this.test.app.inject({ method, url: `/api/v1/${path}`, headers, ...(payload !== undefined ? { payload } : {}) }) as unknown as Promise<Answer>;
  }

  staff(path: string, payload?: object | string, who = this.manager, method: 'GET' | 'POST' | 'PUT' = payload === undefined ? 'GET' : 'POST'): Promise<Answer> {
    return this.call(who, method, `programs/${this.id}/${path}`, payload);
  }

  mine(who: SignedIn, path = '', payload?: object, method: 'GET' | 'POST' | 'PUT' = payload === undefined ? 'GET' : 'POST'): Promise<Answer> {
    return this.call(who, method, `me/programs/${this.slug}/rewards${path}`, payload);
  }

  fan(name = 'Ewa'): Promise<Fan> {
    return memberSession(this.test.app, this.id, { name });
  }

  async reward(item: object): Promise<RewardMade> {
    const answer = await this.staff('rewards', { kind: 'swag', title: { en: 'Shirt' }, needsAddress: false, stock: null, ...item });
    expect([answer.statusCode, answer.body.slice(0, 200)]).toEqual([201, expect.any(String)]);
    return answer.json();
  }

  /** @returns the grant's id */
  async give(rewardId: string, memberId: string): Promise<string> {
    this.test.clock.moveTo(new Date(this.test.clock.now().getTime() + 1_000));
    const answer = await this.staff('grants', { memberId, rewardId, reason: 'a kind word' });
    expect([answer.statusCode, answer.body.slice(0, 200)]).toEqual([201, expect.any(String)]);
    return answer.json<{ id: string }>().id;
  }

  rows<R>(sql: string, params: unknown[] = []): Promise<R[]> {
    return this.test.app.get(Transactions).inProgram(this.id, (tx) => tx.query(sql, [this.id, ...params]) as Promise<R[]>);
  }

  /** The statuses of a reward's grants, in their order. */
  async statuses(rewardId: string): Promise<string[]> {
    return (await this.rows<{ status: string }>('SELECT status FROM grants WHERE program_id = $1 AND reward_id = $2 ORDER BY awarded_at, id', [rewardId])).map((row) => row.status);
  }
}

export const codeOf = (answer: Answer): string => answer.json<{ code: string }>().code;
