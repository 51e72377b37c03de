import { Component, computed, type ElementRef, inject, input, linkedSignal, output, signal, viewChild } from '@angular/core';
import { TranslocoPipe } from '@jsverse/transloco';
import { type MyEvent, myEventsControllerAnswer, type RsvpRequest } from '../api/generated';
import { type ApiProblem, readProblem } from '../api/problem';
import { ProblemAlert } from '../ui/problem-alert';
import { StatusPill, type Tone } from '../ui/status-pill';
import { MemberProgram } from './member-program';

const TONES: Record<MyEvent['invitation']['status'], Tone> = { invited: 'plain', going: 'good', waiting: 'warn', declined: 'plain' };

/** The member's answer to an invitation, and how to change it while it is taken. */
@Component({
  selector: 'ff-event-answer',
  imports: [ProblemAlert, StatusPill, TranslocoPipe],
  template: `
    <ff-problem [problem]="problem()" />
    <p #answerGiven role="status" tabindex="-1" class="justify-self-start rounded-full"><ff-pill [tone]="tone()">{{ said() | transloco: facts() }}</ff-pill></p>
    @if (event().open) {
      <div class="flex flex-wrap items-end gap-2">
        @if (event().guestsAllowed > 0) {
          <label class="grid gap-1 text-[13px]"><span>{{ 'me.events.guests' | transloco }}</span>
            <select #choice class="input w-20" (change)="guests.set(+choice.value)">
              @for (count of counts(); track count) { <option [value]="count" [selected]="count === guests()">{{ count }}</option> }
            </select>
          </label>
        }
        @if (!comes() || guests() !== event().invitation.guests) {
          <button type="button" class="btn btn-primary" [disabled]="busy()" (click)="answer('going')">{{ (comes() ? 'me.events.change' : full() ? 'me.events.wait' : 'me.events.come') | transloco }}</button>
        }
        @if (event().invitation.status !== 'declined') {
          <button type="button" class="btn btn-ghost" [disabled]="busy()" (click)="answer('declined')">{{ 'me.events.decline' | transloco }}</button>
        }
      </div>
    }
  `,
  host: { class: 'grid gap-3' },
})
export class EventAnswer {
  readonly event = input.required<MyEvent>();
  readonly answered = output<void>();
  private readonly given = viewChild.required<ElementRef<HTMLElement>>('answerGiven');
  private readonly slug = inject(MemberProgram).slug;
  protected readonly problem = signal<ApiProblem | null>(null);
  protected readonly busy = signal(false);
  protected readonly guests = linkedSignal(() => this.event().invitation.guests);
  protected readonly counts = computed(() => Array.from({ length: this.event().guestsAllowed + 1 }, (_, count) => count));
  /** Has a seat or a place on the waiting list. */
  protected readonly comes = computed(() => ['going', 'waiting'].includes(this.event().invitation.status));
  protected readonly full = computed(() => this.event().seatsLeft < 1 + this.guests());
  protected readonly tone = computed(() => (this.event().cancelled ? 'bad' : TONES[this.event().invitation.status]));
  protected readonly said = computed(() => {
    const { cancelled, open, invitation } = this.event();
    if (cancelled) return 'me.events.cancelled';
    if (invitation.checkedInAt) return 'me.events.attended';
    return open || invitation.status !== 'invited' ? `me.events.${invitation.status}` : 'me.events.unanswered';
  });
  protected readonly facts = computed(() => ({ guests: this.event().invitation.guests, place: this.event().invitation.place ?? 0 }));

  protected async answer(response: RsvpRequest['response']): Promise<void> {
    this.busy.set(true);
    this.problem.set(null);
    try {
      const guests = response === 'going' ? this.guests() : 0;
      await myEventsControllerAnswer({ path: { slug: this.slug(), eventId: this.event().id }, body: { response, guests } });
    } catch (error) {
      this.problem.set(readProblem(error));
    } finally {
      this.busy.set(false);
      this.given().nativeElement.focus(); // the button that was pressed may be gone
      this.answered.emit(); // also after a refusal: seats may have gone to somebody else
    }
  }
}
