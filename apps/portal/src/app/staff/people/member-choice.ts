import { afterNextRender, Component, effect, type ElementRef, inject, Injector, input, model, signal, viewChild } from '@angular/core';
import { TranslocoPipe } from '@jsverse/transloco';
import { type Member, membersControllerList } from '../../api/generated';
import { Pages } from '../../api/pages';
import { StaffProgram } from '../staff-program';

const WAIT_MS = 200;
const FOUND = 6;

/** Picks one person by what is typed of their name, address or code. */
@Component({
  selector: 'ff-member-choice',
  imports: [TranslocoPipe],
  template: `
    <label class="label" for="member-choice">{{ label() | transloco }}</label>
    @if (member(); as chosen) {
      <p class="flex items-center justify-between gap-3 rounded-control border border-line-2 px-3 py-2"><span class="min-w-0"><strong class="font-semibold">{{ chosen.name ?? chosen.email }}</strong><span class="block truncate text-[13px] text-ink-2">{{ chosen.email }}</span></span><button #other type="button" class="btn btn-ghost btn-small shrink-0" (click)="member.set(null)">{{ 'staff.give_other' | transloco }}</button></p>
    } @else {
      <input id="member-choice" type="search" class="input" autocomplete="off" maxlength="100" [placeholder]="'staff.people_search' | transloco" #who (input)="typed.set(who.value)">
      @if (search()) {
        <ul class="grid gap-1">
          @for (found of members.items(); track found.id) {
            @if (found.id !== except()) { <li><button type="button" class="w-full rounded-control px-3 py-2 text-start hover:bg-sunken" (click)="choose(found)"><strong class="font-semibold">{{ found.name ?? found.email }}</strong><span class="block text-[13px] text-ink-2">{{ found.email }}</span></button></li> }
          }
          @if (members.isEmpty()) { <li class="px-3 py-2 text-ink-2">{{ 'staff.give_nobody' | transloco }}</li> }
        </ul>
      }
    }
  `,
  host: { class: 'field' },
})
export class MemberChoice {
  /** Message key. */
  readonly label = input.required<string>();
  /** Who is not to be chosen. */
  readonly except = input<string | null>(null);
  readonly member = model.required<Member | null>();
  private readonly program = inject(StaffProgram);
  private readonly injector = inject(Injector);
  private readonly other = viewChild<ElementRef<HTMLButtonElement>>('other');
  protected readonly typed = signal('');
  protected readonly search = signal('');
  protected readonly members = new Pages<Member>(async () => (await membersControllerList({ path: { programId: this.program.id() }, query: { limit: FOUND, search: this.search() } })).data);

  constructor() {
    effect((onCleanup) => {
      const typed = this.typed().trim();
      const timer = setTimeout(() => this.search.set(typed), WAIT_MS);
      onCleanup(() => clearTimeout(timer));
    });
    effect(() => {
      if (this.search()) void this.members.reload();
    });
  }

  /** The button that was pressed goes away: the focus stays here. */
  protected choose(found: Member): void {
    this.member.set(found);
    afterNextRender(() => this.other()?.nativeElement.focus(), { injector: this.injector });
  }
}
