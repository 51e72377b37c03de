import { Component, computed, inject, input, linkedSignal, output, signal } from '@angular/core';
import { TranslocoPipe } from '@jsverse/transloco';
import { type DomainList, domainListsControllerReplace } from '../../api/generated';
import { Attempt } from '../../api/attempt';
import { LocalDatePipe } from '../../i18n/local-date.pipe';
import { ProblemAlert } from '../../ui/problem-alert';
import { StaffProgram } from '../staff-program';

/** A list of mail domains, one a line. It holds for sign-ups to come. */
@Component({
  selector: 'ff-domain-list',
  imports: [LocalDatePipe, ProblemAlert, TranslocoPipe],
  template: `
    <form class="card grid h-full content-start gap-3" novalidate (submit)="$event.preventDefault(); save()">
      <div><h2>{{ 'checks.list.' + list().kind | transloco }}</h2><p class="text-ink-2">{{ 'checks.list_text.' + list().kind | transloco }}</p></div>
      <label class="field"><span class="label">{{ 'checks.domains' | transloco }}</span>
        <textarea #area class="input min-h-40 py-2! font-mono text-[13px]" rows="8" spellcheck="false" autocapitalize="none" autocomplete="off" [value]="text()" (input)="text.set(area.value)" [readOnly]="!editable()" [attr.aria-invalid]="wrong().length > 0" [attr.aria-describedby]="'hint-' + list().kind"></textarea></label>
      <p class="hint" [id]="'hint-' + list().kind">{{ 'checks.domains_hint' | transloco }}</p>
      @if (wrong().length > 0) { <p class="field-error" role="alert">{{ 'checks.domains_wrong' | transloco: { domains: wrong().join(', '), count: wrong().length } }}</p> } @else { <ff-problem [problem]="attempt.problem()" /> }
      <div class="flex flex-wrap items-center justify-between gap-3">
        <p class="text-ink-2" role="status">@if (saved()) { {{ 'checks.saved' | transloco }} } @else if (list().updatedAt; as at) { {{ 'checks.changed_on' | transloco: { day: at | localDate } }} }</p>
        @if (editable()) { <button type="submit" class="btn btn-ghost" [disabled]="attempt.busy() || !isChanged()">{{ 'checks.save_list' | transloco }}</button> }
      </div>
    </form>
  `,
  host: { class: 'block' },
})
export class DomainListCard {
  readonly list = input.required<DomainList>();
  readonly replaced = output<DomainList>();
  private readonly program = inject(StaffProgram);
  protected readonly attempt = new Attempt();
  /** As typed; begins again with every version. */
  protected readonly text = linkedSignal(() => this.list().domains.join('\n'));
  protected readonly saved = signal(false);
  protected readonly editable = computed(() => this.program.may('settings:write'));
  private readonly typed = computed(() => this.text().split(/[\s,;]+/).filter((domain) => domain !== ''));
  protected readonly isChanged = computed(() => this.typed().join('\n') !== this.list().domains.join('\n'));
  /** Those the server could not read, in the words they were typed in. */
  protected readonly wrong = computed(() => {
    const sent = this.sent();
    return (this.attempt.problem()?.fields ?? []).flatMap(({ field }) => sent[Number(/^domains\.(\d+)$/.exec(field)?.[1])] ?? []);
  });
  private readonly sent = signal<readonly string[]>([]);

  protected async save(): Promise<void> {
    const domains = this.typed();
    this.sent.set(domains);
    this.saved.set(false);
    const path = { programId: this.program.id(), kind: this.list().kind };
    const worked = await this.attempt.run(async () => this.replaced.emit((await domainListsControllerReplace({ path, body: { domains, basedOn: this.list().version } })).data));
    this.saved.set(worked);
  }
}
