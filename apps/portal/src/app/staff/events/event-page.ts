import { Component, computed, inject, input, signal } from '@angular/core';
import { RouterLink } from '@angular/router';
import { TranslocoPipe } from '@jsverse/transloco';
import { eventsControllerCancel, eventsControllerPublish } from '../../api/generated';
import { eventsControllerShowResource } from '../../api/generated/@angular/common.gen';
import { Attempt } from '../../api/attempt';
import { problemOfRead } from '../../api/problem';
import { Language } from '../../i18n/language';
import { ConfirmDialog } from '../../ui/confirm-dialog';
import { Icon } from '../../ui/icon';
import { ProblemAlert } from '../../ui/problem-alert';
import { Reading } from '../../ui/reading';
import { StatusPill } from '../../ui/status-pill';
import { StaffProgram } from '../staff-program';
import { EVENT_TONES, shownStatus } from './event-status';
import { GuestList } from './guest-list';
import { InviteMembers } from './invite-members';
import { textIn } from '../pages/text-in';
import { ZonedTimePipe } from '../pages/zoned-time.pipe';

const ANSWERS = ['invited', 'going', 'waiting', 'declined'] as const;
const SEND = { publish: eventsControllerPublish, cancel: eventsControllerCancel };

/** One gathering: how full it is, who answered what, and whether it takes place. */
@Component({
  selector: 'ff-event-page',
  imports: [ConfirmDialog, GuestList, Icon, InviteMembers, ProblemAlert, Reading, RouterLink, StatusPill, TranslocoPipe, ZonedTimePipe],
  templateUrl: './event-page.html',
})
export class EventPage {
  /** Of the address. */
  readonly eventId = input.required<string>();
  protected readonly program = inject(StaffProgram);
  private readonly language = inject(Language);
  protected readonly answers = ANSWERS;
  protected readonly tones = EVENT_TONES;
  protected readonly attempt = new Attempt();
  protected readonly inviting = signal(false);
  protected readonly asking = signal<keyof typeof SEND | null>(null);
  protected readonly reading = eventsControllerShowResource(() => ({ path: { programId: this.program.id(), eventId: this.eventId() } }));
  protected readonly event = computed(() => (this.reading.hasValue() ? this.reading.value() : null));
  protected readonly title = computed(() => textIn(this.event()?.title ?? {}, this.language.current()));
  protected readonly status = computed(() => {
    const event = this.event();
    return event && shownStatus(event, new Date());
  });
  protected readonly isToCome = computed(() => Date.parse(this.event()?.startsAt ?? '') > Date.now());
  /** Who gets to know when it is called off. */
  protected readonly asked = computed(() => {
    const answers = this.event()?.answers;
    return answers ? answers.invited + answers.going + answers.waiting : 0;
  });
  protected readonly problem = computed(() => problemOfRead(this.reading.error()));

  protected async take(what: keyof typeof SEND): Promise<void> {
    await this.attempt.run(() => SEND[what]({ path: { programId: this.program.id(), eventId: this.eventId() } }));
    this.reading.reload();
  }
}
