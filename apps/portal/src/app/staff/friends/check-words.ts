import { inject, Service } from '@angular/core';
import { TranslocoService } from '@jsverse/transloco';
import type { ReferralDetail } from '../../api/generated';
import { Language } from '../../i18n/language';
import { regional } from '../../i18n/local-date.pipe';

type Check = ReferralDetail['checks'][number];
type Entry = Pick<ReferralDetail['entries'][number], 'reason' | 'evidence'>;
export interface Seen {
  /** Message key; what has no words of its own is shown as measured. */
  readonly key: string;
  readonly value: number | string;
}
/** A message with its numbers. */
interface Told {
  readonly key: string;
  readonly params: Readonly<Record<string, number | string>>;
}

/** Names of measurements that say nothing to a person: keyed hashes. */
const HIDDEN = new Set(['domain']);
/** What a decision is told by elsewhere, or in a sentence of its own. */
const IN_SENTENCES = new Set(['score', 'found', 'approvedAfterHours', 'counted', 'max', 'dueAt']);

/** What a check had before it, each as a measurement with its value: `signal.burst60` and 31. Yes and no are words of their own. */
export function seenBy({ saw }: Pick<Check, 'saw'>): Seen[] {
  return Object.entries(saw).flatMap(([name, value]): Seen[] => {
    if (HIDDEN.has(name) || value === null) return [];
    return [typeof value === 'boolean' ? { key: `signal.${name}.${value ? 'yes' : 'no'}`, value: '' } : { key: `signal.${name}`, value }];
  });
}

/**
 * What a decision rests on beyond what was measured: over which limit and by how much, what the findings add up to, that nobody decided in time.
 * @param below under which score time lets a friend pass, where that is known
 */
export function groundsOf({ reason, evidence }: Entry, below: number | null): Told[] {
  const { counted, max, score, approvedAfterHours: hours } = evidence;
  if (reason.startsWith('limit.') && typeof counted === 'number' && typeof max === 'number') return [{ key: `grounds.${reason}`, params: { count: counted + 1, max } }];
  if (typeof hours === 'number') return [typeof score === 'number' && below !== null ? { key: 'grounds.by_rule', params: { hours, score, below } } : { key: 'grounds.by_time', params: { hours } }];
  return typeof score === 'number' ? [{ key: 'grounds.score', params: { score } }] : [];
}

/** Measurements and grounds in the reader's language. */
@Service()
export class CheckWords {
  private readonly transloco = inject(TranslocoService);
  private readonly language = inject(Language);

  /** A measurement in words; a check of a later version may see what this portal has no words for. */
  of({ key, value }: Seen): string {
    const known = key in this.transloco.getTranslation(this.transloco.getActiveLang());
    return known ? this.transloco.translate(key, { value }) : [key.slice(key.indexOf('.') + 1), value].filter(Boolean).join(': ');
  }

  /** All that was measured, in one line. */
  sawAt(saw: Check['saw']): string {
    return seenBy({ saw }).map((seen) => this.of(seen)).join(' · ');
  }

  grounds(entry: Entry, below: number | null): string[] {
    return groundsOf(entry, below).map(({ key, params }) => this.transloco.translate(key, params));
  }

  /** Everything that an entry keeps as evidence. */
  evidence(entry: Entry, below: number | null): string[] {
    const measured = Object.entries(entry.evidence).filter(([name]) => !IN_SENTENCES.has(name));
    const { dueAt } = entry.evidence;
    const due = typeof dueAt === 'number' ? [this.transloco.translate('grounds.until', { date: new Intl.DateTimeFormat(regional(this.language.current()), { dateStyle: 'long' }).format(dueAt) })] : [];
    return [...this.grounds(entry, below), ...due, ...seenBy({ saw: Object.fromEntries(measured) }).map((seen) => this.of(seen))];
  }
}
