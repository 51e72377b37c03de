import { Component, inject, input, output, signal } from '@angular/core';
import { TranslocoPipe } from '@jsverse/transloco';
import { memberBookControllerListTags, memberBookControllerSetTags } from '../../api/generated';
import { Attempt } from '../../api/attempt';
import { Icon } from '../../ui/icon';
import { ProblemAlert } from '../../ui/problem-alert';
import { StaffProgram } from '../staff-program';

/** The tags of one person, to add to and take from. */
@Component({
  selector: 'ff-tag-editor',
  imports: [Icon, ProblemAlert, TranslocoPipe],
  template: `
    <section>
      <h3 class="mb-2">{{ 'person.tags' | transloco }}</h3>
      <div class="flex flex-wrap items-center gap-2">
        @for (tag of tags(); track tag) {
          <span class="chip chip-set"><span class="chip-part">{{ tag }}</span>@if (may()) { <button type="button" class="chip-part chip-clear" [disabled]="attempt.busy()" [attr.aria-label]="'person.untag' | transloco: { tag }" (click)="save(without(tag))"><ff-icon name="x" /></button> }</span>
        } @empty { @if (!may()) { <span class="text-ink-2">{{ 'people.no_tags' | transloco }}</span> } }
        @if (may()) {
          <form class="flex gap-2" (submit)="$event.preventDefault(); add(field)">
            <input #field class="input min-h-8 w-40" maxlength="40" required autocomplete="off" list="known-tags" [placeholder]="'person.new_tag' | transloco" [attr.aria-label]="'person.new_tag' | transloco" (focus)="suggest()">
            <datalist id="known-tags">@for (tag of known(); track tag) { <option [value]="tag"></option> }</datalist>
            <button type="submit" class="btn btn-ghost btn-small min-h-8!" [disabled]="attempt.busy()">{{ 'person.add' | transloco }}</button>
          </form>
        }
      </div>
      <ff-problem class="mt-2" [problem]="attempt.problem()" />
    </section>
  `,
})
export class TagEditor {
  readonly memberId = input.required<string>();
  readonly tags = input.required<readonly string[]>();
  readonly erased = input.required<boolean>();
  readonly changed = output<void>();
  private readonly program = inject(StaffProgram);
  protected readonly attempt = new Attempt();
  protected readonly known = signal<readonly string[]>([]);

  protected may(): boolean {
    return this.program.may('members:write') && !this.erased();
  }

  protected without(tag: string): string[] {
    return this.tags().filter((other) => other !== tag);
  }

  protected async add(field: HTMLInputElement): Promise<void> {
    if (await this.save([...this.tags(), field.value])) field.value = '';
  }

  protected async save(tags: string[]): Promise<boolean> {
    const worked = await this.attempt.run(() => memberBookControllerSetTags({ path: { programId: this.program.id(), memberId: this.memberId() }, body: { tags } }));
    if (worked) this.changed.emit();
    return worked;
  }

  /** Asked for when somebody is about to type. */
  protected async suggest(): Promise<void> {
    if (this.known().length > 0) return;
    this.known.set(await memberBookControllerListTags({ path: { programId: this.program.id() } }).then(({ data }) => data.items.map(({ tag }) => tag), () => []));
  }
}
