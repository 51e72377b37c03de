import { computed, signal } from '@angular/core';
import { guestListControllerCheckIn, guestListControllerUndo, type Invitation } from '../../api/generated';
import { type ApiProblem, readProblem } from '../../api/problem';

/** What was done at the door and is not yet known to the server. */
interface Act {
  readonly memberId: string;
  readonly way: 'in' | 'out';
}
const RETRY_MS = 10_000;

/**
 * Check-ins in the order in which they were made. Each is sent at once; without a connection they wait, in this browser, even
 * over a reload, and go out when it is back: the server takes the same one twice for one.
 */
export class DoorQueue {
  private readonly acts = signal<readonly Act[]>([]);
  private sending = false;
  private timer: ReturnType<typeof setTimeout> | undefined;
  readonly waiting = computed(() => this.acts().length);
  /** What the server refused: a connection would not help. */
  readonly problem = signal<ApiProblem | null>(null);
  /** Whether the last try found nobody at the other end. */
  readonly offline = signal(false);

  constructor(private readonly path: { readonly programId: string; readonly eventId: string }, private readonly done: (invitation: Invitation) => void) {
    this.acts.set(read(this.key()));
    void this.send();
  }

  /** What is said of a guest before the server knows; null where it knows. */
  saidOf(memberId: string): Act['way'] | null {
    return this.acts().findLast((act) => act.memberId === memberId)?.way ?? null;
  }

  add(memberId: string, way: Act['way']): Promise<void> {
    this.problem.set(null);
    this.keep([...this.acts(), { memberId, way }]);
    return this.send();
  }

  async send(): Promise<void> {
    if (this.sending) return;
    this.sending = true;
    clearTimeout(this.timer);
    for (let next = this.acts()[0]; next; next = this.acts()[0]) if (!(await this.sendOne(next))) break;
    this.sending = false;
    if (this.acts().length > 0) this.timer = setTimeout(() => void this.send(), RETRY_MS);
  }

  stop(): void {
    clearTimeout(this.timer);
  }

  /** @returns whether to go on with the next */
  private async sendOne({ memberId, way }: Act): Promise<boolean> {
    try {
      const { data } = way === 'in' ? await guestListControllerCheckIn({ path: this.path, body: { memberId } }) : await guestListControllerUndo({ path: { ...this.path, memberId } });
      this.done(data);
    } catch (error) {
      const problem = readProblem(error);
      if (problem.code === 'server.unavailable') {
        this.offline.set(true);
        return false;
      }
      this.problem.set(problem);
    }
    this.offline.set(false);
    this.keep(this.acts().slice(1));
    return true;
  }

  private keep(acts: readonly Act[]): void {
    this.acts.set(acts);
    if (acts.length > 0) localStorage.setItem(this.key(), JSON.stringify(acts));
    else localStorage.removeItem(this.key());
  }

  private key(): string {
    return `ff-door:${this.path.eventId}`;
  }
}

function read(key: string): Act[] {
  try {
    return JSON.parse(localStorage.getItem(key) ?? '[]') as Act[];
  } catch {
    return [];
  }
}
