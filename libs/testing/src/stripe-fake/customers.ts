import { anything, currency, email, emptyable, integer, list, metadata, oneOf, PAGE, range, required, text } from './parameters.js';
import { invalid } from './refusal.js';
import { route } from './route.js';
import { searched } from './search.js';
import { mergeMetadata, page, type Thing } from './world.js';

interface Customer extends Thing {
  balance: number;
  currency: string | null;
  email: string | null;
}
interface BalanceTransaction extends Thing {
  amount: number;
  customer: string;
}

const CUSTOMER = {
  email, name: text(256), description: emptyable(text()), phone: text(20), metadata, balance: integer(-99_999_999), address: anything, business_name: anything, individual_name: anything,
  cash_balance: anything, invoice_prefix: text(12), invoice_settings: anything, next_invoice_sequence: integer(1), payment_method: text(), preferred_locales: list(text()),
  shipping: anything, source: text(), tax: anything, tax_exempt: emptyable(oneOf('none', 'exempt', 'reverse')), tax_id_data: anything, test_clock: text(), validate: anything,
};

export const customerRoutes = [
  route('POST', '/v1/customers', CUSTOMER, (call) => {
    const { email: address, name, description, phone, balance, metadata: data } = call.params;
    const customer = call.world.add<Customer>(call, 'customer', 'cus_', {
      email: address ?? null, name: name ?? null, description: description ?? null, phone: phone ?? null, balance: balance ?? 0, currency: null, delinquent: false,
      default_source: null, invoice_prefix: null, preferred_locales: [], shipping: null, tax_exempt: 'none', metadata: data,
    });
    call.world.emit(call, 'customer.created', customer);
    return customer;
  }),
  route('GET', '/v1/customers', { ...PAGE, created: range, email: text(), test_clock: text() }, ({ world, owner, params }) => {
    const { created, email: address, test_clock: _, ...at } = params;
    return page(world.all<Customer>('customer', owner).filter((each) => (!created || created(each.created)) && (address === undefined || each.email === address)), at, '/v1/customers');
  }),
  route('GET', '/v1/customers/search', { query: required(text()), limit: integer(1, 100), page: text() }, ({ world, owner, params }) =>
    searched(world.searchable<Customer>('customer', owner), params, '/v1/customers/search')),
  route('GET', '/v1/customers/:', {}, ({ world, owner, id }) => world.get(owner, 'customer', id)),
  route('POST', '/v1/customers/:', CUSTOMER, (call) => {
    const customer = call.world.get<Customer>(call.owner, 'customer', call.id);
    const { metadata: data, email: address, name, description, phone, balance } = call.params;
    mergeMetadata(customer, data);
    Object.assign(customer, Object.fromEntries(Object.entries({ email: address, name, description, phone, balance }).filter(([, value]) => value !== undefined)));
    call.world.emit(call, 'customer.updated', customer);
    return customer;
  }),
  route('DELETE', '/v1/customers/:', {}, (call) => {
    call.world.emit(call, 'customer.deleted', call.world.get(call.owner, 'customer', call.id));
    call.world.remove(call.owner, 'customer', call.id);
    return { id: call.id, object: 'customer', deleted: true };
  }),
  route('POST', '/v1/customers/:/balance_transactions', { amount: required(integer(-99_999_999)), currency: required(currency), description: text(350), metadata }, (call) => {
    const { world, owner, params } = call;
    const customer = world.get<Customer>(owner, 'customer', call.id);
    if (customer.currency !== null && customer.currency !== params.currency) {
      throw invalid(`The currency of this customer is ${customer.currency}; a balance has one currency.`, undefined, 'currency');
    }
    const before = customer.balance;
    customer.currency = params.currency;
    customer.balance += params.amount;
    const transaction = world.add<BalanceTransaction>(call, 'customer_balance_transaction', 'cbtxn_', {
      amount: params.amount, currency: params.currency, customer: customer.id, customer_account: null, checkout_session: null, credit_note: null, description: params.description ?? null,
      ending_balance: customer.balance, invoice: null, type: 'adjustment', metadata: params.metadata,
    });
    world.emit(call, 'customer.updated', customer, { balance: before });
    return transaction;
  }),
  route('GET', '/v1/customers/:/balance_transactions', { ...PAGE, created: range, invoice: text() }, ({ world, owner, id, params }) => {
    const { created, invoice: _, ...at } = params;
    world.get(owner, 'customer', id);
    const own = world.all<BalanceTransaction>('customer_balance_transaction', owner).filter((each) => each.customer === id && (!created || created(each.created)));
    return page(own, at, `/v1/customers/${id}/balance_transactions`);
  }),
  route('GET', '/v1/customers/:/balance_transactions/:', {}, ({ world, owner, ids }) => world.get(owner, 'customer_balance_transaction', ids[1]!)),
  route('POST', '/v1/customers/:/balance_transactions/:', { description: text(350), metadata }, ({ world, owner, ids, params }) => {
    const transaction = world.get<BalanceTransaction>(owner, 'customer_balance_transaction', ids[1]!);
    mergeMetadata(transaction, params.metadata);
    transaction['description'] = params.description ?? transaction['description'];
    return transaction;
  }),
];
