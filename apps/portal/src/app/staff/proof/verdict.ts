import type { Verification } from '../../api/generated';

/**
 * How the books stand, by the latest verification that came to an end of its own: `clean` as their facts say, `different` not so,
 * `broken` no answer, `never` nobody has asked yet. One that somebody stopped says nothing.
 */
export type Verdict =
  | { readonly kind: 'clean' | 'different'; readonly run: Verification; readonly result: NonNullable<Verification['result']> }
  | { readonly kind: 'broken'; readonly run: Verification }
  | { readonly kind: 'never' };

export function verdictOf(newestFirst: readonly Verification[]): Verdict {
  const run = newestFirst.find(({ status }) => status === 'done' || status === 'failed');
  if (!run) return { kind: 'never' };
  const { result } = run;
  if (!result) return { kind: 'broken', run };
  return { kind: result.mismatches === 0 ? 'clean' : 'different', run, result };
}
