import { Inject, Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { DomainError } from '@fanfare/contracts';
import Stripe from 'stripe';
import { Clock } from '../../platform/clock.js';
import { Transactions } from '../../platform/database/transactions.js';
import { DAY_MS, Maintenance } from '../../platform/jobs/maintenance.js';
import { Programs, type ProgramView } from '../../programs/index.js';
import { Conversions } from '../../referrals/index.js';
import { StepNews } from '../../rewards/index.js';
import { type OpenConnection, StripeConnections } from './stripe-connections.service.js';
import { StripeLookup } from './stripe-lookup.js';
import { Onboarding } from './gives/onboarding.service.js';
import { troubleOf } from './gives/stripe-answers.js';
import { accountSpokenOf, grantSpokenOf, type OrderOfPayment, reportOf, SOURCE } from './stripe-reports.js';

const TOLERANCE_SECONDS = 300;
const KEPT_DAYS = 90;

/** Takes in what Stripe tells. An event is noted before it is answered; told again, in whatever order, it changes nothing more. */
@Injectable()
export class StripeIntake implements OnModuleInit {
  private readonly logger = new Logger('StripeIntake');

  constructor(
    private readonly connections: StripeConnections,
    private readonly conversions: Conversions,
    private readonly news: StepNews,
    private readonly onboarding: Onboarding,
    @Inject(StripeLookup) private readonly lookup: StripeLookup,
    private readonly transactions: Transactions,
    private readonly programs: Programs,
    private readonly maintenance: Maintenance,
    private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.maintenance.register({ name: 'old_inbound_events', everyMs: DAY_MS, run: (at) => this.forget(at) });
  }

  /** @throws DomainError `stripe.not_connected`, `stripe.signature_invalid`, `stripe.wrong_account`, `payout.not_now` */
  async receive(program: ProgramView, body: Buffer, signature: string): Promise<void> {
    const connection = await this.connections.open(program.id);
    const event = this.verified(connection, body, signature);
    if (event.livemode !== connection.livemode || !isHeard(connection, event)) throw new DomainError('stripe.wrong_account');
    if (await this.isHandled(program.id, event)) return;
    const outcome = await this.handle(program, connection, event);
    await this.transactions.inProgram(program.id, (tx) => tx.query(
      `UPDATE inbound_events SET handled_at = $3, outcome = $4 WHERE program_id = $1 AND provider = 'stripe' AND event_id = $2`, [program.id, event.id, this.clock.now(), outcome]));
  }

  /** By the secret of either endpoint: the account's own, or that for connected ones. */
  private verified({ signingSecret, connectSecret }: OpenConnection, body: Buffer, signature: string): Stripe.Event {
    for (const secret of [signingSecret, ...(connectSecret === null ? [] : [connectSecret])]) {
      try {
        return Stripe.webhooks.constructEvent(body, signature, secret, TOLERANCE_SECONDS, undefined, this.clock.now().getTime());
      } catch {
        continue;
      }
    }
    throw new DomainError('stripe.signature_invalid');
  }

  private async isHandled(programId: string, event: Stripe.Event): Promise<boolean> {
    return this.transactions.inProgram(programId, async (tx) => {
      await tx.query(
        `INSERT INTO inbound_events (program_id, provider, event_id, type, received_at) VALUES ($1, 'stripe', $2, $3, $4) ON CONFLICT DO NOTHING`,
        [programId, event.id, event.type, this.clock.now()]);
      const [row] = (await tx.query(`SELECT handled_at FROM inbound_events WHERE program_id = $1 AND provider = 'stripe' AND event_id = $2`, [programId, event.id])) as { handled_at: Date | null }[];
      return row?.handled_at != null;
    });
  }

  /** @returns what came of it, for staff to see */
  private async handle(program: ProgramView, connection: OpenConnection, event: Stripe.Event): Promise<string> {
    const accountId = accountSpokenOf(event);
    if (accountId !== null && accountId !== connection.accountId) return this.heardOfAccount(program.id, accountId);
    const grantId = grantSpokenOf(event, program.id);
    if (grantId) return (await this.news.heard(program.id, 'stripe', grantId)) ? 'looked_up' : 'known';
    const reported = await reportOf(event, (payment) => this.orderOf(program.id, connection, payment));
    if ('nothing' in reported) return reported.nothing;
    try {
      const { status } = (await this.conversions.report(program, reported.conversion)).answer;
      return reported.assumed && status === 'unattributed' ? 'not_asked' : status;
    } catch (error) {
      if (error instanceof DomainError && error.code === 'conversion.payload_differs') return 'differs'; // coming again would not help
      throw error;
    }
  }

  /** Where Stripe cannot be asked for now, the event is not answered, and comes again. */
  private async heardOfAccount(programId: string, accountId: string): Promise<string> {
    try {
      return (await this.onboarding.heard(programId, accountId)) ? 'account_asked' : 'other_account';
    } catch (error) {
      if (error instanceof DomainError && error.code === 'payout.not_available') return 'not_asked'; // without a key, coming again would not help
      throw error;
    }
  }

  /**
   * Stripe is asked only where the payment itself is no order: what was bought once needs no key. A key that it refuses is refused
   * again however often the event comes, so the payment is taken for the order; all else may go by. @throws DomainError `payout.not_now`
   */
  private async orderOf(programId: string, { apiKey }: OpenConnection, payment: string): ReturnType<OrderOfPayment> {
    if (!apiKey || (await this.conversions.knowsOrder(programId, { source: SOURCE, orderId: payment }))) return { order: payment, assumed: false };
    try {
      return { order: (await this.lookup.subscriptionBegunBy(apiKey, payment)) ?? payment, assumed: false };
    } catch (error) {
      const { kind } = troubleOf(error);
      this.logger.warn({ err: error, programId }, 'Stripe could not be asked which subscription a payment began');
      if (kind !== 'failed') throw new DomainError('payout.not_now');
      return { order: payment, assumed: true };
    }
  }

  private async forget(at: Date): Promise<void> {
    for (const programId of await this.programs.list()) {
      await this.transactions.inProgram(programId, (tx) =>
        tx.query('DELETE FROM inbound_events WHERE program_id = $1 AND received_at < $2', [programId, new Date(at.getTime() - KEPT_DAYS * DAY_MS)]));
    }
  }
}

/** Of the account that is listened to; or of one that is connected to it, where members are paid. */
function isHeard({ accountId }: OpenConnection, event: Stripe.Event): boolean {
  return (event.account ?? null) === accountId || accountSpokenOf(event) !== null;
}
