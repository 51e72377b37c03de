import { afterNextRender, Component, computed, effect, type ElementRef, inject, output, signal, viewChild } from '@angular/core';
import { Router } from '@angular/router';
import { TranslocoPipe, TranslocoService } from '@jsverse/transloco';
import { insightsControllerFind, type SearchResults } from '../api/generated';
import { Icon, type IconName } from '../ui/icon';
import { distance } from './fuzzy';
import { ACTIONS } from './palette-actions';
import { recentKeys, rememberKey } from './recent';
import { SignUpAddress } from './sign-up-address';
import { StaffProgram } from './staff-program';

const WAIT_MS = 150;

type Found = SearchResults['items'][number];
type Kind = 'recent' | 'action' | 'screen' | 'person' | 'program';

interface Result {
  readonly key: string;
  readonly kind: Kind;
  readonly icon: IconName;
  readonly title: string;
  readonly detail: string;
  /** Where it leads, from the program on; or what it does. */
  readonly go: readonly string[] | (() => void);
}

/** Goes anywhere by typing: screens and actions by their name, people by name, address or link code, other programs. */
@Component({ selector: 'ff-palette', imports: [Icon, TranslocoPipe], templateUrl: './palette.html' })
export class Palette {
  readonly closed = output<void>();
  private readonly program = inject(StaffProgram);
  private readonly router = inject(Router);
  private readonly address = inject(SignUpAddress);
  private readonly transloco = inject(TranslocoService);
  private readonly dialog = viewChild.required<ElementRef<HTMLDialogElement>>('dialog');
  private readonly typed = signal('');
  private readonly people = signal<readonly Found[]>([]);
  private readonly recent = recentKeys();
  protected readonly at = signal(0);
  protected readonly results = computed<Result[]>(() => (this.typed() ? [...this.matching(), ...this.people().map(foundResult)] : this.unasked()));

  private readonly known = computed<Result[]>(() => [
    ...this.program.screens().map(({ path, icon }): Result => ({ key: `screen:${path}`, kind: 'screen', icon, title: this.transloco.translate(`staff.${path}`), detail: '', go: [path] })),
    ...ACTIONS.filter(({ needs }) => this.program.may(needs)).map(({ name, icon, path }): Result => ({ key: `do:${name}`, kind: 'action', icon, title: this.transloco.translate(`staff.do.${name}`), detail: '', go: path })),
    { key: 'do:copy_address', kind: 'action', icon: 'link', title: this.transloco.translate('staff.do.copy_address'), detail: this.address.url(), go: () => void this.address.copy() },
    ...this.program.roles().filter(({ slug }) => slug !== this.program.role()?.slug).map(({ slug, name }): Result => (
      { key: `program:${slug}`, kind: 'program', icon: 'swap', title: this.transloco.translate('staff.do.switch', { name }), detail: '', go: () => void this.router.navigate(['/staff', slug]) })),
  ]);

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
    if (step && count) {
      this.at.set((this.at() + step + count) % count);
      document.getElementById(`found-${this.at()}`)?.scrollIntoView({ block: 'nearest' });
    }
    const chosen = this.results()[this.at()];
    if (event.key === 'Enter' && chosen) this.choose(chosen);
    if (step || event.key === 'Enter') event.preventDefault();
  }

  protected choose(result: Result): void {
    this.dialog().nativeElement.close(); // gives the focus back
    this.closed.emit(); // at once: the dialog's own event comes later, and would shut a palette that was opened meanwhile
    if (result.kind !== 'person') rememberKey(result.key);
    if (typeof result.go === 'function') result.go();
    else void this.router.navigate(['/staff', this.program.role()?.slug, ...result.go]);
  }

  /** Before anything is typed: what was chosen last, then everything there is. */
  private unasked(): Result[] {
    const recent = this.recent.flatMap((key) => this.known().filter((result) => result.key === key)).map((result): Result => ({ ...result, kind: 'recent' }));
    return [...recent, ...this.known().filter(({ key }) => !this.recent.includes(key))];
  }

  private matching(): Result[] {
    const scored = this.known().flatMap((result) => {
      const far = distance(result.title, this.typed());
      return far === null ? [] : [{ result, far }];
    });
    return scored.toSorted((a, b) => a.far - b.far).map(({ result }) => result);
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
  return { key: `${kind}-${memberId}-${code}`, kind: 'person', icon: 'users', title: name ?? email ?? '', detail, go: ['people', memberId] };
}
