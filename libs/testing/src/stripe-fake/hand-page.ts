// What a person sees of the double: the way through onboarding, and what exists.
import type { AccountLink } from './accounts.js';
import { FAULTS, type Fault } from './faults.js';
import type { Thing } from './world.js';

const STYLE = `body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#1a1f36}h1{font-size:1.4rem}h2{font-size:1.1rem;margin-top:2rem}
table{border-collapse:collapse;width:100%;font-size:.85rem}td,th{text-align:left;padding:.35rem .6rem;border-bottom:1px solid #e3e8ee;vertical-align:top}
button,select,input{font:inherit;padding:.35rem .7rem;border:1px solid #c1c9d2;border-radius:6px;background:#fff}button.go{background:#635bff;color:#fff;border-color:#635bff}
form{display:inline-flex;gap:.4rem;flex-wrap:wrap;align-items:center;margin:.15rem .3rem .15rem 0}.note{color:#697386;font-size:.9rem}.wide{overflow-x:auto}code{font-size:.85em}`;

export function onboardingPage(link: AccountLink, account: Thing): string {
  const action = `/setup/e/${link.account}/${link.id}`;
  return html('Get paid', `<h1>Set up your payouts</h1>
<p class="note">A stand-in for Stripe: nothing is asked and no money moves.</p>
<p>Account <code>${escape(account.id)}</code>${account['email'] ? ` for ${escape(String(account['email']))}` : ''}</p>
<form method="post" action="${action}"><button class="go" name="act" value="complete">Finish: identity and bank account given</button></form>
<form method="post" action="${action}"><button name="act" value="restrict">Stripe wants to know more</button></form>
<form method="post" action="${action}"><button name="act" value="leave">Not now</button></form>`);
}

/** The front page: everything that can be turned by hand, and everything there is. */
export function frontPage(things: readonly Thing[], planned: readonly Fault[], now: Date): string {
  const of = (object: string) => things.filter((thing) => thing.object === object).toReversed();
  return html('Stripe, a stand-in', `<h1>Stripe, a stand-in</h1><p class="note">Its clock says ${now.toISOString()}.</p>
<h2>What goes wrong next</h2>
<form method="post" action="/hand/faults"><select name="method"><option>POST</option><option>GET</option></select>
<input name="path" value="/v1/transfers" aria-label="Path" size="24"><select name="kind">${FAULTS.map((kind) => `<option>${kind}</option>`).join('')}</select>
<input name="ms" type="number" placeholder="ms" aria-label="Milliseconds" size="6"><input name="times" type="number" value="1" min="1" aria-label="Times" size="4"><button class="go">Plan</button></form>
${planned.map(({ kind, match, times }) => `<p class="note">${kind}: ${escape(`${match.method ?? 'any'} ${match.path ?? 'path'}`)}, ${times ?? 1}×</p>`).join('')}
<h2>Time and memory</h2>${act('/hand/clock', { ms: '90000000' }, '25 hours later')}${act('/hand/forget-keys', {}, 'Forget idempotency keys')}
${section('Accounts', of('account'), (a) => [a.id, a['email'], a['payouts_enabled'] ? 'can be paid' : 'cannot be paid'],
    (a) => act(`/hand/accounts/${a.id}`, { act: 'complete' }, 'Complete') + act(`/hand/accounts/${a.id}`, { act: 'restrict' }, 'Restrict') + act(`/hand/accounts/${a.id}`, { act: 'pay-out' }, 'Pay out'))}
${section('Transfers', of('transfer'), (t) => [t.id, money(t), t['destination'], t['reversed'] ? 'reversed' : '', grant(t)],
    (t) => (t['reversed'] ? '' : act(`/hand/transfers/${t.id}`, { act: 'reverse' }, 'Reverse')))}
${section('Payouts', of('payout'), (p) => [p.id, money(p), p['status']],
    (p) => (p['status'] === 'pending' ? act(`/hand/payouts/${p.id}`, { act: 'paid' }, 'Paid') + act(`/hand/payouts/${p.id}`, { act: 'failed' }, 'Failed') : ''))}
${section('Promotion codes', of('promotion_code'), (c) => [c['code'], c['customer'], `${String(c['times_redeemed'])} used`, grant(c)], (c) => act(`/hand/promotion-codes/${c.id}`, {}, 'Use it'))}
${section('Credits', of('customer_balance_transaction'), (t) => [t.id, money(t), t['customer'], grant(t)])}
${section('Events', of('event').slice(0, 30), (e) => [e.id, e['type'], e['account'], e['delivered'] ?? ''])}`);
}

/** A row of cells, and what can be done with it. */
function section(name: string, things: readonly Thing[], cells: (thing: Thing) => readonly unknown[], acts: (thing: Thing) => string = () => ''): string {
  if (things.length === 0) return '';
  const rows = things.map((thing) => `<tr>${cells(thing).map((cell) => `<td>${escape(String(cell ?? ''))}</td>`).join('')}<td>${acts(thing)}</td></tr>`);
  return `<h2>${name}</h2><div class="wide"><table>${rows.join('')}</table></div>`;
}

function act(action: string, fields: Record<string, string>, label: string): string {
  const hidden = Object.entries(fields).map(([name, value]) => `<input type="hidden" name="${name}" value="${value}">`).join('');
  return `<form method="post" action="${escape(action)}">${hidden}<button>${label}</button></form>`;
}

const money = (thing: Thing) => `${(Number(thing['amount']) / 100).toFixed(2)} ${String(thing['currency']).toUpperCase()}`;
const grant = (thing: Thing) => thing.metadata['grant_id'] ?? thing.metadata['grantId'] ?? '';
const escape = (text: string) => text.replaceAll(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
const html = (title: string, body: string) => `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${title}</title><style>${STYLE}</style><body>${body}</body></html>`;
