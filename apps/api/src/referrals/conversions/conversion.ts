import type { Locale } from '@fanfare/contracts';
import type { EmailAddress, ReasonCode, Status } from '@fanfare/domain';

/** Something that happened at the brand's, well formed. Unique by (source, externalId). */
export interface Conversion {
  /** Which of the brand's systems reports it; without a colon, and begun with a tilde where a publishable key speaks. */
  readonly source: string;
  readonly externalId: string;
  /** `signup`, `purchase`, `refund`, `cancellation`, or a name of the brand's own. */
  readonly type: string;
  /** Its own, or for a refund or a cancellation that of the purchase. */
  readonly order: string;
  /** Null only where the order says whose it is. */
  readonly email: EmailAddress | null;
  /** Folded. */
  readonly code: string | null;
  readonly clickId: string | null;
  /** Of an earlier address, which the page has kept. */
  readonly firstClickId: string | null;
  readonly amountMinor: number | null;
  /** ISO 4217. */
  readonly currency: string | null;
  /** Null: when it was received. */
  readonly occurredAt: Date | null;
  /** For a sign-up. */
  readonly signUp: ReportedSignUp | null;
}

export interface ReportedSignUp {
  readonly name: string | null;
  readonly locale: Locale;
  /** Key of the cohort that it leads into, where that is open for it. */
  readonly cohort: string | null;
  /** `brand`: the brand knows the address to be the person's. `person`: they are asked by mail. */
  readonly confirmedBy: 'brand' | 'person';
  /** The person's own; null where a server speaks for them. */
  readonly ip: string | null;
}

/** What is answered to the first report, and to every repeat of it. */
export interface ConversionAnswer {
  readonly id: string;
  readonly status: 'recorded' | 'unattributed' | 'confirmation_sent';
  /** Where the friend's referral stands after it; null without a referrer. */
  readonly referral: { readonly id: string; readonly status: Status; readonly reason: ReasonCode } | null;
  /** Who signed up, and their own code; null for anything else. */
  readonly member: { readonly id: string; readonly linkCode: string | null } | null;
}

export interface ConversionOutcome {
  readonly answer: ConversionAnswer;
  readonly repeated: 'first' | 'again';
}

/** These name the order of a purchase and are about whoever made it. */
export function followsOrder(type: string): boolean {
  return type === 'refund' || type === 'cancellation';
}
