import { LiveAnnouncer } from '@angular/cdk/a11y';
import { afterNextRender, Component, ElementRef, inject, input, output, signal } from '@angular/core';
import { type FieldTree, form, maxLength, required, submit } from '@angular/forms/signals';
import { type ErrorCode, LIMITS } from '@fanfare/contracts';
import { TranslocoPipe, TranslocoService } from '@jsverse/transloco';
import { myLinksControllerCreate } from '../api/generated';
import { type ApiProblem, readProblem } from '../api/problem';
import { ProblemAlert } from '../ui/problem-alert';
import { TextField } from '../ui/text-field';

interface NewLink {
  channel: string;
  code: string;
}
/** What the API refuses, at the field that it is about. */
const AT_FIELD: Partial<Record<ErrorCode, { readonly field: keyof NewLink; readonly kind: string }>> = {
  'link.channel_taken': { field: 'channel', kind: 'channel_taken' },
  'link.code_taken': { field: 'code', kind: 'code_taken' },
  'link.code_invalid': { field: 'code', kind: 'code_invalid' },
};

/** Another link: where it will be shared, and a code of one's own if one likes. */
@Component({
  selector: 'ff-new-link-form',
  imports: [ProblemAlert, TextField, TranslocoPipe],
  template: `
    <form class="grid gap-4 rounded-inset bg-sunken p-4" novalidate (submit)="make($event)">
      <ff-problem [problem]="problem()" />
      <ff-text-field [field]="link.channel" inputId="link-channel" label="me.links.channel" />
      <div class="grid gap-1.5">
        <ff-text-field [field]="link.code" inputId="link-code" label="me.links.code" />
        <p class="hint">{{ 'me.links.code_hint' | transloco }}</p>
      </div>
      <div class="flex flex-wrap gap-2">
        <button type="submit" class="btn btn-primary" [disabled]="link().submitting()">{{ 'me.links.make' | transloco }}</button>
        <button type="button" class="btn btn-ghost" (click)="closed.emit()">{{ 'cancel' | transloco }}</button>
      </div>
    </form>
  `,
})
export class NewLinkForm {
  readonly slug = input.required<string>();
  readonly made = output<void>();
  readonly closed = output<void>();
  private readonly announcer = inject(LiveAnnouncer);
  private readonly transloco = inject(TranslocoService);
  private readonly element = inject<ElementRef<HTMLElement>>(ElementRef).nativeElement;
  protected readonly problem = signal<ApiProblem | null>(null);
  protected readonly link = form(signal<NewLink>({ channel: '', code: '' }), (path) => {
    required(path.channel);
    maxLength(path.channel, LIMITS.channelChars);
  });

  constructor() {
    afterNextRender(() => this.element.querySelector('input')?.focus());
  }

  protected async make(event: Event): Promise<void> {
    event.preventDefault();
    const sent = await submit(this.link, (fields) => this.send(fields));
    if (!sent) this.link().errorSummary()[0]?.fieldTree().focusBoundControl();
  }

  private async send(fields: FieldTree<NewLink>) {
    try {
      this.problem.set(null);
      const { channel, code } = fields().value();
      await myLinksControllerCreate({ path: { slug: this.slug() }, body: { channel: channel.trim(), ...(code.trim() && { code: code.trim() }) } });
      void this.announcer.announce(this.transloco.translate('me.links.made'));
      this.made.emit();
      return undefined;
    } catch (error) {
      const problem = readProblem(error);
      const at = AT_FIELD[problem.code];
      if (at) return [{ kind: at.kind, fieldTree: fields[at.field] }];
      const named = (['channel', 'code'] as const).filter((name) => problem.fields.some(({ field }) => field === name));
      if (named.length === 0) this.problem.set(problem);
      return named.map((name) => ({ kind: 'invalid', fieldTree: fields[name] }));
    }
  }
}
