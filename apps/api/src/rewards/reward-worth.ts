import { DomainError, type FieldProblem } from '@fanfare/contracts';
import type { NewRewardRequest } from './rewards.dto.js';

type WorthRequest = Pick<NewRewardRequest, 'amount' | 'percentOff' | 'minimumMinor' | 'validDays' | 'codePrefix'>;
const NOTHING: WorthRequest = { amount: null, percentOff: null, minimumMinor: null, validDays: null, codePrefix: null };

/** What a new reward is worth, as its kind has it; nothing that the kind does not have. @throws DomainError `request.invalid` */
export function worthOf({ kind, codeSource, needsAddress, amount, percentOff, minimumMinor, validDays, codePrefix }: NewRewardRequest): WorthRequest {
  if (kind === 'account_credit' || kind === 'cash') {
    refuse([
      ...(amount ? [] : [{ field: 'amount', code: 'required', message: 'say how much it is' }]),
      ...(needsAddress ? [{ field: 'needsAddress', code: 'not_of_money', message: 'money goes without an address' }] : []),
    ]);
    return { ...NOTHING, amount };
  }
  if (kind === 'gift_card') {
    refuse(needsAddress ? [{ field: 'needsAddress', code: 'not_of_cards', message: 'a gift card goes without an address' }] : []);
    return { ...NOTHING, amount };
  }
  if (kind === 'unlock') {
    refuse(needsAddress ? [{ field: 'needsAddress', code: 'not_of_unlocks', message: 'what is opened goes without an address' }] : []);
    return NOTHING;
  }
  if (kind !== 'discount_code' || codeSource !== 'stripe') return NOTHING;
  refuse([
    ...((amount === null) === (percentOff === null) ? [{ field: 'amount', code: 'required', message: 'say what it takes off: an amount or a percentage' }] : []),
    ...(minimumMinor !== null && amount === null ? [{ field: 'minimumMinor', code: 'not_of_percent', message: 'a minimum is in the currency of the amount' }] : []),
  ]);
  return { amount, percentOff, minimumMinor, validDays, codePrefix };
}

function refuse(problems: readonly FieldProblem[]): void {
  if (problems.length > 0) throw new DomainError('request.invalid', {}, problems);
}
