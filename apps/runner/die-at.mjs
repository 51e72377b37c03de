// Preloaded into a process of a proof (node --import): at the point that DIE_AT names, it kills itself with SIGKILL. Points are
// told by what is said to the database, so that the application knows nothing of them.
import pg from 'pg';

/**
 * `at`: the statement there; `in`: one that came before it in the same transaction; `with`: a value of the earlier of the two; `after`: once the
 * database has done it, before anybody hears of it. Otherwise before it is sent.
 * @type {Record<string, { in?: RegExp, at: RegExp, with?: unknown, after?: true }>}
 */
const POINTS = {
  'before a confirmation commits': { in: /^INSERT INTO facts/, at: /^COMMIT/ },
  'a confirmation committed, not answered': { in: /^INSERT INTO facts/, at: /^COMMIT/, after: true },
  'between facts and entries': { in: /^INSERT INTO facts/, at: /^INSERT INTO ledger_entries/ },
  'a click stored, not redirected': { at: /^INSERT INTO clicks/, after: true },
  'events queued, not marked': { in: /^SELECT id, topic, payload FROM outbox/, at: /^UPDATE outbox/ },
  'a mail claimed, not handed over': { in: /^UPDATE deliveries SET status = 'attempting'/, at: /^COMMIT/, after: true },
  'a mail handed over, not written down': { at: /^UPDATE deliveries SET status = \$3, error/ },
  'a webhook taken, not written down': { at: /^UPDATE webhook_deliveries SET status/, with: 'delivered' },
  'a refused webhook written down, its next try not planned': { in: /^UPDATE webhook_deliveries SET status/, with: 'pending', at: /^COMMIT/, after: true },
};

const point = POINTS[process.env['DIE_AT'] ?? ''];
if (!point) throw new Error(`There is no point called ${process.env['DIE_AT']}; there are ${Object.keys(POINTS).join(', ')}`);

const die = () => process.kill(process.pid, 'SIGKILL');
/** @param {RegExp} statement @param {string} text @param {unknown[]} values */
const says = (statement, text, values) => statement.test(text) && (point.with === undefined || values.includes(point.with));
/** Those in whose transaction `in` was said. @type {WeakSet<pg.Client>} */
const inside = new WeakSet();
const query = pg.Client.prototype.query;

pg.Client.prototype.query = function (/** @type {any[]} */ ...asked) {
  const text = String(asked[0]?.text ?? asked[0]).trimStart();
  const values = [asked[0]?.values ?? asked[1] ?? []].flat();
  const isThere = point.in ? inside.has(this) && point.at.test(text) : says(point.at, text, values);
  if (isThere && !point.after) die();
  if (isThere) /** @type {any} */ (this).connection.prependOnceListener('readyForQuery', die); // an answer alone comes before its commit
  if (point.in && says(point.in, text, values)) inside.add(this);
  if (/^(COMMIT|ROLLBACK)/.test(text)) inside.delete(this);
  return Reflect.apply(query, this, asked);
};
