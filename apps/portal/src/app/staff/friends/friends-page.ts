import { Component, computed, effect, inject, input, linkedSignal, signal, untracked } from '@angular/core';
import { Router } from '@angular/router';
import { LIMITS } from '@fanfare/contracts';
import { TranslocoPipe, TranslocoService } from '@jsverse/transloco';
import { referralsControllerCounts, referralsControllerList, type ReferralCounts, type StaffReferral } from '../../api/generated';
import { Pages } from '../../api/pages';
import { AgePipe } from '../../i18n/age.pipe';
import { Icon } from '../../ui/icon';
import { PagesFoot } from '../../ui/pages-foot';
import { ProblemAlert } from '../../ui/problem-alert';
import { PageHeading } from '../page-heading';
import { type Verdict, verdictsOn } from '../pages/verdicts';
import { StaffProgram } from '../staff-program';
import { AssignmentDesk, type Waiting } from './assignment-desk';
import { ASSIGNEES, type FriendFilter, FriendFilters, FRIEND_REASONS, STATUSES } from './friend-filters';
import { FriendTable } from './friend-table';
import { GiveTo } from './give-to';
import { KeysDialog } from './keys-dialog';
import { ReferralPanel } from './referral-panel';
import { RejectDialog } from './reject-dialog';
import { ReviewTabs } from './review-tabs';
import { type Judged, type Reason, VerdictDesk } from './verdict-desk';

const WAIT_MS = 250;
const TYPING = 'input:not([type=checkbox]), select, textarea, [contenteditable], dialog';

/**
 * Friends in every state, with what each decision rests on. As a queue it begins with those that a person must look at,
 * whoever waits longest first, and the evidence open beside them. What narrows it stands in the address.
 */
@Component({
  selector: 'ff-friends-page',
  imports: [AgePipe, FriendFilters, FriendTable, GiveTo, Icon, KeysDialog, PageHeading, PagesFoot, ProblemAlert, ReferralPanel, RejectDialog, ReviewTabs, TranslocoPipe],
  templateUrl: './friends-page.html',
  host: { '(document:keydown)': 'hear($event)' },
})
export class FriendsPage {
  /** Of the route: whether this is the queue of those that wait. */
  readonly queue = input<string>();
  // Of the address.
  readonly status = input<string>();
  readonly reason = input<string>();
  readonly q = input<string>();
  readonly assignee = input<string>();
  readonly from = input<string>();
  readonly to = input<string>();
  readonly sort = input<string>();
  readonly open = input<string>();

  protected readonly program = inject(StaffProgram);
  protected readonly desk = inject(VerdictDesk);
  protected readonly assignments = inject(AssignmentDesk);
  private readonly router = inject(Router);
  private readonly transloco = inject(TranslocoService);

  protected readonly filter = computed<FriendFilter>(() => ({
    status: STATUSES.find((status) => status === (this.status() ?? (this.queue() ? 'held' : undefined))) ?? null,
    reason: FRIEND_REASONS.find((reason) => reason === this.reason()) ?? null,
    assignee: ASSIGNEES.find((who) => who === this.assignee()) ?? null,
    search: this.q() ?? null, from: dayOf(this.from()), to: dayOf(this.to()),
  }));
  protected readonly order = computed<'newest' | 'oldest'>(() => ((this.sort() ?? (this.queue() ? 'oldest' : 'newest')) === 'oldest' ? 'oldest' : 'newest'));
  private readonly asked = computed(() => {
    const { status, search, ...rest } = this.filter();
    const searched = search && this.program.may('members:read') ? search : null;
    return { counts: present({ ...rest, search: searched }), list: present({ ...rest, search: searched, status, sort: this.order() }) };
  });
  protected readonly counts = signal<ReferralCounts | null>(null);
  /** Read again, the list is as long as it was, so that nothing jumps. */
  protected readonly friends: Pages<StaffReferral> = new Pages<StaffReferral>(async (cursor) => (await referralsControllerList({
    path: { programId: this.program.id() },
    query: { ...this.asked().list, ...(cursor ? { cursor } : { limit: Math.min(LIMITS.pageSizeMax, Math.max(LIMITS.pageSize, untracked(this.friends.items).length)) }) },
  })).data);
  protected readonly selected = linkedSignal<string, ReadonlySet<string>>({ source: () => JSON.stringify(this.asked().list), computation: () => new Set() });
  /** The row the keys move. In a queue the next takes its place once it is decided; elsewhere whoever was opened stays open. */
  protected readonly active = linkedSignal<readonly StaffReferral[], string | null>({
    source: () => this.friends.items(),
    computation: (friends, last) => {
      const id = last?.value ?? this.open() ?? null;
      return this.queue() ? (stillThere(friends, id, last?.source) ?? friends[0]?.id ?? null) : id;
    },
  });
  protected readonly panel = signal(false);
  protected readonly rejecting = signal<readonly StaffReferral[]>([]);
  protected readonly keys = signal(false);
  protected readonly mayDecide = computed(() => this.program.may('reviews:decide'));
  protected readonly shown = computed(() => this.friends.items().find(({ id }) => id === this.active()) ?? null);
  protected readonly openId = computed(() => (this.panel() ? this.active() : null));
  protected readonly chosen = computed(() => this.friends.items().filter(({ id }) => this.selected().has(id)));
  protected readonly oldest = computed(() => (this.queue() && this.program.waiting.hasValue() ? this.program.waiting.value().heldSince : null));
  protected readonly empty: ReadonlySet<string> = new Set();

  constructor() {
    effect((onCleanup) => {
      this.asked();
      this.desk.round();
      const timer = setTimeout(() => void this.read(), untracked(this.friends.items).length > 0 && this.q() ? WAIT_MS : 0);
      onCleanup(() => clearTimeout(timer));
    });
    effect(() => this.panel.set(this.open() !== undefined || (this.queue() !== undefined && matchMedia('(min-width: 1280px)').matches)));
  }

  protected narrow(change: Partial<FriendFilter>): void {
    const { search, ...rest } = change;
    if (!this.queue()) this.panel.set(false);
    const status = change.status === null && this.queue() ? 'all' : change.status;
    this.go({ ...rest, ...('status' in change ? { status } : {}), ...('search' in change ? { q: search } : {}), open: null });
  }

  protected go(queryParams: Record<string, unknown>): void {
    void this.router.navigate([], { queryParams, queryParamsHandling: 'merge', replaceUrl: true });
  }

  protected show(id: string): void {
    this.active.set(id);
    this.panel.set(true);
  }

  protected toggle(id: string): void {
    this.selected.update((ids) => (ids.has(id) ? new Set([...ids].filter((other) => other !== id)) : ids.size < LIMITS.bulkRows ? new Set([...ids, id]) : ids));
  }

  protected toggleAll(): void {
    const ids = this.friends.items().map(({ id }) => id);
    this.selected.set(ids.every((id) => this.selected().has(id)) ? new Set() : new Set(ids.slice(0, LIMITS.bulkRows)));
  }

  /** A verdict on some: those it does not apply to are left out. */
  protected async judge(friends: readonly StaffReferral[], verdict: Verdict): Promise<void> {
    const open = friends.filter((friend) => verdictsOn(friend).includes(verdict));
    if (open.length === 0 || !this.mayDecide()) return;
    if (verdict === 'reject') this.rejecting.set(open);
    else await this.give(open, verdict, verdict === 'approve' ? 'review.genuine' : 'review.withdrawn');
  }

  protected async give(friends: readonly StaffReferral[], verdict: Verdict, reason: Reason): Promise<void> {
    if (await this.desk.give(friends.map((friend) => this.judged(friend)), verdict, reason)) this.selected.set(new Set());
  }

  protected applying(verdict: Verdict): number {
    return this.chosen().filter((friend) => verdictsOn(friend).includes(verdict)).length;
  }

  /** Those who are somebody’s to look at. */
  protected waitingAmong(friends: readonly StaffReferral[]): Waiting[] {
    return friends.filter(({ status }) => status === 'held').map((friend) => ({ ...this.judged(friend), assignee: friend.assignee }));
  }

  protected allMine(friends: readonly Waiting[]): boolean {
    return friends.every((friend) => this.assignments.isMine(friend));
  }

  protected countedAmong(friends: readonly StaffReferral[]): number {
    return friends.filter(({ status }) => status === 'qualified').length;
  }

  protected nameOf(friend: StaffReferral | undefined): string {
    return friend ? this.judged(friend).name : '';
  }

  protected hear(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey || (event.target as Element | null)?.closest(TYPING) || document.querySelector('dialog[open]')) return;
    const act = this.actOf(event.key);
    if (!act) return;
    event.preventDefault();
    act();
  }

  private actOf(key: string): (() => void) | null {
    const about = this.chosen().length > 0 ? this.chosen() : [this.shown()].filter((friend) => friend !== null);
    switch (key) {
      case 'j': return () => this.step(1);
      case 'k': return () => this.step(-1);
      case 'x': return () => this.active() && this.mayDecide() && this.toggle(this.active()!);
      case 'a': return () => void this.judge(about, 'approve');
      case 'r': return () => void this.judge(about, 'reject');
      case 't': return () => this.mayDecide() && void this.assignments.take(this.waitingAmong(about));
      case 'u': return () => void this.desk.undo();
      case '?': return () => this.keys.set(true);
      case '/': return () => document.getElementById('friend-search')?.focus();
      case 'Escape': return this.panel() ? () => this.panel.set(false) : null;
      case 'Enter': return document.activeElement === document.body && this.active() ? () => this.panel.set(true) : null;
      default: return null;
    }
  }

  private step(by: 1 | -1): void {
    const friends = this.friends.items();
    const at = friends.findIndex(({ id }) => id === this.active());
    const next = friends[Math.min(friends.length - 1, Math.max(0, at + by))];
    if (!next) return;
    this.active.set(next.id);
    document.getElementById(`friend-${next.id}`)?.scrollIntoView({ block: 'nearest' });
  }

  private judged({ id, referee, revision }: StaffReferral): Judged {
    return { id, seen: revision, name: referee.name ?? referee.email ?? this.transloco.translate('friends.somebody') };
  }

  private async read(): Promise<void> {
    const counts = referralsControllerCounts({ path: { programId: this.program.id() }, query: this.asked().counts }).then(({ data }) => data, () => null);
    await this.friends.reload();
    this.counts.set(await counts);
  }
}

/** The row that was active; once it has left the list, the one that has taken its place. */
function stillThere(friends: readonly StaffReferral[], id: string | null, before: readonly StaffReferral[] | undefined): string | null {
  if (id === null || friends.some((friend) => friend.id === id)) return id;
  const place = before?.findIndex((friend) => friend.id === id) ?? -1;
  return place < 0 ? null : (friends[Math.min(place, friends.length - 1)]?.id ?? null);
}

function dayOf(text: string | undefined): string | null {
  return text && /^\d{4}-\d{2}-\d{2}$/.test(text) ? text : null;
}

/** Without what is null. */
function present<T extends object>(values: T): { [K in keyof T]?: NonNullable<T[K]> } {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null)) as { [K in keyof T]?: NonNullable<T[K]> };
}
