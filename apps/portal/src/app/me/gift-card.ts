import { Component, inject, input, signal } from '@angular/core';
import { TranslocoPipe } from '@jsverse/transloco';
import { type GiftCard, type MyGrant, myCardsControllerOpen } from '../api/generated';
import { Attempt } from '../api/attempt';
import { LocalDatePipe } from '../i18n/local-date.pipe';
import { CopyButton } from '../ui/copy-button';
import { ProblemAlert } from '../ui/problem-alert';
import { MemberProgram } from './member-program';

/** A gift card that was claimed. What it says is asked for by a press: it is worth money, and that it was seen counts. */
@Component({
  selector: 'ff-gift-card',
  imports: [CopyButton, LocalDatePipe, ProblemAlert, TranslocoPipe],
  template: `
    @if (shown(); as card) {
      <div class="grid gap-2" role="status">
        <p class="text-[13px]">{{ 'rewards.code' | transloco }}&ngsp;<code class="inline-block rounded-md bg-sunken px-2 py-1 font-mono break-all">{{ card.code }}</code></p>
        <ff-copy label="copy.code" [text]="card.code" />
        @if (card.pin; as pin) {
          <p class="text-[13px]">{{ 'rewards.card_pin' | transloco }}&ngsp;<code class="inline-block rounded-md bg-sunken px-2 py-1 font-mono break-all">{{ pin }}</code></p>
          <ff-copy label="copy.pin" look="quiet" [text]="pin" />
        }
        <p class="hint">{{ 'rewards.card_safe' | transloco }}</p>
      </div>
    } @else {
      <button type="button" class="btn btn-primary" [disabled]="attempt.busy()" [attr.aria-label]="'rewards.card_show_named' | transloco: { title: grant().title }" (click)="show()">{{ 'rewards.card_show' | transloco }}</button>
    }
    @if (grant().card?.lastDay; as day) { <p class="hint">{{ 'rewards.card_last_day' | transloco: { date: (day + 'T12:00' | localDate) } }}</p> }
    <ff-problem [problem]="attempt.problem()" />
  `,
  host: { class: 'grid gap-2' },
})
export class GiftCardBox {
  readonly grant = input.required<MyGrant>();
  private readonly program = inject(MemberProgram);
  protected readonly attempt = new Attempt();
  protected readonly shown = signal<GiftCard | null>(null);

  protected async show(): Promise<void> {
    await this.attempt.run(async () => this.shown.set((await myCardsControllerOpen({ path: { slug: this.program.slug(), grantId: this.grant().id } })).data));
  }
}
