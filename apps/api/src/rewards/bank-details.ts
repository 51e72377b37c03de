import { Injectable } from '@nestjs/common';
import { Keys } from '../platform/keys.js';
import type { BankDetails } from './rewards.dto.js';

/** Bank accounts, encrypted and bound to the grant that they are for. */
@Injectable()
export class SealedBanks {
  constructor(private readonly keys: Keys) {}

  seal(grantId: string, { holder, iban }: BankDetails): Buffer {
    return this.keys.seal('bank_details', grantId, Buffer.from(JSON.stringify({ holder, iban })));
  }

  open(grantId: string, sealed: Buffer | null): BankDetails | null {
    return sealed && (JSON.parse(this.keys.unseal('bank_details', grantId, sealed).toString()) as BankDetails);
  }
}
