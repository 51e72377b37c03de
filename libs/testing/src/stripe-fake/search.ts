// Stripe's query language, as far as it is needed: field:'text', field~'part', metadata['key']:'text', created>1, AND, OR, a minus before a clause.
import { invalid } from './refusal.js';
import type { Thing } from './world.js';

const CLAUSE = /^(-?)(?:metadata\[["']([^"']+)["']\]|([a-z_]+))(:|~|>=?|<=?)(?:["']([^"']*)["']|(\d+))$/;

/** @throws Refusal for a query that is not understood: better than an answer to another one */
export function searched(things: readonly Thing[], { query, limit = 10, page }: { query: string; limit?: number | undefined; page?: string | undefined }, url: string): object {
  const from = Number(page ?? 0);
  const found = things.filter(matcher(query)).toReversed();
  const more = found.length > from + limit;
  return { object: 'search_result', url, has_more: more, next_page: more ? String(from + limit) : null, data: found.slice(from, from + limit) };
}

function matcher(query: string): (thing: Thing) => boolean {
  const clauses = query.trim().split(/\s+(?:AND|OR)\s+/i).map(clause);
  const any = /\sOR\s/i.test(query);
  if (any && /\sAND\s/i.test(query)) throw invalid('A query may not combine AND and OR.', undefined, 'query');
  return (thing) => (any ? clauses.some((holds) => holds(thing)) : clauses.every((holds) => holds(thing)));
}

function clause(text: string): (thing: Thing) => boolean {
  const [, minus, key, field, operator, quoted, number] = CLAUSE.exec(text) ?? [];
  if (operator === undefined) throw invalid(`We were unable to parse your search query: ${text}`, undefined, 'query');
  const wanted = quoted ?? number!;
  const valueOf = (thing: Thing) => (key === undefined ? thing[field!] : thing.metadata[key]);
  return (thing) => compare(valueOf(thing), operator, wanted) === (minus === '');
}

function compare(value: unknown, operator: string, wanted: string): boolean {
  if (value === undefined || value === null) return false;
  const found = String(value).toLowerCase();
  switch (operator) {
    case ':': return found === wanted.toLowerCase();
    case '~': return found.includes(wanted.toLowerCase());
    case '>': return Number(value) > Number(wanted);
    case '>=': return Number(value) >= Number(wanted);
    case '<': return Number(value) < Number(wanted);
    default: return Number(value) <= Number(wanted);
  }
}
