import type { FoundThere } from '@fanfare/domain';

/** Something that was given through a provider, by what the provider calls it. */
export interface GivenThere {
  readonly grantId: string;
  readonly step: string;
  readonly kind: string;
  readonly reference: string;
  readonly known: Readonly<Record<string, string | number | boolean | null>>;
}

/** Something that a provider has of this program. */
export interface MadeThere {
  readonly id: string;
  readonly grantId: string;
  readonly amountMinor: number | null;
  readonly currency: string | null;
}

/** What a provider has, for a program that it may be asked for. */
export interface OpenBooks {
  /** @returns what it has under the reference, null for nothing; and what else it has of this program there. @throws BooksUnread */
  find(given: GivenThere): Promise<{ readonly there: FoundThere | null; readonly others: readonly MadeThere[] }>;
  /** What it has of this program, made since then, a page at a time. @param place null for the first @throws BooksUnread */
  page(place: string | null, since: Date): Promise<{ readonly made: readonly MadeThere[]; readonly next: string | null }>;
}

/** A provider whose own books can be read and compared with what is written down here. */
export interface ProviderBooks {
  /** Null: it is not connected. */
  open(programId: string): Promise<OpenBooks | null>;
  /** Whether a reference is one of the provider's own, and no word of a person. */
  isReference(reference: string): boolean;
}

/** The provider could not be read. */
export class BooksUnread extends Error {
  constructor(
    /** A code of why. */
    readonly problem: string,
    /** Whether it may be better in a while. */
    readonly passes: boolean,
  ) {
    super(`the provider's books could not be read: ${problem}`);
  }
}
