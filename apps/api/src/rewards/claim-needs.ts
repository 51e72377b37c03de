import { isDeepStrictEqual } from 'node:util';
import { DomainError, type FieldProblem } from '@fanfare/contracts';
import { addressProblems } from '@fanfare/domain';
import type { Address, BankDetails, ClaimRequest } from './rewards.dto.js';

/** What a reward asks of whoever claims it. */
export interface Needs {
  readonly needsAddress: boolean;
  readonly asksPhone: boolean;
  /** Money that is sent by hand. */
  readonly needsBank: boolean;
  /** To choose from; empty: comes in one kind. */
  readonly variants: readonly { readonly id: string; readonly label: string; readonly isGone: boolean }[];
  /** What was chosen before; it may be kept where it is no longer offered. */
  readonly variantId: string | null;
}

/** What is stored of a claim: nothing that the reward does not need. */
export interface Details {
  readonly variantId: string | null;
  readonly address: Address | null;
  readonly bank: BankDetails | null;
}

/** @throws DomainError `grant.details_missing` naming each field */
export function detailsFor(needs: Needs, request: ClaimRequest): Details {
  const problems = [...variantProblems(needs, request), ...(needs.needsAddress ? placeProblems(request.address) : []), ...(needs.needsBank && !request.bank ? [{ field: 'bank', code: 'required', message: 'say which account it is sent to' }] : [])];
  if (problems.length > 0) throw new DomainError('grant.details_missing', {}, problems);
  return { variantId: needs.variants.length > 0 ? chosen(needs, request)! : needs.variantId, address: needs.needsAddress ? addressFor(needs, request.address!) : null, bank: needs.needsBank ? request.bank! : null };
}

/** Whether a repeated claim says the same. */
export function sameDetails(a: Details, b: Details): boolean {
  return a.variantId === b.variantId && isDeepStrictEqual(a.address, b.address) && isDeepStrictEqual(a.bank, b.bank);
}

/** By its id, or by its label as somebody would type it. */
function chosen({ variants }: Needs, { variantId, size }: ClaimRequest): string | undefined {
  return variantId ?? variants.find(({ label }) => label.toLowerCase() === size?.toLowerCase())?.id;
}

function variantProblems(needs: Needs, request: ClaimRequest): FieldProblem[] {
  if (needs.variants.length === 0) return [];
  const field = request.variantId === undefined && request.size !== undefined ? 'size' : 'variantId';
  if (request.variantId === undefined && request.size === undefined) return [{ field, code: 'required', message: 'choose one' }];
  const id = chosen(needs, request);
  const isOffered = id !== undefined && (id === needs.variantId || needs.variants.some((variant) => variant.id === id));
  return isOffered ? [] : [{ field, code: 'not_offered', message: 'is not one of those that are offered' }];
}

function placeProblems(address: Address | undefined): FieldProblem[] {
  if (!address) return [{ field: 'address', code: 'required', message: 'say where to send it' }];
  return addressProblems(address).map(({ field, code }) => ({
    field: `address.${field}`, code, message: code === 'required' ? 'is needed in this country' : 'is not how it is written in this country',
  }));
}

/** A phone number is kept only for a carrier that needs it. */
function addressFor({ asksPhone }: Needs, address: Address): Address {
  const { phone, ...place } = address;
  return asksPhone && phone !== undefined ? { ...place, phone } : place;
}
