import { Component } from '@angular/core';
import { LanguageChoice } from '../../ui/language-choice';
import { Mark } from '../../ui/mark';

/** A single card in the middle of the page: the look of every screen before the sign-in. */
@Component({
  selector: 'ff-sign-in-frame',
  imports: [LanguageChoice, Mark],
  template: `
    <main class="mx-auto grid min-h-dvh w-full max-w-[432px] content-center gap-6 px-4 py-8">
      <div class="flex items-center gap-3"><ff-mark name="Fanfare" /><span class="font-display text-lg font-semibold tracking-tight">Fanfare</span></div>
      <section class="card grid gap-5"><ng-content /></section>
      <ff-language-choice class="justify-self-center" />
    </main>
  `,
})
export class SignInFrame {}
