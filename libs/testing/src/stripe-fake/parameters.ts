// What an endpoint takes. Stripe refuses a parameter that it does not know, so a double that ignores one proves nothing.
import { invalid } from './refusal.js';

/** A decoded form: leaves are text, lists are objects with whole numbers as keys. */
export type Raw = string | { [key: string]: Raw };
interface Kind<T> {
  parse(raw: Raw, name: string): T;
}
interface RequiredKind<T> extends Kind<T> {
  readonly required: true;
}
/** The parameters of an endpoint, or of a hash among them. */
export type Shape = Readonly<Record<string, Kind<unknown>>>;
export type Parsed<S extends Shape> = { [K in keyof S]: S[K] extends RequiredKind<infer T> ? T : S[K] extends Kind<infer T> ? T | undefined : never };

const METADATA = { keys: 50, keyLength: 40, valueLength: 500 };
const CURRENCIES = new Set(Intl.supportedValuesOf('currency').map((code) => code.toLowerCase()));

/** `a[b][0]=c` as Stripe's own libraries send it. */
export function decodeForm(text: string): Record<string, Raw> {
  const decoded: Record<string, Raw> = {};
  for (const [name, value] of new URLSearchParams(text)) {
    const path = name.replaceAll(']', '').split('[');
    let at = decoded;
    for (const step of path.slice(0, -1)) {
      const next = Object.hasOwn(at, step) && typeof at[step] === 'object' ? at[step] : {};
      at[step] = next;
      at = next;
    }
    const last = path.at(-1)!;
    at[last === '' ? String(Object.keys(at).length) : last] = value;
  }
  return decoded;
}

/** @throws Refusal `parameter_unknown` or `parameter_missing`, first of all; then what is wrong with a value */
export function parse<S extends Shape>(shape: S, raw: Readonly<Record<string, Raw>>, within = ''): Parsed<S> {
  const named = (key: string) => (within ? `${within}[${key}]` : key);
  const unknown = Object.keys(raw).filter((key) => !Object.hasOwn(shape, key)).map(named);
  if (unknown.length > 0) throw invalid(`Received unknown parameter${unknown.length > 1 ? 's' : ''}: ${unknown.join(', ')}`, 'parameter_unknown', unknown[0]);
  const absent = Object.entries(shape).find(([key, kind]) => 'required' in kind && !Object.hasOwn(raw, key));
  if (absent) throw invalid(`Missing required param: ${named(absent[0])}.`, 'parameter_missing', named(absent[0]));
  return Object.fromEntries(Object.entries(raw).map(([key, value]) => [key, shape[key]!.parse(value, named(key))])) as Parsed<S>;
}

export const required = <T>(kind: Kind<T>): RequiredKind<T> => ({ required: true, parse: (raw, name) => kind.parse(raw, name) });

function leaf<T>(read: (value: string, name: string) => T): Kind<T> {
  return {
    parse(raw, name) {
      if (typeof raw !== 'string') throw invalid(`Invalid string: ${JSON.stringify(raw)}`, 'parameter_invalid_string', name);
      if (raw === '') throw invalid(`You passed an empty string for '${name}'. We assume empty values are an attempt to unset a parameter; however '${name}' cannot be unset.`, 'parameter_invalid_empty', name);
      return read(raw, name);
    },
  };
}

export const text = (longest = 5000, pattern?: RegExp): Kind<string> => leaf((value, name) => {
  if (value.length > longest) throw invalid(`Invalid string: ${value.slice(0, 20)}...; must be at most ${longest} characters`, 'parameter_invalid_string_long', name);
  if (pattern && !pattern.test(value)) throw invalid(`Invalid ${name}: ${value}`, undefined, name);
  return value;
});
export const integer = (least = Number.MIN_SAFE_INTEGER, most = 99_999_999): Kind<number> => leaf((value, name) => {
  const number = Number(value);
  if (!/^-?\d+$/.test(value) || !Number.isSafeInteger(number)) throw invalid(`Invalid integer: ${value}`, 'parameter_invalid_integer', name);
  if (number < least) throw invalid(least === 1 ? 'Invalid positive integer' : `This value must be greater than or equal to ${least}.`, 'parameter_invalid_integer', name);
  if (number > most) throw invalid(`This value must be less than or equal to ${most}.`, 'parameter_invalid_integer', name);
  return number;
});
/** Seconds since 1970. */
export const timestamp = integer(0, 253_402_300_799);
export const decimal = (most: number): Kind<number> => leaf((value, name) => {
  const number = Number(value);
  if (!Number.isFinite(number) || number <= 0 || number > most) throw invalid(`Invalid decimal: ${value}; must be greater than 0 and at most ${most}`, undefined, name);
  return number;
});
export const boolean: Kind<boolean> = leaf((value, name) => {
  if (value !== 'true' && value !== 'false') throw invalid(`Invalid boolean: ${value}`, undefined, name);
  return value === 'true';
});
export const oneOf = <T extends string>(...values: readonly T[]): Kind<T> => leaf((value, name) => {
  if (!values.includes(value as T)) throw invalid(`Invalid ${name}: must be one of ${values.join(', ')}`, undefined, name);
  return value as T;
});
export const currency: Kind<string> = leaf((value, name) => {
  const code = value.toLowerCase();
  if (!CURRENCIES.has(code)) throw invalid(`Invalid currency: ${value}.`, undefined, name);
  return code;
});
export const email: Kind<string> = leaf((value, name) => {
  if (!/^[^\s@]+@[^\s@]+\.[^\s@.]+$/.test(value)) throw invalid(`Invalid email address: ${value}`, 'email_invalid', name);
  return value;
});
export const url: Kind<string> = leaf((value, name) => {
  if (!URL.canParse(value) || !/^https?:/.test(value)) throw invalid('Not a valid URL', 'url_invalid', name);
  return value;
});
/** An empty text unsets. */
export const emptyable = <T>(kind: Kind<T>): Kind<T | null> => ({ parse: (raw, name) => (raw === '' ? null : kind.parse(raw, name)) });

export const hash = <S extends Shape>(shape: S): Kind<Parsed<S>> => ({
  parse(raw, name) {
    if (typeof raw === 'string') throw invalid('Invalid object', undefined, name);
    return parse(shape, raw, name);
  },
});
export const list = <T>(kind: Kind<T>): Kind<T[]> => ({
  parse(raw, name) {
    if (typeof raw === 'string') throw invalid('Invalid array', undefined, name);
    return Object.entries(raw).map(([index, value]) => kind.parse(value, `${name}[${index}]`));
  },
});
/** Known to Stripe, of no consequence here. */
export const anything: Kind<Raw> = { parse: (raw) => raw };

/** Keys to values; an empty value takes the key away, null all of them. */
export const metadata: Kind<Record<string, string> | null> = {
  parse(raw, name) {
    if (raw === '') return null;
    if (typeof raw === 'string') throw invalid('Invalid object', undefined, name);
    const entries = Object.entries(raw);
    if (entries.length > METADATA.keys) throw invalid(`Metadata can have at most ${METADATA.keys} keys`, undefined, name);
    for (const [key, value] of entries) {
      if (typeof value !== 'string') throw invalid('Metadata values must be strings', undefined, `${name}[${key}]`);
      if (key.length > METADATA.keyLength || value.length > METADATA.valueLength) {
        throw invalid(`Metadata keys can have up to ${METADATA.keyLength} characters, values up to ${METADATA.valueLength}`, undefined, `${name}[${key}]`);
      }
    }
    return Object.fromEntries(entries) as Record<string, string>;
  },
};

const BOUNDS = { gt: timestamp, gte: timestamp, lt: timestamp, lte: timestamp };
/** A moment, or what lies between two. */
export const range: Kind<(at: number) => boolean> = {
  parse(raw, name) {
    if (typeof raw === 'string') {
      const exactly = timestamp.parse(raw, name);
      return (at) => at === exactly;
    }
    const { gt, gte, lt, lte } = parse(BOUNDS, raw, name);
    return (at) => (gt === undefined || at > gt) && (gte === undefined || at >= gte) && (lt === undefined || at < lt) && (lte === undefined || at <= lte);
  },
};
/** What every list takes. */
export const PAGE = { limit: integer(1, 100), starting_after: text(), ending_before: text() };
