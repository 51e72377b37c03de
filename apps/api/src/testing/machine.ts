import type { ApiScope, KeyKind } from '@fanfare/contracts';
import type { Rulebook } from '@fanfare/domain';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { ApiKeys } from '../integrations/index.js';
import { Clock } from '../platform/clock.js';
import { Transactions } from '../platform/database/transactions.js';
import { Rulebooks } from '../programs/index.js';

/** One of the brand's own systems, with a key of its own. */
export class TestMachine {
  constructor(
    private readonly app: NestFastifyApplication,
    readonly key: string,
  ) {}

  static async make(app: NestFastifyApplication, programId: string, key: { kind?: KeyKind; scopes?: readonly ApiScope[] } = {}): Promise<TestMachine> {
    const { text } = await app.get(ApiKeys).create(programId, null, { kind: key.kind ?? 'secret', name: 'Shop', scopes: key.scopes, expiresAt: null });
    return new TestMachine(app, text);
  }

  get headers(): { authorization: string } {
    return { authorization: `Bearer ${this.key}` };
  }

  post(url: string, payload: object, headers: Record<string, string> = {}) {
    return this.app.inject({ method: 'POST', url, headers: { ...this.headers, ...headers }, payload });
  }

  convert(body: Record<string, unknown>, headers: Record<string, string> = {}) {
    return this.post('/api/v1/conversions', { source: 'shop', ...body }, headers);
  }
}

/** Publishes rules that differ from those in force. */
export async function changeRules(app: NestFastifyApplication, programId: string, rules: Partial<Omit<Rulebook, 'version'>>, mode: 'from_now' | 'recount' = 'from_now'): Promise<void> {
  const at = app.get(Clock).now();
  const rulebooks = app.get(Rulebooks);
  await app.get(Transactions).inProgram(programId, async (tx) => {
    const { version: _, ...before } = await rulebooks.inForce(tx, programId, at);
    await rulebooks.publish(tx, programId, { rules: { ...before, ...rules }, mode, keepTiers: true, effectiveAt: at }, null, at);
  });
}
