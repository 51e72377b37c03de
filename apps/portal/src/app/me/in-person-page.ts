import { DOCUMENT, Location } from '@angular/common';
import { afterNextRender, Component, computed, DestroyRef, effect, type ElementRef, inject, input, signal, viewChild } from '@angular/core';
import { Router } from '@angular/router';
import { TranslocoPipe } from '@jsverse/transloco';
import { myShareControllerShow, publicProgramControllerShow } from '../api/generated';
import { Icon } from '../ui/icon';
import { type KnownCode, knownCode, rememberCode } from './known-code';
import { keepScreenOn } from './screen-lock';

/**
 * The code of one's link, as large as the screen, for somebody to scan. White in either scheme, because a camera needs the
 * contrast. What was last known is shown at once, and without a network; what the server says replaces it.
 */
@Component({
  selector: 'ff-in-person-page',
  imports: [Icon, TranslocoPipe],
  template: `
    <main class="fixed inset-0 z-50 grid grid-rows-[auto_1fr_auto] overflow-auto bg-[#fff] p-5 text-center text-[#050505]">
      <div class="flex items-center justify-between gap-3">
        <h1 class="min-w-0 text-start text-[21px]!">{{ code()?.name ?? ('me.in_person' | transloco) }}</h1>
        <button #close type="button" class="inline-flex min-h-11 items-center gap-2 rounded-control border border-[#767676] px-4 font-semibold" (click)="leave()"><ff-icon name="x" />{{ 'me.in_person.close' | transloco }}</button>
      </div>
      @if (code(); as code) {
        <div class="grid content-center justify-items-center gap-4 py-4">
          <p class="text-[17px]">{{ 'me.in_person.scan' | transloco }}</p>
          <img class="-mx-5 aspect-square w-[min(100vw,66vh,720px)] max-w-none" [src]="picture()" [alt]="'me.in_person.code' | transloco: { link: shown() }" width="512" height="512">
        </div>
        <p class="pb-[env(safe-area-inset-bottom)] font-display text-[clamp(19px,5.5vw,30px)] font-semibold tracking-tight wrap-anywhere">{{ shown() }}</p>
      } @else {
        <p class="self-center" role="status">{{ (failed() ? 'me.in_person.unknown' : 'loading') | transloco }}</p>
      }
    </main>
  `,
  host: { '(document:keydown.escape)': 'leave()' },
})
export class InPersonPage {
  /** From the address. */
  readonly slug = input.required<string>();
  private readonly router = inject(Router);
  private readonly location = inject(Location);
  private readonly close = viewChild.required<ElementRef<HTMLButtonElement>>('close');
  protected readonly code = signal<KnownCode | null>(null);
  protected readonly failed = signal(false);
  protected readonly shown = computed(() => this.code()!.url.replace(/^https?:\/\//, ''));
  protected readonly picture = computed(() => `data:image/svg+xml,${encodeURIComponent(this.code()!.qr)}`);

  constructor() {
    effect(() => {
      this.code.set(knownCode(this.slug()));
      void this.refresh(this.slug());
    });
    inject(DestroyRef).onDestroy(keepScreenOn(inject(DOCUMENT)));
    afterNextRender(() => this.close().nativeElement.focus());
  }

  /** Back where one came from, or home for who opened the app here. */
  protected leave(): void {
    if (this.router.lastSuccessfulNavigation()?.previousNavigation) this.location.back();
    else void this.router.navigate(['/me', this.slug()]);
  }

  private async refresh(slug: string): Promise<void> {
    try {
      const [program, kit] = await Promise.all([publicProgramControllerShow({ path: { slug } }), myShareControllerShow({ path: { slug } })]);
      this.code.set(await rememberCode(slug, program.data, kit.data));
    } catch {
      this.failed.set(true); // no network: what was known stays
    }
  }
}
