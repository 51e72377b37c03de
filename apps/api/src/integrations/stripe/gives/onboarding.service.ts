import { Inject, Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { DomainError } from '@fanfare/contracts';
import Stripe from 'stripe';
import { CONFIG, type Config } from '../../../platform/config/config.js';
import { Transactions } from '../../../platform/database/transactions.js';
import { DAY_MS, Maintenance } from '../../../platform/jobs/maintenance.js';
import { Programs } from '../../../programs/index.js';
import { StripeConnections } from '../stripe-connections.service.js';
import { type LatestPayout, PayoutAccounts } from './payout-accounts.service.js';
import { StripeClients } from './stripe-client.js';

/** Where a member's account at Stripe stands, and the latest that went from it to their bank. */
export interface PayoutState {
  readonly state: 'none' | 'started' | 'ready' | 'restricted';
  readonly payout: LatestPayout | null;
}
interface Person {
  readonly programId: string;
  readonly memberId: string;
}

const HOUR_MS = DAY_MS / 24;

/** Lets a member give Stripe what it needs to pay them. Asked for only once there is money to claim; what is entered there stays with Stripe. */
@Injectable()
export class Onboarding implements OnModuleInit {
  private readonly logger = new Logger('Onboarding');

  constructor(
    private readonly connections: StripeConnections,
    private readonly clients: StripeClients,
    private readonly accounts: PayoutAccounts,
    private readonly transactions: Transactions,
    private readonly programs: Programs,
    private readonly maintenance: Maintenance,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  onModuleInit(): void {
    this.maintenance.register({ name: 'payout_accounts', everyMs: HOUR_MS, run: () => this.checkAwaited() });
  }

  /** A link of Stripe's, for one visit within minutes; another one any time. @throws DomainError `payout.not_available`, `payout.not_now` */
  async link({ programId, memberId }: Person, slug: string, country: string): Promise<string> {
    return this.asking(programId, async (stripe) => {
      const account = await this.ensure(stripe, { programId, memberId }, country);
      const page = `${this.config.publicUrl}/me/${slug}/rewards?payout=`;
      const { url } = await stripe.accountLinks.create({ account, type: 'account_onboarding', refresh_url: `${page}renew`, return_url: `${page}back` });
      return url;
    });
  }

  /** Asks Stripe, and lets go on what waited for it. @throws as `link` */
  async check({ programId, memberId }: Person): Promise<PayoutState> {
    const account = await this.transactions.readProgram(programId, (tx) => this.accounts.of(tx, programId, memberId));
    if (!account) return { state: 'none', payout: null };
    return this.asking(programId, async (stripe) => {
      const found = await stripe.accounts.retrieve(account.accountId);
      const state = stateOf(found);
      if ((state === 'ready') !== account.ready) await this.accounts.note(programId, memberId, state === 'ready');
      const payout = state === 'started' ? null : await latestPayout(stripe, found.id);
      if (payout) await this.accounts.notePayout(programId, memberId, payout);
      return { state, payout };
    });
  }

  /** Stripe tells that something has changed at an account. It is not believed: it is a reason to ask. @returns whether it is a member's @throws as `link` */
  async heard(programId: string, accountId: string): Promise<boolean> {
    const memberId = await this.accounts.memberOf(programId, accountId);
    if (memberId) await this.check({ programId, memberId });
    return memberId !== null;
  }

  /** Who finished there and did not come back here. */
  private async checkAwaited(): Promise<void> {
    for (const programId of await this.programs.list()) {
      for (const { memberId } of await this.accounts.awaited(programId)) {
        await this.check({ programId, memberId }).catch((error: unknown) => this.logger.warn({ err: error, programId, memberId }, 'An account at Stripe could not be looked at'));
      }
    }
  }

  private async ensure(stripe: Stripe, { programId, memberId }: Person, country: string): Promise<string> {
    const before = await this.transactions.readProgram(programId, (tx) => this.accounts.of(tx, programId, memberId));
    if (before) return before.accountId;
    const made = await stripe.accounts.create(
      { type: 'express', country, capabilities: { transfers: { requested: true } }, metadata: { member_id: memberId, program_id: programId } }, { idempotencyKey: `${programId}:${memberId}:account:${country}` });
    return this.accounts.keep(programId, memberId, made.id);
  }

  private async asking<T>(programId: string, work: (stripe: Stripe) => Promise<T>): Promise<T> {
    try {
      const { apiKey, gives } = await this.connections.open(programId);
      if (!apiKey || !gives) throw new DomainError('payout.not_available');
      return await work(this.clients.of(apiKey));
    } catch (error) {
      if (error instanceof DomainError) throw error.code === 'stripe.not_connected' ? new DomainError('payout.not_available') : error;
      this.logger.warn({ err: error, programId }, 'Stripe could not be asked for a member’s account');
      throw new DomainError('payout.not_now');
    }
  }
}

function stateOf({ capabilities, details_submitted: submitted }: Stripe.Account): PayoutState['state'] {
  if (capabilities?.transfers === 'active') return 'ready';
  return submitted ? 'restricted' : 'started';
}

async function latestPayout(stripe: Stripe, stripeAccount: string): Promise<LatestPayout | null> {
  const { data: [latest] } = await stripe.payouts.list({ limit: 1 }, { stripeAccount });
  return latest ? { id: latest.id, problem: latest.failure_code, status: latest.status, amountMinor: latest.amount, currency: latest.currency.toUpperCase(), arrivesAt: new Date(latest.arrival_date * 1_000) } : null;
}
