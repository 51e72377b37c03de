import { currency, integer, metadata, oneOf, PAGE, range, required, text } from './parameters.js';
import { balanceInsufficient, invalid } from './refusal.js';
import { route } from './route.js';
import { type Account } from './accounts.js';
import { type Caller, mergeMetadata, newId, page, type Thing, type World } from './world.js';

/** Money on its way from a Stripe balance to a bank. */
export interface Payout extends Thing {
  amount: number;
  arrival_date: number;
  currency: string;
  status: 'pending' | 'in_transit' | 'paid' | 'failed' | 'canceled';
}

const DAY = 86_400;
const DAYS_TO_THE_BANK = 2;
const SOURCES = oneOf('bank_account', 'card', 'fpx');

export const payoutRoutes = [
  route('POST', '/v1/payouts', {
    amount: required(integer(1)), currency: required(currency), description: text(), destination: text(), metadata, method: oneOf('instant', 'standard'), payout_method: text(),
    source_type: SOURCES, statement_descriptor: text(22),
  }, (call) => {
    const account = call.world.find<Account>(call.platform, 'account', call.owner);
    if (account && !account.payouts_enabled) throw invalid('Cannot create payouts: this account has requirements that are past due.', 'payouts_not_allowed');
    return payOut(call.world, call, call.params.amount, call.params.currency, { automatic: false, ...call.params });
  }),
  route('GET', '/v1/payouts', { ...PAGE, arrival_date: range, created: range, destination: text(), status: text() }, ({ world, owner, params }) => {
    const { arrival_date: arrives, created, destination: _, status, ...at } = params;
    const found = world.all<Payout>('payout', owner).filter((each) =>
      (!arrives || arrives(each.arrival_date)) && (!created || created(each.created)) && (status === undefined || each.status === status));
    return page(found, at, '/v1/payouts');
  }),
  route('GET', '/v1/payouts/:', {}, ({ world, owner, id }) => world.get(owner, 'payout', id)),
  route('POST', '/v1/payouts/:', { metadata }, ({ world, owner, id, params }) => {
    const payout = world.get<Payout>(owner, 'payout', id);
    mergeMetadata(payout, params.metadata);
    return payout;
  }),
  route('POST', '/v1/payouts/:/cancel', {}, (call) => {
    const payout = call.world.get<Payout>(call.owner, 'payout', call.id);
    if (payout.status !== 'pending') throw invalid('Payouts can only be canceled while they are pending.', 'payout_not_cancelable');
    settle(call.world, call, payout, 'canceled');
    return payout;
  }),
  route('GET', '/v1/balance', {}, ({ world, owner, platform, livemode }) => {
    const home = world.find<Account>(platform, 'account', owner)?.default_currency ?? 'eur';
    const available = [...new Set([home, ...world.currenciesOf(owner)])].map((each) => ({ amount: world.available(owner, each), currency: each, source_types: { card: world.available(owner, each) } }));
    return { object: 'balance', available, pending: [{ amount: 0, currency: home, source_types: { card: 0 } }], livemode };
  }),
];

/** @throws Refusal `balance_insufficient` */
export function payOut(world: World, caller: Caller, amount: number, of: string, given: { automatic: boolean; metadata?: Record<string, string> | null | undefined; description?: string | undefined }): Payout {
  if (world.available(caller.owner, of) < amount) throw balanceInsufficient();
  world.move(caller.owner, of, -amount);
  const payout = world.add<Payout>(caller, 'payout', 'po_', {
    amount, currency: of, automatic: given.automatic, arrival_date: world.seconds() + DAYS_TO_THE_BANK * DAY, balance_transaction: newId('txn_'), description: given.description ?? null,
    destination: `ba_${caller.owner}`, failure_balance_transaction: null, failure_code: null, failure_message: null, method: 'standard', original_payout: null, reversed_by: null,
    reconciliation_status: given.automatic ? 'in_progress' : 'not_applicable', source_type: 'card', statement_descriptor: null, status: 'pending', type: 'bank_account', metadata: given.metadata,
  });
  world.emit(caller, 'payout.created', payout);
  return payout;
}

/** The bank has answered. A payout that fails puts the money back. */
export function settle(world: World, caller: Caller, payout: Payout, status: 'paid' | 'failed' | 'canceled'): void {
  const before = payout.status;
  payout.status = status;
  if (status === 'failed') Object.assign(payout, { failure_code: 'account_closed', failure_message: 'The bank account has been closed' });
  if (status !== 'paid') world.move(caller.owner, payout.currency, payout.amount);
  world.emit(caller, `payout.${status}`, payout, { status: before });
}
