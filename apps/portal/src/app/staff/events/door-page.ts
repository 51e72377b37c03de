import { Component, computed, effect, inject, input, signal, untracked } from '@angular/core';
import { RouterLink } from '@angular/router';
import { TranslocoPipe } from '@jsverse/transloco';
import { LIMITS } from '@fanfare/contracts';
import { guestListControllerList, type Invitation } from '../../api/generated';
import { eventsControllerShowResource } from '../../api/generated/@angular/common.gen';
import { type ApiProblem, readProblem } from '../../api/problem';
import { Language } from '../../i18n/language';
import { Avatar } from '../../ui/avatar';
import { Icon } from '../../ui/icon';
import { ProblemAlert } from '../../ui/problem-alert';
import { Reading } from '../../ui/reading';
import { textIn } from '../pages/text-in';
import { StaffProgram } from '../staff-program';
import { guestsLike } from './door-list';
import { DoorQueue } from './door-queue';

/** At the door, on a phone: type the beginning of a name, press once. All guests are here, so it works without a connection. */
@Component({
  selector: 'ff-door-page',
  imports: [Avatar, Icon, ProblemAlert, Reading, RouterLink, TranslocoPipe],
  templateUrl: './door-page.html',
  host: { '(window:online)': 'queue()?.send()' },
})
export class DoorPage {
  /** Of the address. */
  readonly eventId = input.required<string>();
  protected readonly program = inject(StaffProgram);
  private readonly language = inject(Language);
  private readonly reading = eventsControllerShowResource(() => ({ path: { programId: this.program.id(), eventId: this.eventId() } }));
  protected readonly title = computed(() => (this.reading.hasValue() ? textIn(this.reading.value().title, this.language.current()) : ''));
  protected readonly guests = signal<readonly Invitation[]>([]);
  protected readonly loaded = signal(false);
  private readonly unread = signal<ApiProblem | null>(null);
  protected readonly typed = signal('');
  protected readonly queue = signal<DoorQueue | null>(null);
  protected readonly problem = computed(() => this.queue()?.problem() ?? this.unread());
  protected readonly shown = computed(() => guestsLike(this.guests(), this.typed(), this.language.current()));
  /** Parties: who comes brings their guests. */
  protected readonly expected = computed(() => sizeOf(this.guests().filter(({ status }) => status === 'going')));
  protected readonly here = computed(() => sizeOf(this.guests().filter((guest) => this.isHere(guest))));

  constructor() {
    effect((onCleanup) => {
      const path = { programId: this.program.id(), eventId: this.eventId() };
      // Untracked, since the queue reads its own acts: one queue and one reading for each event, not for each press.
      const queue = untracked(() => new DoorQueue(path, (known) => this.guests.update((guests) => guests.map((guest) => (guest.member.id === known.member.id ? known : guest)))));
      this.queue.set(queue);
      void this.read(path);
      onCleanup(() => queue.stop());
    });
  }

  /** As said here, until the server knows it, too. */
  protected isHere({ member, checkedInAt }: Invitation): boolean {
    const said = this.queue()?.saidOf(member.id) ?? null;
    return said === null ? checkedInAt !== null : said === 'in';
  }

  /** @param wasHere as it was seen when the button was pressed: the server's answer may have come since, and not be shown yet */
  protected turn(guest: Invitation, wasHere: boolean): void {
    void this.queue()?.add(guest.member.id, wasHere ? 'out' : 'in');
    this.typed.set('');
  }

  private async read(path: { programId: string; eventId: string }): Promise<void> {
    try {
      const all: Invitation[] = [];
      for (let cursor: string | null | undefined; cursor !== null;) {
        const { data } = await guestListControllerList({ path, query: { limit: LIMITS.pageSizeMax, ...(cursor && { cursor }) } });
        all.push(...data.items);
        cursor = data.nextCursor;
      }
      this.guests.set(all);
      this.loaded.set(true);
    } catch (error) {
      this.unread.set(readProblem(error));
    }
  }
}

function sizeOf(parties: readonly Invitation[]): number {
  return parties.reduce((sum, { guests }) => sum + 1 + guests, 0);
}
