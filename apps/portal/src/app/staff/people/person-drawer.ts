import { afterNextRender, Component, computed, DestroyRef, DOCUMENT, type ElementRef, inject, input, linkedSignal, signal, viewChild } from '@angular/core';
import { Router } from '@angular/router';
import { TranslocoPipe, TranslocoService } from '@jsverse/transloco';
import { memberBookControllerShowResource } from '../../api/generated/@angular/common.gen';
import { problemOfRead } from '../../api/problem';
import { Language } from '../../i18n/language';
import { LocalDatePipe } from '../../i18n/local-date.pipe';
import { Avatar } from '../../ui/avatar';
import { Icon } from '../../ui/icon';
import { ProblemAlert } from '../../ui/problem-alert';
import { StatusPill } from '../../ui/status-pill';
import { type Tab, Tabs } from '../../ui/tabs';
import { TierPill } from '../../ui/tier-pill';
import { ReferralList } from '../pages/referral-list';
import { StaffProgram } from '../staff-program';
import { PersonBook } from './person-book';
import { PersonEvents } from './person-events';
import { PersonNotes } from './person-notes';
import { PersonOverview } from './person-overview';
import { PersonRewards } from './person-rewards';

const TABS = ['overview', 'friends', 'book', 'rewards', 'events', 'notes'] as const;

/** One person, beside the list they were opened from; on a phone, over it. */
@Component({
  selector: 'ff-person-drawer',
  imports: [Avatar, Icon, LocalDatePipe, PersonBook, PersonEvents, PersonNotes, PersonOverview, PersonRewards, ProblemAlert, ReferralList, StatusPill, Tabs, TierPill, TranslocoPipe],
  templateUrl: './person-drawer.html',
})
export class PersonDrawer {
  /** Of the address. */
  readonly memberId = input.required<string>();
  protected readonly program = inject(StaffProgram);
  private readonly router = inject(Router);
  private readonly language = inject(Language);
  private readonly transloco = inject(TranslocoService);
  private readonly dialog = viewChild.required<ElementRef<HTMLDialogElement>>('dialog');

  protected readonly book = memberBookControllerShowResource(() => ({ path: { programId: this.program.id(), memberId: this.memberId() } }));
  /** Something about the person is otherwise than the list shows. */
  readonly changed = signal(false);
  protected readonly tab = linkedSignal<string, string>({ source: this.memberId, computation: () => 'overview' });
  protected readonly data = computed(() => (this.book.hasValue() ? this.book.value() : null));
  protected readonly name = computed(() => this.data()?.member.name ?? this.data()?.member.email ?? this.transloco.translate('staff.erased_person'));
  protected readonly tabs = computed<Tab[]>(() => {
    this.language.current(); // again when the language changes
    return TABS.filter((key) => key !== 'friends' || this.program.may('referrals:read')).map((key) => ({ key, text: this.transloco.translate(`person.tab.${key}`) }));
  });
  protected readonly problem = computed(() => problemOfRead(this.book.error()));

  constructor() {
    const page = inject(DOCUMENT);
    const opener = page.activeElement;
    afterNextRender(() => this.dialog().nativeElement.showModal());
    // However it ends, by Escape or by going back: the focus is where it was, or where the list begins.
    inject(DestroyRef).onDestroy(() => setTimeout(() => (opener instanceof HTMLElement && opener !== page.body && opener.isConnected ? opener : page.getElementById('screen'))?.focus({ preventScroll: true })));
  }

  /** A click beside the drawer. Nothing is answered: `false` would keep the buttons within from working. */
  protected dismiss(event: Event): void {
    if (event.target === this.dialog().nativeElement) this.close();
  }

  protected close(): void {
    void this.router.navigate(['/staff', this.program.role()?.slug, 'people'], { queryParamsHandling: 'preserve', scroll: 'manual' });
  }

  protected reload(): void {
    this.changed.set(true);
    this.book.reload();
  }
}
