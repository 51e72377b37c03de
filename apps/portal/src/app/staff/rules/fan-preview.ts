import { afterNextRender, Component, computed, type ElementRef, inject, input, output, signal, viewChild } from '@angular/core';
import { TranslocoPipe } from '@jsverse/transloco';
import { promises } from '@fanfare/domain/promises';
import type { Reward } from '../../api/generated';
import { Language } from '../../i18n/language';
import { Hero } from '../../me/hero';
import { toldIn } from '../../me/measure';
import { rewardRows } from '../../me/reward-rows';
import { RewardTile } from '../../me/reward-tile';
import { RoadCard } from '../../me/road-card';
import { textIn } from '../pages/text-in';
import { newcomer } from './newcomer';
import { qualificationSentences } from './qualification-sentences';
import { RuleWords } from './rule-words';
import { type Rules, type Surroundings, unmoved } from './sentence';

/** What the rules promise, where a fan reads it, with the fan's own cards: before anything is published. */
@Component({
  selector: 'ff-fan-preview',
  imports: [Hero, RewardTile, RoadCard, TranslocoPipe],
  template: `
    <dialog #dialog class="m-auto w-[min(980px,calc(100vw-16px))] rounded-card border border-line bg-paper p-3 text-ink shadow-2xl backdrop:bg-black/50 sm:p-7" aria-labelledby="fan-title" (close)="closed.emit()">
      <div class="grid gap-6">
        <div class="grid grid-cols-[1fr_auto] items-start gap-x-4"><h2 id="fan-title">{{ 'rules.fan.title' | transloco }}</h2>
          <button type="button" class="btn btn-ghost btn-small" (click)="dialog.close()">{{ 'close' | transloco }}</button>
          <p class="col-span-2 mt-2 text-ink-2">{{ 'rules.fan.text' | transloco }}</p>
          @if (choices().length > 0) {
            <label class="col-span-2 mt-3 flex flex-wrap items-center gap-x-3 gap-y-1"><span class="label">{{ 'rules.fan.as' | transloco }}</span>
              <select #eyes class="input w-auto max-w-full" (change)="cohort.set(eyes.value || null)"><option value="">{{ 'rules.fan.everybody' | transloco }}</option>@for (one of choices(); track one.key) { <option [value]="one.key">{{ one.name }}</option> }</select></label>
          }</div>
        <section class="grid gap-3" aria-labelledby="fan-join"><h3 id="fan-join">{{ 'rules.fan.join' | transloco }}</h3>
          @let told = promised();
          @if (told.length > 0) {
            <ul class="card rows grid py-2!">
              @for (one of told; track one.id) { <li class="flex justify-between gap-4 py-2!"><span>{{ one.title }}@if (one.friend; as friend) { <span class="hint block">{{ 'rules.fan.friend' | transloco: { title: friend.title, each: friend.each } }}</span> }</span><strong class="font-semibold whitespace-nowrap">{{ 'road.takes' | transloco: { count: one.threshold, told: one.told } }}</strong></li> }
            </ul>
            <p class="text-ink-2">{{ 'rules.fan.confirmed' | transloco: { title: told[0]!.title, count: told[0]!.threshold, told: told[0]!.told } }}</p>
          } @else { <p class="card text-ink-2">{{ 'rules.fan.nothing' | transloco }}</p> }
          @for (one of gifts(); track one.id) { <p class="text-ink-2">{{ 'rules.fan.invited' | transloco: { title: one.friend!.title, each: one.friend!.each, count: one.every ?? one.threshold, repeats: one.every !== undefined, told: one.told } }}</p> }
          @if (qualification(); as words) { <p class="text-ink-2">{{ words }}</p> }
        </section>
        <section class="grid gap-5" aria-labelledby="fan-home"><h3 id="fan-home">{{ 'rules.fan.home' | transloco }}</h3>
          <ff-hero [progress]="progress()" [name]="null" />
          @if (progress().tiers.length > 0) { <ff-road-card [tiers]="progress().tiers" [seasonEnds]="progress().season?.endsAt ?? null" /> }
          @if (rewards().length > 0) {
            <ul class="grid gap-5 sm:grid-cols-2 lg:grid-cols-4">@for (row of rewards(); track row.id) { <li><ff-reward-tile [row]="row" /></li> }</ul>
          }
        </section>
      </div>
    </dialog>
  `,
})
export class FanPreview {
  readonly rules = input.required<Rules>();
  readonly catalogue = input.required<readonly Reward[]>();
  readonly cohorts = input.required<Surroundings['cohorts']>();
  readonly closed = output<void>();
  private readonly dialog = viewChild.required<ElementRef<HTMLDialogElement>>('dialog');
  private readonly language = inject(Language);
  private readonly words = inject(RuleWords);
  protected readonly choices = computed(() => this.cohorts().filter(({ retired }) => !retired));
  /** Whose eyes it is read with; null: those of whoever is in none. */
  protected readonly cohort = signal<string | null>(null);
  /** By the titles of rewards, as the API tells them. */
  protected readonly promised = computed(() => promises(this.rules(), this.cohort()).milestones.map((one) => {
    const friend = one.friend && this.titleOf(one.friend.rewardId);
    return { ...one, title: this.titleOf(one.rewardId) ?? one.title, told: toldIn(one), friend: friend ? { title: friend, each: one.friend!.each } : null };
  }));
  protected readonly gifts = computed(() => this.promised().filter(({ friend }) => friend !== null));
  /** What is asked of a friend beyond confirming. */
  protected readonly qualification = computed(() => {
    const { qualification } = this.rules();
    return qualification.kind === 'confirmed' ? null : qualificationSentences(qualification, { ...unmoved(this.rules()), field: 'qualification' }).map((one) => this.words.sentence(one)).join(' ');
  });
  protected readonly progress = computed(() => newcomer(this.rules(), this.catalogue(), { language: this.language.current(), cohort: this.cohort(), now: Date.now() }));
  protected readonly rewards = computed(() => rewardRows(this.progress().milestones, []));

  private titleOf(rewardId: string): string | undefined {
    const reward = this.catalogue().find(({ id }) => id === rewardId);
    return reward && textIn(reward.title, this.language.current());
  }

  constructor() {
    afterNextRender(() => this.dialog().nativeElement.showModal());
  }
}
