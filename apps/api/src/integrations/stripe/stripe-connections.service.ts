import { Injectable } from '@nestjs/common';
import { DomainError } from '@fanfare/contracts';
import { audit } from '../../platform/audit.js';
import { Clock } from '../../platform/clock.js';
import { Transactions, type Tx } from '../../platform/database/transactions.js';
import { Keys } from '../../platform/keys.js';
import type { StripeRequest } from './stripe.dto.js';

/** With its secrets opened: for whoever checks a signature or asks Stripe, and nobody else. */
export interface OpenConnection {
  readonly signingSecret: string;
  /** Of the endpoint for connected accounts. */
  readonly connectSecret: string | null;
  readonly apiKey: string | null;
  readonly accountId: string | null;
  readonly livemode: boolean;
  /** Whether rewards are given with the key. */
  readonly gives: boolean;
}
export interface ConnectionView {
  readonly livemode: boolean;
  readonly accountId: string | null;
  readonly hasApiKey: boolean;
  readonly hasConnectSecret: boolean;
  readonly gives: boolean;
  readonly events: readonly { readonly type: string; readonly outcome: string | null; readonly receivedAt: Date }[];
}
interface Row {
  readonly signingSecret: Buffer;
  readonly connectSecret: Buffer | null;
  readonly apiKey: Buffer | null;
  readonly accountId: string | null;
  readonly livemode: boolean;
  readonly gives: boolean;
}

const SHOWN_EVENTS = 20;

/** Which Stripe account a program listens to. Its secrets are sealed for the program, and never shown again. */
@Injectable()
export class StripeConnections {
  constructor(
    private readonly transactions: Transactions,
    private readonly keys: Keys,
    private readonly clock: Clock,
  ) {}

  async view(programId: string): Promise<ConnectionView | null> {
    return this.transactions.readProgram(programId, async (tx) => {
      const row = await this.read(tx, programId);
      if (!row) return null;
      const events = (await tx.query(
        `SELECT type, outcome, received_at AS "receivedAt" FROM inbound_events WHERE program_id = $1 AND provider = 'stripe' ORDER BY received_at DESC, event_id LIMIT ${SHOWN_EVENTS}`,
        [programId])) as ConnectionView['events'];
      return { livemode: row.livemode, accountId: row.accountId, hasApiKey: row.apiKey !== null, hasConnectSecret: row.connectSecret !== null, gives: row.gives, events };
    });
  }

  /** @throws DomainError `stripe.not_connected` */
  async open(programId: string): Promise<OpenConnection> {
    const row = await this.transactions.readProgram(programId, (tx) => this.read(tx, programId));
    if (!row) throw new DomainError('stripe.not_connected');
    const opened = (sealed: Buffer) => this.keys.unseal('stripe', programId, sealed).toString();
    return { signingSecret: opened(row.signingSecret), connectSecret: row.connectSecret && opened(row.connectSecret), apiKey: row.apiKey && opened(row.apiKey), accountId: row.accountId, livemode: row.livemode, gives: row.gives };
  }

  /** Whether rewards are given through Stripe, as things stand. */
  async gives(tx: Tx, programId: string): Promise<boolean> {
    return (await this.read(tx, programId))?.gives ?? false;
  }

  /** A secret that is not given stays as it was. @throws DomainError `request.invalid` for a first connection without one, and for a key of the other mode */
  async connect(programId: string, actorId: string, request: StripeRequest): Promise<void> {
    const at = this.clock.now();
    const sealed = (text: string) => this.keys.seal('stripe', programId, Buffer.from(text));
    await this.transactions.inProgram(programId, async (tx) => {
      await tx.query('SELECT 1 FROM programs WHERE id = $1 FOR UPDATE', [programId]);
      const before = await this.read(tx, programId);
      const signingSecret = request.signingSecret === undefined ? before?.signingSecret : sealed(request.signingSecret);
      if (!signingSecret) throw new DomainError('request.invalid', {}, [{ field: 'signingSecret', code: 'missing', message: 'is needed' }]);
      const connectSecret = request.connectSecret === undefined ? (before?.connectSecret ?? null) : request.connectSecret && sealed(request.connectSecret);
      const key = request.apiKey === undefined ? (before?.apiKey ? this.keys.unseal('stripe', programId, before.apiKey).toString() : null) : request.apiKey;
      const gives = request.gives ?? before?.gives ?? false;
      refuseUnlessUsable(key, request.livemode, gives);
      await tx.query(
        `INSERT INTO stripe_connections (program_id, signing_secret, api_key, account_id, livemode, gives, updated_at, connect_secret) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
         ON CONFLICT (program_id) DO UPDATE SET signing_secret = EXCLUDED.signing_secret, api_key = EXCLUDED.api_key, account_id = EXCLUDED.account_id,
           livemode = EXCLUDED.livemode, gives = EXCLUDED.gives, updated_at = EXCLUDED.updated_at, connect_secret = EXCLUDED.connect_secret`,
        [programId, signingSecret, key && sealed(key), request.accountId, request.livemode, gives, at, connectSecret]);
      await audit(tx, programId, { actorId, action: 'stripe.connected', subjectId: null, detail: { livemode: request.livemode, accountId: request.accountId, gives } }, at);
    });
  }

  /** @throws DomainError `stripe.not_connected` */
  async disconnect(programId: string, actorId: string): Promise<void> {
    await this.transactions.inProgram(programId, async (tx) => {
      const [, count] = (await tx.query('DELETE FROM stripe_connections WHERE program_id = $1', [programId])) as [unknown, number];
      if (count === 0) throw new DomainError('stripe.not_connected');
      await audit(tx, programId, { actorId, action: 'stripe.disconnected', subjectId: null, detail: {} }, this.clock.now());
    });
  }

  private async read(tx: Tx, programId: string): Promise<Row | null> {
    const [row] = (await tx.query(
      `SELECT signing_secret AS "signingSecret", connect_secret AS "connectSecret", api_key AS "apiKey", account_id AS "accountId", livemode, gives FROM stripe_connections WHERE program_id = $1`, [programId])) as Row[];
    return row ?? null;
  }
}

/** @throws DomainError `request.invalid` */
function refuseUnlessUsable(key: string | null, livemode: boolean, gives: boolean): void {
  if (gives && key === null) throw new DomainError('request.invalid', {}, [{ field: 'apiKey', code: 'required', message: 'rewards are given with a key' }]);
  if (key !== null && key.includes('_live_') !== livemode) throw new DomainError('request.invalid', {}, [{ field: 'apiKey', code: 'other_mode', message: 'belongs to the other mode' }]);
}
