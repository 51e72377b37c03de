import { boolean, currency, integer, metadata, oneOf, PAGE, range, required, text } from './parameters.js';
import { balanceInsufficient, invalid, notCapable } from './refusal.js';
import { route } from './route.js';
import { type Account } from './accounts.js';
import { type Caller, mergeMetadata, newId, page, type Thing, type World } from './world.js';

export interface Transfer extends Thing {
  amount: number;
  amount_reversed: number;
  currency: string;
  destination: string;
  reversed: boolean;
  transfer_group: string | null;
}
interface Reversal extends Thing {
  amount: number;
  transfer: string;
}

const SOURCES = oneOf('bank_account', 'card', 'fpx');

export const transferRoutes = [
  route('POST', '/v1/transfers', {
    amount: integer(1), currency: required(currency), destination: required(text()), description: text(), metadata, source_transaction: text(), source_type: SOURCES, transfer_group: text(),
  }, (call) => {
    const { world, owner, params } = call;
    if (params.amount === undefined) throw invalid('Missing required param: amount.', 'parameter_missing', 'amount');
    const account = world.get<Account>(call.platform, 'account', params.destination, 'destination');
    if (account.capabilities['transfers'] !== 'active') throw notCapable();
    if (world.available(owner, params.currency) < params.amount) throw balanceInsufficient();
    world.move(owner, params.currency, -params.amount);
    world.move(account.id, params.currency, params.amount);
    const transfer = world.add<Transfer>(call, 'transfer', 'tr_', {
      amount: params.amount, amount_reversed: 0, balance_transaction: newId('txn_'), currency: params.currency, description: params.description ?? null, destination: account.id,
      destination_payment: newId('py_'), reversed: false, source_transaction: params.source_transaction ?? null, source_type: params.source_type ?? 'card',
      transfer_group: params.transfer_group ?? null, metadata: params.metadata,
    });
    world.emit(call, 'transfer.created', shown(world, transfer));
    return shown(world, transfer);
  }),
  route('GET', '/v1/transfers', { ...PAGE, created: range, destination: text(), transfer_group: text() }, ({ world, owner, params }) => {
    const { created, destination, transfer_group: group, ...at } = params;
    const found = world.all<Transfer>('transfer', owner).filter((each) =>
      (!created || created(each.created)) && (destination === undefined || each.destination === destination) && (group === undefined || each.transfer_group === group));
    return page(found.map((each) => shown(world, each)), at, '/v1/transfers');
  }),
  route('GET', '/v1/transfers/:', {}, ({ world, owner, id }) => shown(world, world.get(owner, 'transfer', id))),
  route('POST', '/v1/transfers/:', { description: text(), metadata }, (call) => {
    const transfer = call.world.get<Transfer>(call.owner, 'transfer', call.id);
    mergeMetadata(transfer, call.params.metadata);
    transfer['description'] = call.params.description ?? transfer['description'];
    call.world.emit(call, 'transfer.updated', shown(call.world, transfer));
    return shown(call.world, transfer);
  }),
  route('POST', '/v1/transfers/:/reversals', { amount: integer(1), description: text(), metadata, refund_application_fee: boolean }, (call) => {
    const transfer = call.world.get<Transfer>(call.owner, 'transfer', call.id);
    const left = transfer.amount - transfer.amount_reversed;
    const amount = call.params.amount ?? left;
    if (left === 0) throw invalid(`Transfer ${transfer.id} has already been fully reversed.`, 'transfer_already_reversed');
    if (amount > left) throw invalid(`Reversal amount (${amount}) is greater than the unreversed amount on the transfer (${left}).`, undefined, 'amount');
    return reverse(call.world, call, transfer, amount, call.params);
  }),
  route('GET', '/v1/transfers/:/reversals', PAGE, ({ world, owner, id, params }) => {
    world.get(owner, 'transfer', id);
    return page(reversalsOf(world, owner, id), params, `/v1/transfers/${id}/reversals`);
  }),
  route('GET', '/v1/transfers/:/reversals/:', {}, ({ world, owner, ids }) => world.get(owner, 'transfer_reversal', ids[1]!)),
];

/** Takes money back from the account it went to. @throws Refusal `balance_insufficient` when it is there no longer */
export function reverse(world: World, caller: Caller, transfer: Transfer, amount: number, given: { metadata?: Record<string, string> | null | undefined; description?: string | undefined } = {}): Reversal {
  if (world.available(transfer.destination, transfer.currency) < amount) throw balanceInsufficient();
  world.move(transfer.destination, transfer.currency, -amount);
  world.move(caller.owner, transfer.currency, amount);
  transfer.amount_reversed += amount;
  transfer.reversed = transfer.amount_reversed === transfer.amount;
  const reversal = world.add<Reversal>(caller, 'transfer_reversal', 'trr_', {
    amount, currency: transfer.currency, transfer: transfer.id, balance_transaction: newId('txn_'), destination_payment_refund: null, source_refund: null, metadata: given.metadata,
  });
  world.emit(caller, 'transfer.reversed', shown(world, transfer), { amount_reversed: transfer.amount_reversed - amount });
  return reversal;
}

function reversalsOf(world: World, owner: string, transfer: string): Reversal[] {
  return world.all<Reversal>('transfer_reversal', owner).filter((each) => each.transfer === transfer);
}

function shown(world: World, transfer: Transfer): Transfer {
  const own = reversalsOf(world, world.ownerOf(transfer), transfer.id);
  return { ...transfer, reversals: { object: 'list', data: own.toReversed().slice(0, 10), has_more: own.length > 10, total_count: own.length, url: `/v1/transfers/${transfer.id}/reversals` } };
}
