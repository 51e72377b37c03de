import { anything, type Parsed, parse, type Raw, type Shape } from './parameters.js';
import type { Caller, World } from './world.js';

/** A request that has been understood. */
export interface Call<P> extends Caller {
  readonly world: World;
  readonly params: P;
  /** The first id of the path, and the others. */
  readonly id: string;
  readonly ids: readonly string[];
  /** Where the double itself listens. */
  readonly origin: string;
}
export interface Route {
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly pattern: RegExp;
  /** Checks the parameters now, acts when it is called. @throws Refusal before anything has happened */
  prepare(raw: Readonly<Record<string, Raw>>): (call: Omit<Call<unknown>, 'params'>) => object;
}

/** An endpoint: `:` in the path stands for an id. `expand` is known everywhere. */
export function route<S extends Shape>(method: Route['method'], path: string, shape: S, act: (call: Call<Parsed<S>>) => object): Route {
  return {
    method,
    pattern: new RegExp(`^${path.replaceAll(':', '([^/]+)')}$`),
    prepare: (raw) => {
      const params = parse({ ...shape, expand: anything }, raw) as Parsed<S>;
      return (call) => act({ ...call, params });
    },
  };
}
