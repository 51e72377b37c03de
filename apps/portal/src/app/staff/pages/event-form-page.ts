import { Component, computed, inject, input } from '@angular/core';
import { Router, RouterLink } from '@angular/router';
import { TranslocoPipe } from '@jsverse/transloco';
import { eventsControllerChange, eventsControllerCreate, type EventRequest } from '../../api/generated';
import { eventsControllerShowResource, rulebooksControllerListResource } from '../../api/generated/@angular/common.gen';
import { Attempt } from '../../api/attempt';
import { ProblemAlert } from '../../ui/problem-alert';
import { StaffProgram } from '../staff-program';
import { textsOf } from './texts-of';
import { toInstant, toWallClock } from './zoned';

/** A new gathering as a draft, or what is said of one that exists. */
@Component({ selector: 'ff-event-form-page', imports: [ProblemAlert, RouterLink, TranslocoPipe], templateUrl: './event-form-page.html' })
export class EventFormPage {
  /** Of the address; without it a new one. */
  readonly eventId = input<string>();
  protected readonly program = inject(StaffProgram);
  private readonly router = inject(Router);
  protected readonly attempt = new Attempt();
  private readonly reading = eventsControllerShowResource(() => {
    const eventId = this.eventId();
    return eventId ? { path: { programId: this.program.id(), eventId } } : undefined;
  });
  private readonly rulebooks = rulebooksControllerListResource(() => ({ path: { programId: this.program.id() } }));
  protected readonly event = computed(() => (this.reading.hasValue() ? this.reading.value() : null));
  protected readonly locales = computed(() => {
    const { settings } = this.program;
    if (!settings.hasValue()) return [];
    const { defaultLocale, locales } = settings.value();
    return [defaultLocale, ...locales.filter((locale) => locale !== defaultLocale)];
  });
  protected readonly tiers = computed(() => (this.rulebooks.hasValue() ? (this.rulebooks.value().items.find(({ status }) => status === 'in_force')?.rules.tiers ?? []) : []));
  protected readonly isReady = computed(() => this.program.settings.hasValue() && this.rulebooks.hasValue() && (!this.eventId() || this.reading.hasValue()));

  protected wall(instant: string | undefined): string {
    return instant ? toWallClock(instant, this.program.timeZone()) : '';
  }

  protected async save(form: HTMLFormElement): Promise<void> {
    const body = this.read(new FormData(form));
    const programId = this.program.id();
    let eventId = this.eventId();
    const worked = await this.attempt.run(async () => {
      if (eventId) await eventsControllerChange({ path: { programId, eventId }, body });
      else eventId = (await eventsControllerCreate({ path: { programId }, body })).data.id;
    });
    if (worked) await this.router.navigate(['/staff', this.program.role()?.slug, 'events', eventId]);
  }

  private read(form: FormData): EventRequest {
    const text = (name: string) => String(form.get(name) ?? '');
    const at = (name: string) => toInstant(text(name), this.program.timeZone());
    return {
      title: textsOf(form, 'title'), description: textsOf(form, 'description'), venue: text('venue').trim(), startsAt: at('startsAt'), endsAt: at('endsAt'),
      capacity: Number(text('capacity')), guestsAllowed: Number(text('guestsAllowed')), invitedTierIds: form.getAll('tier').map(String),
    };
  }
}
