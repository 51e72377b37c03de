import { afterNextRender, Component, computed, effect, type ElementRef, inject, output, signal, viewChild } from '@angular/core';
import { Router } from '@angular/router';
import { TranslocoPipe, TranslocoService } from '@jsverse/transloco';
import { insightsControllerFind, type SearchResults } from '../api/generated';
import { Icon, type IconName } from '../ui/icon';
import { StaffProgram } from './staff-program';

const WAIT_MS = 150;

type Found = SearchResults['items'][number];

interface Result {
  readonly key: string;
  readonly icon: IconName;
  readonly title: string;
  readonly detail: string;
  readonly path: readonly string[];
}

/** Goes anywhere by typing: screens by their name, people by name, address or link code. */
@Component({ selector: 'ff-palette', imports: [Icon, TranslocoPipe], templateUrl: './palette.html' })
export class Palette {
  readonly closed = output<void>();
  private readonly program = inject(StaffProgram);
  private readonly router = inject(Router);
  private readonly transloco = inject(TranslocoService);
  private readonly dialog = viewChild.required<ElementRef<HTMLDialogElement>>('dialog');
  private readonly typed = signal('');
  private readonly people = signal<readonly Found[]>([]);
  protected readonly at = signal(0);
  protected readonly results = computed<Result[]>(() => [...this.screens(), ...this.people().map(foundResult)]);

  private readonly screens = computed(() => this.program.screens()
    .map(({ path, icon }): Result => ({ key: path, icon, title: this.transloco.translate(`staff.${path}`), detail: '', path: [path] }))
    .filter(({ title }) => title.toLocaleLowerCase().includes(this.typed().toLocaleLowerCase())));

  constructor() {
    afterNextRender(() => this.dialog().nativeElement.showModal());
    effect((onCleanup) => {
      const search = this.typed();
      if (!search || !this.program.may('members:read') || !this.program.may('insights:read')) return this.people.set([]);
      const asked = new AbortController();
      const timer = setTimeout(() => void this.find(search, asked.signal), WAIT_MS);
      onCleanup(() => { clearTimeout(timer); asked.abort(); });
    });
  }

  protected type(text: string): void {
    this.typed.set(text.trim());
    this.at.set(0);
  }

  protected steer(event: KeyboardEvent): void {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const count = this.results().length;
    if (step && count) this.at.set((this.at() + step + count) % count);
    const chosen = this.results()[this.at()];
    if (event.key === 'Enter' && chosen) this.go(chosen);
    if (step || event.key === 'Enter') event.preventDefault();
  }

  protected go(result: Result): void {
    this.dialog().nativeElement.close(); // gives the focus back
    this.closed.emit(); // at once: the dialog's own event comes later, and would shut a palette that was opened meanwhile
    void this.router.navigate(['/staff', this.program.role()?.slug, ...result.path]);
  }

  /** An answer to what was typed before is of no use; a search that fails leaves the screens to choose from. */
  private async find(q: string, asked: AbortSignal): Promise<void> {
    const found = await insightsControllerFind({ path: { programId: this.program.id() }, query: { q } }).then(({ data }) => data.items, () => []);
    if (!asked.aborted) this.people.set(found);
  }
}

/** A link leads to its member: its code says why it was found. */
function foundResult({ kind, memberId, name, email, code }: Found): Result {
  const detail = kind === 'link' ? `/r/${code}` : name ? (email ?? '') : '';
  return { key: `${kind}-${memberId}-${code}`, icon: 'users', title: name ?? email ?? '', detail, path: ['people', memberId] };
}
