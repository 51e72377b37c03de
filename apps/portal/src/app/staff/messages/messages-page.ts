import { Component, effect, inject, signal } from '@angular/core';
import { TranslocoPipe } from '@jsverse/transloco';
import { type MemberMessage, teamMessagesControllerList } from '../../api/generated';
import { Pages } from '../../api/pages';
import { FilterChips } from '../../ui/filter-chips';
import { PagesFoot } from '../../ui/pages-foot';
import { ProblemAlert } from '../../ui/problem-alert';
import { PageHeading } from '../page-heading';
import { StaffProgram } from '../staff-program';
import { MessageCard } from './message-card';

const STATUSES = ['open', 'answered'] as const;

/** What members wrote to the team: whoever wrote first is answered first. */
@Component({
  selector: 'ff-messages-page',
  imports: [FilterChips, MessageCard, PageHeading, PagesFoot, ProblemAlert, TranslocoPipe],
  template: `
    <ff-page-heading heading="staff.messages" text="messages.text" />
    <ff-filter-chips [choices]="statuses" [(value)]="status" prefix="messages.status." label="messages.filter" />
    <ff-problem class="mb-4" [problem]="messages.problem()" />
    <ul class="grid max-w-[820px] gap-4 empty:hidden">
      @for (message of messages.items(); track message.id) { <li><ff-message-card [message]="message" (answered)="reload()" /></li> }
    </ul>
    <ff-pages-foot class="mt-4" [pages]="messages"><p class="card text-ink-2">{{ (status() === 'open' ? 'messages.none_open' : 'messages.none_answered') | transloco }}</p></ff-pages-foot>
  `,
})
export class MessagesPage {
  private readonly program = inject(StaffProgram);
  protected readonly statuses = STATUSES;
  protected readonly status = signal<(typeof STATUSES)[number]>('open');
  protected readonly messages = new Pages<MemberMessage>(async (cursor) =>
    (await teamMessagesControllerList({ path: { programId: this.program.id() }, query: { status: this.status(), ...(cursor ? { cursor } : {}) } })).data);

  constructor() {
    effect(() => {
      this.status();
      this.messages.items.set([]);
      void this.messages.reload();
    });
  }

  protected reload(): void {
    this.program.waiting.reload();
    void this.messages.reload();
  }
}
