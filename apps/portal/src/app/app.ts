import { Component, inject } from '@angular/core';
import { RouterOutlet } from '@angular/router';
import { StepUp } from './session/step-up';
import { StepUpDialog } from './session/step-up-dialog';

@Component({
  selector: 'ff-app',
  imports: [RouterOutlet, StepUpDialog],
  template: `
    <router-outlet />
    @if (stepUp.asked(); as level) { @defer (on immediate) { <ff-step-up-dialog [level]="level" (answered)="stepUp.answer($event)" /> } }
  `,
})
export class App {
  protected readonly stepUp = inject(StepUp);
}
