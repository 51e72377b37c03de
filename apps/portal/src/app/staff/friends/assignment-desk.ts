import { computed, inject, Service } from '@angular/core';
import { TranslocoService } from '@jsverse/transloco';
import { type AssignmentsResponse, type Reviewer, reviewsControllerAssign, type StaffReferral } from '../../api/generated';
import { reviewsControllerReviewersResource } from '../../api/generated/@angular/common.gen';
import { Attempt } from '../../api/attempt';
import { Session } from '../../session/session';
import { Toasts } from '../../ui/toasts';
import { StaffProgram } from '../staff-program';
import { VerdictDesk } from './verdict-desk';

/** A friend who waits for a person, how they are called in what is said afterwards, and who was seen to have them. */
export interface Waiting {
  readonly id: string;
  readonly name: string;
  readonly assignee: StaffReferral['assignee'];
}
interface Move {
  readonly friend: Waiting;
  readonly from: Reviewer | null;
  readonly to: Reviewer | null;
}
type Item = AssignmentsResponse['items'][number];

/** Gives friends to people of the team, says what came of it, and takes the last step back when asked. */
@Service()
export class AssignmentDesk {
  private readonly program = inject(StaffProgram);
  private readonly desk = inject(VerdictDesk);
  private readonly session = inject(Session);
  private readonly toasts = inject(Toasts);
  private readonly transloco = inject(TranslocoService);
  readonly attempt = new Attempt();
  private readonly team = reviewsControllerReviewersResource(() => (this.program.may('reviews:decide') ? { path: { programId: this.program.id() } } : undefined));
  readonly reviewers = computed<readonly Reviewer[]>(() => (this.team.hasValue() ? this.team.value().items : []));
  private readonly me = computed<Reviewer | null>(() => {
    const account = this.session.me()?.account;
    return account ? { accountId: account.id, name: account.name } : null;
  });

  isMine({ assignee }: Pick<Waiting, 'assignee'>): boolean {
    return assignee !== null && assignee.accountId === this.me()?.accountId;
  }

  /** Takes what nobody has; pressed again on one's own, gives them back. What somebody else has is not taken by accident. */
  async take(friends: readonly Waiting[]): Promise<void> {
    const me = this.me();
    if (friends.every((friend) => this.isMine(friend))) await this.move(friends.map((friend) => ({ friend, from: me, to: null })));
    else await this.move(friends.filter((friend) => !this.isMine(friend)).map((friend) => ({ friend, from: null, to: me })));
  }

  /** On purpose: also what somebody else was seen to have. */
  async give(friends: readonly Waiting[], to: Reviewer | null): Promise<void> {
    await this.move(friends.filter(({ assignee }) => assignee?.accountId !== to?.accountId).map((friend) => ({ friend, from: friend.assignee, to })));
  }

  async takeOver(friend: Waiting): Promise<void> {
    await this.give([friend], this.me());
  }

  private async move(moves: readonly Move[]): Promise<void> {
    if (moves.length === 0 || this.attempt.busy()) return;
    const items: Item[] = [];
    await this.attempt.run(async () => {
      for (const group of Map.groupBy(moves, ({ from, to }) => `${from?.accountId} ${to?.accountId}`).values()) items.push(...(await this.send(group)));
    });
    this.desk.round.update((n) => n + 1);
    const done = moves.filter(({ friend }) => items.some((item) => item.referralId === friend.id && item.problem === null));
    const refused = items.filter((item) => item.problem !== null);
    this.desk.remember(done.length === 0 ? null : () => this.move(done.map(({ friend, from, to }) => ({ friend, from: to, to: from }))));
    if (items.length > 0) this.tell(moves, done, refused);
  }

  private async send(group: readonly Move[]): Promise<Item[]> {
    const [{ from, to }] = group as [Move];
    const body = { referralIds: group.map(({ friend }) => friend.id), assigneeId: to?.accountId ?? null, from: from?.accountId ?? 'nobody' };
    return (await reviewsControllerAssign({ path: { programId: this.program.id() }, body })).data.items;
  }

  private tell(moves: readonly Move[], done: readonly Move[], refused: readonly Item[]): void {
    const text = [done.length > 0 ? this.done(done) : '', refused.length > 0 ? this.refused(moves, refused) : ''].filter(Boolean).join(' ');
    const [only] = refused;
    const theirs = moves.find(({ friend }) => friend.id === only?.referralId)?.friend;
    if (done.length > 0) this.toasts.say(text, { label: this.transloco.translate('friends_desk.undo'), run: () => void this.desk.undo() });
    else if (refused.length === 1 && only!.problem === 'review.taken' && theirs) {
      const taken = { ...theirs, assignee: only!.assignee };
      this.toasts.say(text, { label: this.transloco.translate('assign.take_over'), run: () => void this.takeOver(taken) });
    } else this.toasts.say(text);
  }

  private done(moves: readonly Move[]): string {
    const [{ friend, from, to }] = moves as [Move];
    const words = { count: moves.length, friend: friend.name, name: this.nameOf(to), before: this.nameOf(from) };
    if (to === null) return this.transloco.translate('assign.told.nobody', words);
    if (from !== null && moves.length === 1) return this.transloco.translate('assign.told.moved', words);
    return this.transloco.translate(to.accountId === this.me()?.accountId ? 'assign.told.mine' : 'assign.told.given', words);
  }

  private refused(moves: readonly Move[], refused: readonly Item[]): string {
    const [first] = refused as [Item];
    const friend = moves.find((move) => move.friend.id === first.referralId)?.friend.name ?? '';
    if (refused.length > 1) return this.transloco.translate('assign.not_given', { count: refused.length });
    if (first.problem !== 'review.taken') return this.transloco.translate(`problem.${first.problem}`);
    return first.assignee ? this.transloco.translate('assign.taken', { friend, name: this.nameOf(first.assignee) }) : this.transloco.translate('assign.not_given', { count: 1 });
  }

  private nameOf(person: Reviewer | null): string {
    return person?.name ?? this.transloco.translate('person.somebody');
  }
}
