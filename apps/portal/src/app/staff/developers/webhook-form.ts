import { Component, computed, effect, inject, input, output, signal } from '@angular/core';
import { WEBHOOK_TOPICS, type WebhookTopic } from '@fanfare/contracts';
import { TranslocoPipe } from '@jsverse/transloco';
import { type Webhook, webhooksControllerChange, webhooksControllerCreate, type WebhookWithSecret } from '../../api/generated';
import { Attempt } from '../../api/attempt';
import { ProblemAlert } from '../../ui/problem-alert';
import { StaffProgram } from '../staff-program';
import { TopicBoxes } from './topic-boxes';

/** Why an address cannot be called has words of its own for these. */
const EXPLAINED = ['port_not_allowed', 'address_not_allowed'];

/** An address and its events: a new one, or one that is changed. */
@Component({
  selector: 'ff-webhook-form',
  imports: [ProblemAlert, TopicBoxes, TranslocoPipe],
  template: `
    <form class="grid gap-5" novalidate (submit)="$event.preventDefault(); send(url)">
      <div class="field"><label class="label" for="webhook-url">{{ 'developers.webhook_url' | transloco }}</label>
        <input #url id="webhook-url" class="input" type="url" maxlength="2000" autocomplete="off" spellcheck="false" placeholder="https://" [value]="webhook()?.url ?? ''" (input)="attempt.problem.set(null)" [attr.aria-invalid]="urlProblem() !== null" aria-describedby="webhook-url-hint">
        @if (urlProblem(); as kind) { <p class="field-error" role="alert">{{ 'developers.wrong_url.' + kind | transloco }}</p> }
        <p class="hint" id="webhook-url-hint">{{ 'developers.webhook_url_hint' | transloco }}</p>
      </div>
      <ff-topic-boxes [chosen]="topics()" (chosenChange)="topics.set($event)" />
      @if (urlProblem() === null) { <ff-problem [problem]="attempt.problem()" /> }
      <div><button type="submit" class="btn btn-primary" [disabled]="attempt.busy() || topics().length === 0">{{ (webhook() ? 'developers.webhook_save' : 'developers.webhook_add') | transloco }}</button></div>
    </form>
  `,
})
export class WebhookForm {
  readonly webhook = input<Webhook | null>(null);
  readonly added = output<WebhookWithSecret>();
  readonly changed = output<Webhook>();
  private readonly program = inject(StaffProgram);
  protected readonly topics = signal<readonly WebhookTopic[]>(WEBHOOK_TOPICS);
  protected readonly attempt = new Attempt();
  protected readonly urlProblem = computed(() => {
    const wrong = this.attempt.problem()?.fields.find(({ field }) => field === 'url');
    return wrong ? (EXPLAINED.includes(wrong.code) ? wrong.code : 'other') : null;
  });

  constructor() {
    effect(() => this.topics.set(this.webhook()?.topics ?? WEBHOOK_TOPICS));
  }

  protected async send(url: HTMLInputElement): Promise<void> {
    const body = { url: url.value.trim(), topics: [...this.topics()] };
    const before = this.webhook();
    const path = { programId: this.program.id() };
    await this.attempt.run(async () => {
      if (before) return this.changed.emit((await webhooksControllerChange({ path: { ...path, webhookId: before.id }, body: { ...body, status: before.status } })).data);
      this.added.emit((await webhooksControllerCreate({ path, body })).data);
      url.value = '';
    });
    if (this.urlProblem()) url.focus();
  }
}
