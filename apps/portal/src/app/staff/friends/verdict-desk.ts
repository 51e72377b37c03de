import { inject, Service, signal } from '@angular/core';
import { TranslocoService } from '@jsverse/transloco';
import { reviewsControllerReviewAll, type ReviewsRequest, type ReviewsResponse } from '../../api/generated';
import { Attempt } from '../../api/attempt';
import { newId } from '../../api/new-id';
import { Toasts } from '../../ui/toasts';
import type { Verdict } from '../pages/verdicts';
import { StaffProgram } from '../staff-program';

export type Reason = ReviewsRequest['reason'];
export const REJECTIONS = ['review.not_genuine', 'review.duplicate', 'review.abuse', 'review.other'] as const satisfies readonly Reason[];

/** Somebody a verdict is about, how they are called in what is said afterwards, and the revision of what was seen of them. */
export interface Judged {
  readonly id: string;
  readonly name: string;
  readonly seen: string | null;
}

/** Gives verdicts on one or many friends, says what came of it, and takes the last one back when asked. */
@Service()
export class VerdictDesk {
  private readonly program = inject(StaffProgram);
  private readonly toasts = inject(Toasts);
  private readonly transloco = inject(TranslocoService);
  private takeBack: (() => Promise<unknown>) | null = null;
  readonly attempt = new Attempt();
  /** Goes up with every verdict: whatever shows friends reads them anew. */
  readonly round = signal(0);
  /** Why one of the last could not be decided, by referral. */
  readonly refused = signal<ReadonlyMap<string, string>>(new Map());

  /** @returns whether anything was decided */
  async give(friends: readonly Judged[], verdict: Verdict, reason: Reason): Promise<boolean> {
    const items = await this.send(friends, verdict, reason);
    if (!items) return false;
    const decided = friends.flatMap((friend) => items.flatMap(({ referralId, problem, revision, status }) => (referralId === friend.id && problem === null ? [{ ...friend, seen: revision, status }] : [])));
    this.refused.set(new Map(items.flatMap(({ referralId, problem }) => (problem ? [[referralId, problem]] : []))));
    this.remember(verdict === 'withdraw' || decided.length === 0 ? null : () => this.give(decided, 'withdraw', 'review.withdrawn'));
    this.tell(verdict, decided, items.flatMap(({ problem }) => problem ?? []));
    return decided.length > 0;
  }

  /** What `undo` does next; null: there is nothing to take back. */
  remember(takeBack: (() => Promise<unknown>) | null): void {
    this.takeBack = takeBack;
  }

  /** Takes the last step back. A verdict is taken back as it was given: what somebody has decided since stays. */
  async undo(): Promise<void> {
    const takeBack = this.takeBack;
    this.takeBack = null;
    await takeBack?.();
  }

  private async send(friends: readonly Judged[], verdict: Verdict, reason: Reason): Promise<ReviewsResponse['items'] | null> {
    if (friends.length === 0 || this.attempt.busy()) return null;
    let items: ReviewsResponse['items'] | null = null;
    const body = { id: newId(), friends: friends.map(({ id, seen }) => ({ referralId: id, seen: seen ?? '' })), verdict, reason };
    await this.attempt.run(async () => {
      items = (await reviewsControllerReviewAll({ path: { programId: this.program.id() }, body })).data.items;
    });
    this.round.update((n) => n + 1);
    this.program.waiting.reload();
    return items;
  }

  private tell(verdict: Verdict, decided: readonly (Judged & Pick<ReviewsResponse['items'][number], 'status'>)[], problems: readonly string[]): void {
    if (decided.length === 0 && problems.length === 1) return this.toasts.say(this.transloco.translate(`problem.${problems[0]}`));
    const done = decided.length === 1
      ? this.transloco.translate(`staff.verdict_given.${verdict}`, { friend: decided[0]!.name, status: decided[0]!.status })
      : this.transloco.translate(`friends_desk.given.${verdict}`, { count: decided.length });
    const text = problems.length === 0 ? done : `${decided.length > 0 ? `${done} ` : ''}${this.transloco.translate('friends_desk.refused', { count: problems.length })}`;
    this.toasts.say(text, this.takeBack ? { label: this.transloco.translate('friends_desk.undo'), run: () => void this.undo() } : undefined);
  }
}
