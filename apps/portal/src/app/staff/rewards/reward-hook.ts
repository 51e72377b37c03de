import { Component, computed, inject, input, signal } from '@angular/core';
import { TranslocoPipe } from '@jsverse/transloco';
import { type RewardHook, rewardHooksControllerRemove, rewardHooksControllerRotate, rewardHooksControllerSet, rewardHooksControllerTryOut, type RewardHookTest } from '../../api/generated';
import { rewardHooksControllerShowResource } from '../../api/generated/@angular/common.gen';
import { Attempt } from '../../api/attempt';
import { problemOfRead } from '../../api/problem';
import { ConfirmDialog } from '../../ui/confirm-dialog';
import { ProblemAlert } from '../../ui/problem-alert';
import { StatusPill, type Tone } from '../../ui/status-pill';
import { SecretCard } from '../developers/secret-card';
import { ZonedTimePipe } from '../pages/zoned-time.pipe';
import { StaffProgram } from '../staff-program';

const TONES: Record<RewardHookTest['outcome'], Tone> = { done: 'good', later: 'warn', failed: 'bad', unclear: 'bad' };

/** Where the brand's own system is asked for a reward; with a test, and what came back. */
@Component({
  selector: 'ff-reward-hook',
  imports: [ConfirmDialog, ProblemAlert, SecretCard, StatusPill, TranslocoPipe, ZonedTimePipe],
  template: `
    @if (secret(); as shown) { <ff-secret-card [secret]="shown" [heading]="'hook.secret' | transloco" text="hook.secret_text" label="hook.secret_label" (done)="secret.set(null)" /> }
    <section class="card grid gap-5" aria-labelledby="hook-title">
      <div><h2 id="hook-title">{{ 'hook.heading' | transloco }}</h2><p class="mt-1.5 text-ink-2">{{ 'hook.text' | transloco }}</p></div>
      @if (reading.hasValue()) {
        @let hook = reading.value().hook;
        <form class="grid gap-4" novalidate (submit)="$event.preventDefault(); save(url.value.trim(), who.checked)">
          <div class="field"><label class="label" for="hook-url">{{ 'hook.url' | transloco }}</label>
            <input #url id="hook-url" class="input font-mono" type="url" autocomplete="off" spellcheck="false" placeholder="https://…" [value]="hook?.url ?? ''" [attr.aria-invalid]="wrong()" aria-describedby="hook-docs">
            @if (wrong()) { <p class="field-error" role="alert">{{ 'hook.wrong_url' | transloco }}</p> }
            <p class="hint" id="hook-docs">{{ 'hook.docs' | transloco }}</p></div>
          <label class="flex items-start gap-3"><input #who type="checkbox" class="mt-1 size-4 shrink-0 accent-brand" [checked]="hook?.tellsWho ?? false"><span>{{ 'hook.tells_who' | transloco }}<span class="block text-ink-2">{{ 'hook.tells_who_text' | transloco }}</span></span></label>
          @if (hook?.formerSecretUntil; as until) { <p class="notice">{{ 'hook.rotated_until' | transloco: { time: (until | zonedTime: program.timeZone()) } }}</p> }
          @if (!wrong()) { <ff-problem [problem]="attempt.problem()" /> }
          @if (saved()) { <p class="done" role="status">{{ 'hook.saved' | transloco }}</p> }
          <div class="flex flex-wrap gap-2">
            <button type="submit" class="btn btn-primary" [disabled]="attempt.busy()">{{ 'hook.save' | transloco }}</button>
            @if (hook) {
              <button type="button" class="btn btn-ghost" [disabled]="attempt.busy()" (click)="tryOut()">{{ 'hook.test' | transloco }}</button>
              <button type="button" class="btn btn-ghost" [disabled]="attempt.busy()" (click)="rotate()">{{ 'hook.rotate' | transloco }}</button>
              <button type="button" class="btn btn-danger" (click)="leaving.set(true)">{{ 'hook.remove' | transloco }}</button>
            }
          </div>
        </form>
        @if (tested(); as test) {
          <div class="grid gap-2 rounded-inset bg-sunken p-4" role="status">
            <p class="flex flex-wrap items-center gap-2">@if (test.status !== null) { {{ 'hook.answered' | transloco: { status: test.status } }} } @else { {{ 'hook.unanswered' | transloco: { why: ('hook.failure.' + test.failure | transloco) } }} }<ff-pill [tone]="tones[test.outcome]">{{ 'hook.outcome.' + test.outcome | transloco }}</ff-pill></p>
            @if (test.body; as body) { <pre class="font-mono text-[13px] whitespace-pre-wrap wrap-anywhere">{{ body }}</pre> }
          </div>
        }
      } @else { <ff-problem [problem]="problem()" /> }
    </section>
    @if (leaving()) { <ff-confirm [heading]="'hook.remove_ask' | transloco" [text]="'hook.remove_text' | transloco" [action]="'hook.remove' | transloco" (confirmed)="remove()" (closed)="leaving.set(false)" /> }
  `,
  host: { class: 'block' },
})
export class RewardHookCard {
  readonly rewardId = input.required<string>();
  protected readonly program = inject(StaffProgram);
  protected readonly reading = rewardHooksControllerShowResource(() => ({ path: this.path() }));
  protected readonly problem = computed(() => problemOfRead(this.reading.error()));
  protected readonly attempt = new Attempt();
  protected readonly secret = signal<string | null>(null);
  protected readonly tested = signal<RewardHookTest | null>(null);
  protected readonly saved = signal(false);
  protected readonly leaving = signal(false);
  protected readonly tones = TONES;
  protected readonly wrong = computed(() => this.attempt.problem()?.fields.some(({ field }) => field === 'url') ?? false);

  protected async save(url: string, tellsWho: boolean): Promise<void> {
    await this.change(async () => (await rewardHooksControllerSet({ path: this.path(), body: { url, tellsWho } })).data);
  }

  protected async rotate(): Promise<void> {
    await this.change(async () => (await rewardHooksControllerRotate({ path: this.path() })).data);
  }

  protected async tryOut(): Promise<void> {
    this.tested.set(null);
    await this.attempt.run(async () => this.tested.set((await rewardHooksControllerTryOut({ path: this.path() })).data));
  }

  protected async remove(): Promise<void> {
    this.saved.set(false);
    this.secret.set(null);
    this.tested.set(null);
    await this.attempt.run(() => rewardHooksControllerRemove({ path: this.path() }));
    this.reading.reload();
  }

  private async change(call: () => Promise<RewardHook>): Promise<void> {
    this.saved.set(false);
    this.tested.set(null);
    const worked = await this.attempt.run(async () => this.secret.set((await call()).secret));
    if (!worked) return;
    this.saved.set(true);
    this.reading.reload();
  }

  private path() {
    return { programId: this.program.id(), rewardId: this.rewardId() };
  }
}
