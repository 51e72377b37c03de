import { afterNextRender, Component, effect, type ElementRef, inject, input, output, signal, viewChild } from '@angular/core';
import { TranslocoPipe } from '@jsverse/transloco';
import { guestListControllerInvite, type Member, membersControllerList } from '../../api/generated';
import { Attempt } from '../../api/attempt';
import { Avatar } from '../../ui/avatar';
import { Icon } from '../../ui/icon';
import { ProblemAlert } from '../../ui/problem-alert';
import { StaffProgram } from '../staff-program';

const WAIT_MS = 200;
const SHOWN = 8;

/** Asks single members to an event, whatever their tier. */
@Component({
  selector: 'ff-invite-members',
  imports: [Avatar, Icon, ProblemAlert, TranslocoPipe],
  template: `
    <dialog #dialog class="m-auto w-[min(520px,calc(100vw-32px))] rounded-card border border-line bg-card p-5 text-ink shadow-2xl backdrop:bg-black/50 sm:p-6" aria-labelledby="ask-title" (close)="closed.emit()">
      <h2 id="ask-title">{{ 'staff.ask_person' | transloco }}</h2>
      <p class="mt-2 text-ink-2">{{ 'staff.ask_person_text' | transloco }}</p>
      <label class="relative mt-4 block"><span class="sr-only">{{ 'staff.ask_search' | transloco }}</span><ff-icon name="search" class="absolute start-3 top-1/2 -translate-y-1/2 text-ink-2" /><input #field type="search" class="input ps-10" autocomplete="off" maxlength="100" [placeholder]="'staff.ask_search' | transloco" (input)="typed.set(field.value)"></label>
      <ff-problem class="mt-3" [problem]="attempt.problem()" />
      <ul class="rows mt-3 grid min-h-40 content-start">
        @for (person of found(); track person.id) {
          <li class="flex items-center gap-3 py-2.5!"><ff-avatar [name]="person.name" /><span class="min-w-0 flex-1"><strong class="block truncate font-semibold">{{ person.name ?? person.email }}</strong><span class="block truncate text-[13px] text-ink-2">{{ person.email }}</span></span>
            @if (asked().get(person.id); as outcome) { <span class="text-[13px] text-ink-2" role="status">{{ 'staff.ask_' + outcome | transloco }}</span> }
            @else { <button type="button" class="btn btn-ghost btn-small" [disabled]="attempt.busy()" (click)="ask(person)" [attr.aria-label]="'staff.ask_named' | transloco: { name: person.name ?? person.email }">{{ 'team.invite' | transloco }}</button> }
          </li>
        } @empty { @if (searched()) { <li class="text-ink-2">{{ 'staff.ask_none' | transloco }}</li> } }
      </ul>
      <div class="mt-4 flex justify-end"><button type="button" class="btn btn-ghost" (click)="dialog.close()">{{ 'close' | transloco }}</button></div>
    </dialog>
  `,
})
export class InviteMembers {
  readonly eventId = input.required<string>();
  readonly changed = output<void>();
  readonly closed = output<void>();
  private readonly program = inject(StaffProgram);
  private readonly dialog = viewChild.required<ElementRef<HTMLDialogElement>>('dialog');
  protected readonly attempt = new Attempt();
  protected readonly typed = signal('');
  protected readonly found = signal<readonly Member[]>([]);
  protected readonly searched = signal(false);
  /** By member: whether they were asked now or before. */
  protected readonly asked = signal<ReadonlyMap<string, 'now' | 'before'>>(new Map());

  constructor() {
    afterNextRender(() => this.dialog().nativeElement.showModal());
    effect((onCleanup) => {
      const search = this.typed().trim();
      const timer = setTimeout(() => void this.look(search), WAIT_MS);
      onCleanup(() => clearTimeout(timer));
    });
  }

  protected async ask(person: Member): Promise<void> {
    await this.attempt.run(async () => {
      const { data } = await guestListControllerInvite({ path: { programId: this.program.id(), eventId: this.eventId() }, body: { memberIds: [person.id] } });
      this.asked.update((asked) => new Map(asked).set(person.id, data.invited > 0 ? 'now' : 'before'));
      this.changed.emit();
    });
  }

  private async look(search: string): Promise<void> {
    await this.attempt.run(async () => {
      const { data } = await membersControllerList({ path: { programId: this.program.id() }, query: { limit: SHOWN, ...(search && { search }) } });
      if (search !== this.typed().trim()) return; // somebody has typed on
      this.found.set(data.items.filter(({ standing }) => standing === 'active'));
      this.searched.set(true);
    });
  }
}
