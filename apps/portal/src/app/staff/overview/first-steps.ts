import { Component, inject } from '@angular/core';
import { RouterLink } from '@angular/router';
import { TranslocoPipe } from '@jsverse/transloco';
import { CopyButton } from '../../ui/copy-button';
import { Icon } from '../../ui/icon';
import { SignUpAddress } from '../sign-up-address';
import { StaffProgram } from '../staff-program';

const STEPS = [
  { name: 'rules', icon: 'layers', needs: 'rulebooks:publish', path: ['rules'] },
  { name: 'stock', icon: 'gift', needs: 'rewards:write', path: ['rewards'] },
  { name: 'look', icon: 'settings', needs: 'settings:write', path: ['settings'] },
  { name: 'team', icon: 'shield', needs: 'staff:manage', path: ['team'] },
] as const;

/** What to do first where nobody has joined yet. */
@Component({
  selector: 'ff-first-steps',
  imports: [CopyButton, Icon, RouterLink, TranslocoPipe],
  template: `
    <section class="card mb-5 grid gap-5 lg:grid-cols-[1fr_320px]">
      <div>
        <h2>{{ 'first_steps.heading' | transloco }}</h2>
        <p class="mt-2 mb-4 text-ink-2">{{ 'first_steps.intro' | transloco }}</p>
        <ol class="rows grid">
          @for (step of steps; track step.name) {
            <li><a class="flex items-center gap-3 text-ink no-underline hover:text-brand-ink" [routerLink]="['/staff', program.role()?.slug, ...step.path]"><ff-icon class="text-ink-2" [name]="step.icon" /><span class="flex-1"><strong class="block font-semibold">{{ 'first_steps.title.' + step.name | transloco }}</strong><span class="text-[13px] text-ink-2">{{ 'first_steps.text.' + step.name | transloco }}</span></span><ff-icon name="arrow" class="text-ink-2" /></a></li>
          }
        </ol>
      </div>
      <div class="grid content-start gap-3 rounded-inset bg-sunken p-4">
        <h3>{{ 'staff.invite' | transloco }}</h3><p class="text-[13px] text-ink-2">{{ 'staff.invite_text' | transloco }}</p>
        <code class="text-[13px]">{{ address.url() }}</code>
        <ff-copy [text]="address.url()" />
      </div>
    </section>
  `,
  host: { class: 'block' },
})
export class FirstSteps {
  protected readonly program = inject(StaffProgram);
  protected readonly address = inject(SignUpAddress);
  protected readonly steps = STEPS.filter(({ needs }) => this.program.may(needs));
}
