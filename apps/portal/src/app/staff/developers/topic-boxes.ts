import { Component, input, output } from '@angular/core';
import { WEBHOOK_TOPICS, type WebhookTopic } from '@fanfare/contracts';
import { TranslocoPipe } from '@jsverse/transloco';

/** Which events an address is told of. */
@Component({
  selector: 'ff-topic-boxes',
  imports: [TranslocoPipe],
  template: `
    <fieldset class="grid gap-2"><legend class="label mb-2">{{ 'developers.topics' | transloco }}</legend>
      @for (topic of topics; track topic) {
        <label class="flex items-start gap-3"><input #box type="checkbox" class="mt-1 size-4 shrink-0 accent-brand" [checked]="chosen().includes(topic)" (change)="choose(topic, box.checked)"><span><code class="font-mono text-[13px]">{{ topic }}</code> <span class="block text-ink-2">{{ 'developers.topic.' + topic | transloco }}</span></span></label>
      }
    </fieldset>
  `,
})
export class TopicBoxes {
  readonly chosen = input.required<readonly WebhookTopic[]>();
  readonly chosenChange = output<readonly WebhookTopic[]>();
  protected readonly topics = WEBHOOK_TOPICS;

  protected choose(topic: WebhookTopic, isChosen: boolean): void {
    this.chosenChange.emit(WEBHOOK_TOPICS.filter((one) => (one === topic ? isChosen : this.chosen().includes(one))));
  }
}
