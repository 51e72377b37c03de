/**
 * The one text of a JSON value, for hashing: keys sorted by code unit, no white space, absent (`undefined`) properties left out.
 * @throws TypeError for what JSON cannot say faithfully: NaN, infinities, undefined in an array, bigint, functions, symbols, and
 *   objects that are not plain (a Date, a Map)
 */
export function canonical(value: unknown): string {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'number' && Number.isFinite(value)) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${Array.from(value, canonical).join(',')}]`;
  if (isPlain(value)) return `{${properties(value).join(',')}}`;
  throw new TypeError(`no canonical text for ${Object.prototype.toString.call(value)} ${String(value)}`);
}

function properties(value: Record<string, unknown>): string[] {
  const keys = Object.keys(value).filter((key) => value[key] !== undefined).sort();
  return keys.map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`);
}

function isPlain(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype || Object.getPrototypeOf(prototype) === null;
}
