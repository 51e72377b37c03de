import { randomBytes } from 'node:crypto';
import { anything, boolean, currency, email, hash, metadata, oneOf, PAGE, range, required, text, url } from './parameters.js';
import { invalid, missing, Refusal } from './refusal.js';
import { type Call, route } from './route.js';
import { type Caller, mergeMetadata, page, type Thing, type World } from './world.js';

interface Requirements {
  currently_due: string[];
  past_due: string[];
  eventually_due: string[];
  pending_verification: string[];
  disabled_reason: string | null;
  current_deadline: number | null;
  errors: unknown[];
}
export interface Account extends Thing {
  charges_enabled: boolean;
  payouts_enabled: boolean;
  details_submitted: boolean;
  default_currency: string;
  capabilities: Record<string, 'active' | 'inactive' | 'pending'>;
  requirements: Requirements;
}
/** A way into onboarding: opened once, within five minutes. */
export interface AccountLink extends Thing {
  account: string;
  expires_at: number;
  opened: boolean;
  refresh_url: string;
  return_url: string;
}

const LINK_SECONDS = 300;
const DUE = ['business_type', 'external_account', 'individual.dob.day', 'individual.first_name', 'individual.last_name', 'tos_acceptance.date'];
const EURO_COUNTRIES = new Set(['AT', 'BE', 'DE', 'ES', 'FI', 'FR', 'IE', 'IT', 'LU', 'NL', 'PT']);
const OTHER_CURRENCIES: Record<string, string> = { US: 'usd', GB: 'gbp', PL: 'pln', CH: 'chf' };
const CAPABILITY = hash({ requested: boolean });
const COMMON = {
  business_profile: anything, business_type: oneOf('company', 'government_entity', 'individual', 'non_profit'), company: anything, documents: anything, email, external_account: anything,
  capabilities: hash({ transfers: CAPABILITY, card_payments: CAPABILITY, sepa_debit_payments: CAPABILITY }), default_currency: currency, groups: anything, individual: anything, metadata,
  settings: anything, tos_acceptance: anything, account_token: text(),
};
const ACCOUNT = { ...COMMON, type: oneOf('custom', 'express', 'standard'), country: text(2, /^[A-Z]{2}$/), controller: anything };

export const accountRoutes = [
  route('POST', '/v1/accounts', ACCOUNT, (call) => {
    const { params } = call;
    if (params.type && params.controller) throw invalid('You may not provide the `type` parameter and `controller` parameters simultaneously. They are mutually exclusive.', undefined, 'type');
    const country = params.country ?? 'DE';
    const account = call.world.add<Account>(call, 'account', 'acct_', {
      type: params.type ?? 'none', country, email: params.email ?? null, default_currency: params.default_currency ?? currencyOf(country), business_type: params.business_type ?? null,
      business_profile: { name: null, url: null }, charges_enabled: false, payouts_enabled: false, details_submitted: false,
      capabilities: Object.fromEntries(Object.entries(params.capabilities ?? {}).filter(([, capability]) => capability?.requested).map(([name]) => [name, 'inactive'])),
      requirements: requirements(DUE, 'requirements.past_due'), future_requirements: requirements([], null), controller: { type: 'application', is_controller: true },
      external_accounts: { object: 'list', data: [], has_more: false, url: '' }, settings: { payouts: { schedule: { delay_days: 2, interval: 'daily' } } },
      tos_acceptance: { date: null }, metadata: params.metadata,
    });
    return account;
  }),
  route('GET', '/v1/account', {}, (call) => (call.owner === call.platform ? platformAccount(call) : call.world.get(call.platform, 'account', call.owner))),
  route('GET', '/v1/accounts', { ...PAGE, created: range }, ({ world, platform, params }) => {
    const { created, ...at } = params;
    return page(world.all<Account>('account', platform).filter((account) => !created || created(account.created)), at, '/v1/accounts');
  }),
  route('GET', '/v1/accounts/:', {}, (call) => (call.id === call.platform ? platformAccount(call) : accountOf(call, call.id))),
  route('POST', '/v1/accounts/:', COMMON, (call) => {
    const account = accountOf(call, call.id);
    mergeMetadata(account, call.params.metadata);
    if (call.params.email) account['email'] = call.params.email;
    for (const [name, capability] of Object.entries(call.params.capabilities ?? {})) {
      if (capability?.requested) account.capabilities[name] ??= account.details_submitted ? 'active' : 'inactive';
    }
    tell(call.world, call, account);
    return account;
  }),
  route('DELETE', '/v1/accounts/:', {}, (call) => {
    accountOf(call, call.id);
    call.world.remove(call.platform, 'account', call.id);
    return { id: call.id, object: 'account', deleted: true };
  }),
  route('POST', '/v1/accounts/:/login_links', {}, (call) => {
    const account = accountOf(call, call.id);
    if (!account.details_submitted) throw invalid('Cannot create a login link for an account that has not completed onboarding.');
    return { object: 'login_link', created: call.world.seconds(), url: `${call.origin}/express/${account.id}` };
  }),
  route('POST', '/v1/account_links', {
    account: required(text()), type: required(oneOf('account_onboarding', 'account_update')), refresh_url: url, return_url: url,
    collect: oneOf('currently_due', 'eventually_due'), collection_options: hash({ fields: oneOf('currently_due', 'eventually_due'), future_requirements: oneOf('include', 'omit') }),
  }, (call) => {
    const { account, refresh_url: refresh, return_url: back } = call.params;
    call.world.get(call.platform, 'account', account, 'account');
    if (!refresh || !back) throw invalid('You must provide a refresh_url and a return_url.', 'parameter_missing', refresh ? 'return_url' : 'refresh_url');
    const link = call.world.add<AccountLink>(call, 'account_link', '', {
      id: randomBytes(12).toString('hex'), account, refresh_url: refresh, return_url: back, expires_at: call.world.seconds() + LINK_SECONDS, opened: false,
    });
    return { object: 'account_link', created: link.created, expires_at: link.expires_at, url: `${call.origin}/setup/e/${account}/${link.id}` };
  }),
];

/** The account has given everything: it can be sent money and paid out. */
export function complete(world: World, caller: Caller, account: Account): void {
  account.details_submitted = true;
  account.payouts_enabled = true;
  account.requirements = requirements([], null);
  for (const name of Object.keys(account.capabilities)) account.capabilities[name] = 'active';
  account['external_accounts'] = { object: 'list', has_more: false, url: `/v1/accounts/${account.id}/external_accounts`, data: [{ id: `ba_${account.id}`, object: 'bank_account', last4: '3000', currency: account.default_currency }] };
  tell(world, caller, account);
}

/** Stripe wants to know more and pays nothing until it does. */
export function restrict(world: World, caller: Caller, account: Account, reason = 'requirements.past_due'): void {
  account.payouts_enabled = false;
  account.requirements = requirements(['individual.verification.document'], reason);
  for (const name of Object.keys(account.capabilities)) account.capabilities[name] = 'inactive';
  tell(world, caller, account);
}

/** The link as it can be opened now, or null once it was, or when its time is over. */
export function openable(world: World, link: AccountLink): AccountLink | null {
  return link.opened || link.expires_at <= world.seconds() ? null : link;
}

/** @throws Refusal as Stripe does for an account that is not connected to the key's platform */
export function refuseStranger(world: World, platform: string, account: string): void {
  if (account === platform || world.find(platform, 'account', account)) return;
  throw new Refusal(403, { type: 'invalid_request_error', code: 'account_invalid', message: `The provided key does not have access to account '${account}' (or that account does not exist). Application access may have been revoked.` });
}

function tell(world: World, caller: Caller, account: Account): void {
  world.emit({ ...caller, owner: account.id }, 'account.updated', account);
}

function accountOf({ world, platform }: Call<unknown>, id: string): Account {
  refuseStranger(world, platform, id);
  const account = world.find<Account>(platform, 'account', id);
  if (!account) throw missing('account', id);
  return account;
}

function platformAccount({ world, platform }: Call<unknown>): object {
  return {
    id: platform, object: 'account', type: 'standard', country: 'DE', default_currency: 'eur', email: 'platform@stripe.example', charges_enabled: true, payouts_enabled: true, details_submitted: true,
    created: world.seconds(), capabilities: { card_payments: 'active', transfers: 'active' }, metadata: {}, settings: { dashboard: { display_name: 'Platform', timezone: 'Etc/UTC' } },
    business_profile: { name: 'Platform', url: null }, requirements: requirements([], null),
  };
}

function requirements(due: readonly string[], reason: string | null): Requirements {
  return { currently_due: [...due], past_due: reason === 'requirements.past_due' ? [...due] : [], eventually_due: [...due], pending_verification: [], disabled_reason: reason, current_deadline: null, errors: [] };
}

function currencyOf(country: string): string {
  return EURO_COUNTRIES.has(country) ? 'eur' : (OTHER_CURRENCIES[country] ?? 'eur');
}
