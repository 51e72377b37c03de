import { Component, computed, effect, inject, input, linkedSignal, output, untracked } from '@angular/core';
import { RouterLink } from '@angular/router';
import { TranslocoPipe, TranslocoService } from '@jsverse/transloco';
import { explanationsControllerExplain, type ReferralDetail, type ReferralExplanation, referralsControllerAddNote, referralsControllerRemoveNote, type StaffReferral } from '../../api/generated';
import { referralsControllerShowResource } from '../../api/generated/@angular/common.gen';
import { Attempt } from '../../api/attempt';
import { problemOfRead } from '../../api/problem';
import { AgePipe, AwayPipe } from '../../i18n/age.pipe';
import { Language } from '../../i18n/language';
import { LocalDatePipe } from '../../i18n/local-date.pipe';
import { Icon } from '../../ui/icon';
import { ProblemAlert } from '../../ui/problem-alert';
import { Reading } from '../../ui/reading';
import { StatusPill } from '../../ui/status-pill';
import { type Verdict, verdictsOn } from '../pages/verdicts';
import { NoteList, type NotePlace } from '../people/note-list';
import { StaffProgram } from '../staff-program';
import { Assignee } from './assignee';
import type { Waiting } from './assignment-desk';
import { CheckWords, seenBy } from './check-words';
import { EvidenceSides } from './evidence-sides';
import { friendTones } from './friend-tones';
import { VerdictDesk } from './verdict-desk';

const HASH_SHOWN = 8;

/** Everything a decision about one friend rests on, and the decision. */
@Component({
  selector: 'ff-referral-panel',
  imports: [AgePipe, Assignee, AwayPipe, EvidenceSides, Icon, LocalDatePipe, NoteList, ProblemAlert, Reading, RouterLink, StatusPill, TranslocoPipe],
  templateUrl: './referral-panel.html',
  host: { class: 'block' },
})
export class ReferralPanel {
  readonly referralId = input.required<string>();
  readonly chosen = output<{ readonly friend: StaffReferral; readonly verdict: Verdict }>();
  readonly closed = output<void>();
  protected readonly program = inject(StaffProgram);
  protected readonly desk = inject(VerdictDesk);
  private readonly language = inject(Language);
  private readonly transloco = inject(TranslocoService);
  protected readonly tones = friendTones;
  protected readonly words = inject(CheckWords);
  protected readonly seenBy = seenBy;
  protected readonly detail = referralsControllerShowResource(() => ({ path: { programId: this.program.id(), referralId: this.referralId() } }));
  protected readonly shown = computed(() => (this.detail.hasValue() ? this.detail.value() : null));
  protected readonly name = computed(() => {
    const referee = this.shown()?.referral.referee;
    return referee?.name ?? referee?.email ?? this.transloco.translate('friends.somebody');
  });
  protected readonly verdicts = computed(() => {
    const referral = this.shown()?.referral;
    return referral && this.program.may('reviews:decide') ? verdictsOn(referral) : [];
  });
  /** Who waits for a person: somebody's to look at. */
  protected readonly waiting = computed<Waiting | null>(() => {
    const detail = this.shown();
    const waits = detail && (detail.referral.status === 'held' || detail.appeals.some(({ status }) => status === 'open'));
    return waits ? { id: detail.referral.id, name: this.name(), assignee: detail.referral.assignee } : null;
  });
  protected readonly notePlace = computed<NotePlace>(() => {
    const path = { programId: this.program.id(), referralId: this.referralId() };
    return {
      add: (body) => referralsControllerAddNote({ path, body }),
      remove: (noteId) => referralsControllerRemoveNote({ path: { ...path, noteId } }),
    };
  });
  /** What it stands on, of the decision that made it what it is. */
  protected readonly grounds = computed(() => {
    const detail = this.shown();
    const last = detail?.entries.find(({ toStatus }) => toStatus !== null);
    return detail && last?.toStatus === detail.referral.status ? this.words.grounds(last, this.boundOf(detail, last)) : [];
  });
  protected readonly proving = new Attempt();
  /** A proof stands until the friend has another line; reading the same lines again does not take it away. */
  private readonly lines = computed(() => `${this.referralId()} ${this.shown()?.entries.map((entry) => entry.hash).join(' ') ?? ''}`);
  protected readonly proof = linkedSignal<string, ReferralExplanation['proof'] | null>({ source: this.lines, computation: () => null });
  protected readonly problem = computed(() => problemOfRead(this.detail.error()));

  constructor() {
    // Again after each decision, and as often as the office asks what waits: a colleague may have noted something meanwhile.
    let opening = true;
    effect(() => {
      this.desk.round();
      if (this.program.waiting.hasValue()) this.program.waiting.value();
      if (!opening) untracked(() => this.detail.reload());
      opening = false;
    });
  }

  protected reload(): void {
    this.detail.reload();
  }

  /** From where on a check finds something. */
  protected argsOf({ args }: ReferralDetail['checks'][number]): string[] {
    return Object.entries(args).map(([name, value]) => this.words.of({ key: `check_arg.${name}`, value: String(value) }));
  }

  /** Replays the whole book from its first fact: so it is asked for, not done each time. */
  protected async prove(): Promise<void> {
    const asked = this.lines();
    const path = { programId: this.program.id(), referralId: this.referralId() };
    await this.proving.run(async () => {
      const { data } = await explanationsControllerExplain({ path });
      if (this.lines() === asked) this.proof.set(data.proof);
    });
  }

  /** Everything an entry rests on, in words. */
  protected evidenceOf(detail: ReferralDetail, entry: ReferralDetail['entries'][number]): string[] {
    return this.words.evidence(entry, this.boundOf(detail, entry));
  }

  /** The bound of another version is not known here. */
  private boundOf({ version, score }: ReferralDetail, entry: ReferralDetail['entries'][number]): number | null {
    return entry.version === version ? (score?.letsPassBelow ?? null) : null;
  }

  protected signed(delta: number): string {
    return new Intl.NumberFormat(this.language.current(), { signDisplay: 'exceptZero' }).format(delta);
  }

  protected short(hash: string): string {
    return hash.slice(0, HASH_SHOWN);
  }
}
