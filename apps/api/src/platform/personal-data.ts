import { Injectable } from '@nestjs/common';
import type { Tx } from './database/transactions.js';

/** Whose data it is, as known when the work begins. */
export interface DataSubject {
  readonly programId: string;
  readonly memberId: string;
  /** Proven theirs, and nobody else's by now. */
  readonly addresses: readonly { readonly email: string; readonly hash: Buffer }[];
  /** Ids of the changes of address they asked for. Mails about them went where they asked, which may be to somebody else. */
  readonly addressChanges: readonly string[];
}

/** The address a person was known by, and the one they are known by from now on; both proven theirs. */
export interface AddressMove {
  readonly programId: string;
  readonly from: Buffer;
  readonly to: { readonly email: string; readonly hash: Buffer };
  /** When they left `to` themselves, where another change of theirs brings them back to it. Null also where an old address takes the account back. */
  readonly leftAt: Date | null;
  /** Where an old address takes the account back: since when it had been away. What came under the others since may be somebody else's. */
  readonly awaySince: Date | null;
}

/** What somebody is told whom the team has erased: by the addresses they were known by until then, which nothing knows any more afterwards. */
export interface Farewell {
  readonly programId: string;
  readonly receipt: string;
  readonly locale: string;
  readonly addresses: readonly { readonly email: string; readonly hash: Buffer }[];
}

/** One context's share of what is known about a member. */
export interface PersonalDataKeeper {
  /** Its place when something is erased, as locks are taken everywhere: 1 books, 2 pools, 3 events, 4 whatever needs no lock. */
  readonly turn: 1 | 2 | 3 | 4;
  /** What the member gets of it, by name; values become JSON. Of other people nothing that the member does not see anyway. */
  collect(tx: Tx, subject: DataSubject): Promise<Readonly<Record<string, unknown>>>;
  /** Takes away what names the person and leaves what only counts. Doing it again changes nothing. */
  erase(tx: Tx, subject: DataSubject, at: Date): Promise<void>;
  /** Carries over what hangs on the address itself; left out where nothing does. */
  move?(tx: Tx, move: AddressMove, at: Date): Promise<void>;
  /** Writes to who has just been erased by others; left out by all but one. */
  tell?(tx: Tx, farewell: Farewell, at: Date): Promise<void>;
}

/** Contexts register here at start (`onModuleInit`): who exports or erases does not know what each of them holds. */
@Injectable()
export class PersonalDataKeepers {
  private readonly keepers: PersonalDataKeeper[] = [];

  register(keeper: PersonalDataKeeper): void {
    this.keepers.push(keeper);
  }

  /** In the order of their turns. */
  all(): readonly PersonalDataKeeper[] {
    return this.keepers.toSorted((a, b) => a.turn - b.turn);
  }
}
