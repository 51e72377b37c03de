import { Injectable } from '@nestjs/common';
import { DomainError } from '@fanfare/contracts';
import Stripe from 'stripe';
import { Clock } from '../../../platform/clock.js';
import { BooksUnread, type GivenThere, type MadeThere, type OpenBooks, type ProviderBooks, REVERSAL } from '../../../rewards/index.js';
import { StripeConnections } from '../stripe-connections.service.js';
import { troubleOf } from './stripe-answers.js';
import { StripeClients } from './stripe-client.js';

type Found = Awaited<ReturnType<OpenBooks['find']>>;

const PAGE = 100;
const REFERENCE = /^(promo|tr|cbtxn)_/;

/** What Stripe has of a program: promotion codes, credit and transfers that carry its name. */
@Injectable()
export class StripeBooks implements ProviderBooks {
  constructor(
    private readonly connections: StripeConnections,
    private readonly clients: StripeClients,
    private readonly clock: Clock,
  ) {}

  isReference(reference: string): boolean {
    return REFERENCE.test(reference);
  }

  async open(programId: string): Promise<OpenBooks | null> {
    const apiKey = await this.keyOf(programId);
    if (apiKey === null) return null;
    const stripe = this.clients.of(apiKey);
    return {
      find: (given) => read(() => this.find(stripe, programId, given)),
      page: (place, since) => read(() => page(stripe, programId, place, since)),
    };
  }

  private async keyOf(programId: string): Promise<string | null> {
    try {
      const { apiKey, gives } = await this.connections.open(programId);
      return gives ? apiKey : null;
    } catch (error) {
      if (error instanceof DomainError && error.code === 'stripe.not_connected') return null;
      throw error;
    }
  }

  private async find(stripe: Stripe, programId: string, given: GivenThere): Promise<Found> {
    switch (given.kind) {
      case 'discount_code': {
        const code = await orNull(stripe.promotionCodes.retrieve(given.reference));
        if (code?.metadata?.['grant_id'] !== given.grantId) return nothing;
        const isUsed = code.max_redemptions !== null && code.times_redeemed >= code.max_redemptions;
        const isOver = code.expires_at !== null && code.expires_at * 1_000 <= this.clock.now().getTime();
        return { there: { amountMinor: null, currency: null, state: code.active ? 'live' : isUsed || isOver ? 'spent' : 'off', returnedMinor: 0 }, others: [] };
      }
      case 'cash': {
        const transfer = await orNull(stripe.transfers.retrieve(given.reference));
        if (transfer?.metadata['grant_id'] !== given.grantId) return nothing;
        return { there: { amountMinor: transfer.amount, currency: transfer.currency.toUpperCase(), state: 'live', returnedMinor: transfer.amount_reversed }, others: [] };
      }
      default:
        return credit(stripe, programId, given);
    }
  }
}

const nothing: Found = { there: null, others: [] };

/** All of a customer's: what was booked, what was booked back, and what else says that it is of this program. */
async function credit(stripe: Stripe, programId: string, { known, grantId, reference }: GivenThere): Promise<Found> {
  const customer = known['customer'];
  if (typeof customer !== 'string') return nothing;
  let there: Stripe.CustomerBalanceTransaction | null = null;
  let returnedMinor = 0;
  const others: MadeThere[] = [];
  try {
    for await (const booked of stripe.customers.listBalanceTransactions(customer, { limit: PAGE })) {
      if (booked.metadata?.['program_id'] !== programId) continue;
      if (booked.id === reference) there = booked;
      else if (booked.metadata['grant_id'] === grantId && booked.metadata['step'] === REVERSAL) returnedMinor += booked.amount;
      else others.push(...madeFrom([booked], programId, -booked.amount));
    }
  } catch (error) {
    if (!isGone(error)) throw error;
  }
  return { there: there && { amountMinor: -there.amount, currency: there.currency.toUpperCase(), state: 'live', returnedMinor }, others };
}

/** Codes first, then transfers; each from the newest on. A place is the list and the last that was read. */
async function page(stripe: Stripe, programId: string, place: string | null, since: Date): ReturnType<OpenBooks['page']> {
  const [list, after] = (place ?? 'codes:').split(':') as [string, string];
  const query = { limit: PAGE, created: { gte: Math.floor(since.getTime() / 1_000) }, ...(after && { starting_after: after }) };
  if (list === 'codes') {
    const { data, has_more: more } = await stripe.promotionCodes.list(query);
    return { made: madeFrom(data, programId, null), next: more ? `codes:${data.at(-1)!.id}` : 'transfers:' };
  }
  const { data, has_more: more } = await stripe.transfers.list(query);
  return { made: data.flatMap((each) => madeFrom([each], programId, each.amount)), next: more ? `transfers:${data.at(-1)!.id}` : null };
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

function madeFrom(things: readonly { id: string; currency?: string; metadata?: Stripe.Metadata | null }[], programId: string, amountMinor: number | null): MadeThere[] {
  return things.flatMap(({ id, currency, metadata }) => {
    const grantId = metadata?.['grant_id'];
    return grantId && UUID.test(grantId) && metadata['program_id'] === programId ? [{ id, grantId, amountMinor, currency: currency?.toUpperCase() ?? null }] : [];
  });
}

async function orNull<T>(call: Promise<T>): Promise<T | null> {
  try {
    return await call;
  } catch (error) {
    if (isGone(error)) return null;
    throw error;
  }
}

function isGone(error: unknown): boolean {
  return error instanceof Stripe.errors.StripeInvalidRequestError && error.statusCode === 404;
}

/** @throws BooksUnread */
async function read<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const trouble = troubleOf(error);
    throw new BooksUnread(trouble.problem ?? 'rate_limited', trouble.kind !== 'failed');
  }
}
