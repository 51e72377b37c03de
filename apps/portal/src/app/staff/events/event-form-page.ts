import { Component, computed, inject, input, signal } from '@angular/core';
import { Router, RouterLink } from '@angular/router';
import { TranslocoPipe } from '@jsverse/transloco';
import { eventsControllerChange, eventsControllerCreate, type EventRequest } from '../../api/generated';
import { eventsControllerShowResource, rulebooksControllerListResource } from '../../api/generated/@angular/common.gen';
import { problemOfRead } from '../../api/problem';
import { Attempt } from '../../api/attempt';
import { ProblemAlert } from '../../ui/problem-alert';
import { Reading } from '../../ui/reading';
import { WrongField } from '../settings/wrong-field';
import { StaffProgram } from '../staff-program';
import { textsOf } from '../pages/texts-of';
import { toInstant, toWallClock } from '../pages/zoned';

/** A new gathering as a draft, or what is said of one that exists. */
@Component({ selector: 'ff-event-form-page', imports: [ProblemAlert, Reading, RouterLink, TranslocoPipe, WrongField], templateUrl: './event-form-page.html' })
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

  protected readonly unreadable = computed(() => problemOfRead(this.reading.error() ?? this.rulebooks.error()));

  private readonly missing = signal<Readonly<Record<string, string>>>({});
  /** By field, the last part of what is said under it. */
  protected readonly wrong = computed<Readonly<Record<string, string>>>(() => {
    const problem = this.attempt.problem();
    const refused = Object.fromEntries((problem?.fields ?? []).map(({ field }) => [field, `event_${field}`]));
    return { ...refused, ...(problem?.code === 'event.capacity_taken' && { capacity: 'event_capacity_taken' }), ...this.missing() };
  });
  /** Whether there is a problem that no field shows. */
  protected readonly isUnplaced = computed(() => this.attempt.problem() !== null && Object.keys(this.wrong()).length === 0);

  protected wall(instant: string | undefined): string {
    return instant ? toWallClock(instant, this.program.timeZone()) : '';
  }

  protected async save(form: HTMLFormElement): Promise<void> {
    const typed = new FormData(form);
    this.missing.set(this.missingOf(typed));
    if (Object.keys(this.missing()).length > 0) return;
    const body = this.read(typed);
    const programId = this.program.id();
    let eventId = this.eventId();
    const worked = await this.attempt.run(async () => {
      if (eventId) await eventsControllerChange({ path: { programId, eventId }, body });
      else eventId = (await eventsControllerCreate({ path: { programId }, body })).data.id;
    });
    if (worked) await this.router.navigate(['/staff', this.program.role()?.slug, 'events', eventId]);
  }

  private missingOf(form: FormData): Record<string, string> {
    const first = `title.${this.locales()[0]}`;
    const empty = [first, 'venue', 'startsAt', 'endsAt', 'capacity', 'guestsAllowed'].filter((name) => String(form.get(name) ?? '').trim() === '');
    return Object.fromEntries(empty.map((name) => [name === first ? 'title' : name, 'empty']));
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
