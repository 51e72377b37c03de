import { isDeepStrictEqual } from 'node:util';
import { DomainError, type FieldProblem } from '@fanfare/contracts';
import type { Address, ClaimRequest } from './rewards.dto.js';

/** What a reward asks of whoever claims it. */
export interface Needs {
  readonly needsAddress: boolean;
  /** Empty: none to choose. */
  readonly sizes: readonly string[];
}

/** What is stored of a claim: nothing that the reward does not need. */
export interface Details {
  readonly size: string | null;
  readonly address: Address | null;
}

/** @throws DomainError `grant.details_missing` naming each field */
export function detailsFor(needs: Needs, request: ClaimRequest): Details {
  const problems: FieldProblem[] = [];
  if (needs.sizes.length > 0 && request.size === undefined) problems.push({ field: 'size', code: 'required', message: 'choose a size' });
  else if (needs.sizes.length > 0 && !needs.sizes.includes(request.size!)) problems.push({ field: 'size', code: 'not_offered', message: 'is not one of the sizes' });
  if (needs.needsAddress && !request.address) problems.push({ field: 'address', code: 'required', message: 'say where to send it' });
  if (problems.length > 0) throw new DomainError('grant.details_missing', {}, problems);
  return { size: needs.sizes.length > 0 ? request.size! : null, address: needs.needsAddress ? request.address! : null };
}

/** Whether a repeated claim says the same. */
export function sameDetails(a: Details, b: Details): boolean {
  return a.size === b.size && isDeepStrictEqual(a.address, b.address);
}
