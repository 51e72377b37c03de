import type { Measure, Rulebook } from '@fanfare/domain';
import type { KEPT } from '../members/index.js';
import type { Tx } from '../platform/database/transactions.js';
import type { MessageParams } from '../platform/i18n/i18n.service.js';
import type { Keys } from '../platform/keys.js';
import type { RelayedEvent } from '../platform/outbox/subscribers.js';
import type { DeliveryClass } from './delivery.entity.js';

/** What a mail shows of the program. */
export interface MailBrand {
  readonly slug: string;
  readonly name: string;
  readonly brandColor: string;
  /** Absolute; null: the name stands alone. */
  readonly logoUrl: string | null;
  readonly senderName: string;
  readonly postalAddress: string;
  readonly defaultLocale: string;
  readonly timeZone: string;
}

/** Everything a mail says, in data; words come from the catalogue in the reader's language. */
export interface MailModel {
  readonly to: string;
  readonly toHash: Buffer;
  /** The reader's language; the program's where it is null or not spoken. */
  readonly locale: string | null;
  /** What the texts name, beside `program`. `gap` is put into words from the field, `until` from `untilDate`, `event` and `when` from `event`. */
  readonly params: MessageParams;
  /** What is missing to something: friends or points. */
  readonly gap?: { readonly measure: Measure; readonly count: number };
  readonly untilDate?: Date;
  /** What stays of who was erased, put into words as `kept`. */
  readonly kept?: readonly (typeof KEPT)[number][];
  readonly title?: Readonly<Record<string, string>>;
  readonly event?: { readonly title: Readonly<Record<string, string>>; readonly startsAt: Date };
  readonly actionUrl: string;
  readonly code?: string;
  /** A person to whom an answer goes. */
  readonly replyTo?: { readonly name: string; readonly address: string };
  /** Whose unsubscribe token the mail carries: a member or a submission. */
  readonly unsubscribeSubject?: string;
  /** The member's page that opens without signing in. */
  readonly personalUrl?: string;
}

/** What a loader may look at. Reads only, inside the program. */
export interface MailSource {
  readonly tx: Tx;
  readonly programId: string;
  readonly brand: MailBrand;
  readonly payload: RelayedEvent['payload'];
  readonly keys: Keys;
  readonly publicUrl: string;
  readonly at: Date;
  /** The rules in force. */
  rulebook(): Promise<Rulebook>;
}

/** Answers null when there is nothing to say any more: confirmed meanwhile, expired, erased. */
export type MailLoader = (source: MailSource) => Promise<MailModel | null>;

/** A mail bound to an event. */
export interface MailDefinition {
  readonly topic: string;
  /** Stable: stored with the delivery, and the prefix of its texts (`mail.<name>.subject` …). */
  readonly name: string;
  readonly template: 'letter' | 'code';
  readonly class: DeliveryClass;
  /** Why this person gets it, said in the footer. */
  readonly because: 'account' | 'member';
  /** Whether it carries the address of the member's own page: where it is about how far they are. */
  readonly personalPage?: true;
  readonly load: MailLoader;
}

/** An id out of an event's payload. @throws Error for an event that is not what its topic promises */
export function idOf(source: MailSource, field: string): string {
  const value = source.payload[field];
  if (typeof value !== 'string') throw new Error(`the event has no ${field}`);
  return value;
}

const GIVEN_NAME = /^[\p{L}\p{M}][\p{L}\p{M}'’-]{0,39}$/u;

/**
 * The first word of a name if it is one. People type names and mail programs make links of anything with a dot, so a
 * "name" such as "win.example/prize" is not repeated to strangers under the program's name.
 */
export function givenName(name: string | null): string | null {
  const first = name?.normalize('NFC').trim().split(/\s+/)[0] ?? '';
  return GIVEN_NAME.test(first) ? first : null;
}

/** A text that may be missing, with the flag that its messages choose by. */
export function optional<F extends string, N extends string>(flag: F, name: N, text: string | null): Record<F | N, string> {
  return { [flag]: text === null ? 'no' : 'yes', [name]: text ?? '' } as Record<F | N, string>;
}
