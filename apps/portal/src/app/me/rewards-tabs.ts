import { Component, computed, inject } from '@angular/core';
import { RouterLink, RouterLinkActive } from '@angular/router';
import { TranslocoPipe } from '@jsverse/transloco';
import { MemberProgram } from './member-program';

/** Between what one has and what can be had for points; nothing where the program gives none. */
@Component({
  selector: 'ff-rewards-tabs',
  imports: [RouterLink, RouterLinkActive, TranslocoPipe],
  template: `
    @if (points(); as points) {
      <nav class="mb-6 flex gap-1 border-b border-line" [attr.aria-label]="'me.rewards' | transloco">
        <a [class]="tab" routerLinkActive="border-brand-ink! text-ink!" ariaCurrentWhenActive="page" [routerLinkActiveOptions]="{ exact: true }" [routerLink]="['/me', slug(), 'rewards']">{{ 'me.shop.mine' | transloco }}</a>
        <a [class]="tab" routerLinkActive="border-brand-ink! text-ink!" ariaCurrentWhenActive="page" [routerLink]="['/me', slug(), 'rewards', 'shop']">{{ 'me.shop' | transloco }} <span class="pill ms-1 bg-brand-50 text-brand-ink tabular-nums">{{ 'me.shop.points' | transloco: { count: points.balance } }}</span></a>
      </nav>
    }
  `,
})
export class RewardsTabs {
  private readonly program = inject(MemberProgram);
  protected readonly slug = this.program.slug;
  protected readonly points = computed(() => (this.program.progress.hasValue() ? this.program.progress.value().points : null));
  protected readonly tab = '-mb-px inline-flex min-h-11 items-center border-b-2 border-transparent px-3 font-semibold text-ink-2 no-underline hover:text-ink';
}
