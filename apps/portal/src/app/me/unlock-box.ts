import { Component, computed, inject, input } from '@angular/core';
import { TranslocoPipe } from '@jsverse/transloco';
import { type MyGrant, myUnlocksControllerOpen } from '../api/generated';
import { Attempt } from '../api/attempt';
import { bytesText } from '../i18n/bytes';
import { Language } from '../i18n/language';
import { Icon } from '../ui/icon';
import { ProblemAlert } from '../ui/problem-alert';
import { MemberProgram } from './member-program';

/** A page or a file that was won: a press makes a link to it, and opens it. */
@Component({
  selector: 'ff-unlock-box',
  imports: [Icon, ProblemAlert, TranslocoPipe],
  template: `
    <button type="button" class="btn btn-primary" [disabled]="attempt.busy()" [attr.aria-label]="(file() ? 'rewards.unlock_save_named' : 'rewards.unlock_open_named') | transloco: { title: grant().title }" (click)="open()"><ff-icon [name]="file() ? 'download' : 'book'" />{{ (file() ? 'rewards.unlock_save' : 'rewards.unlock_open') | transloco }}</button>
    <p class="hint break-words">{{ file() ?? ('rewards.unlock_hint' | transloco) }}</p>
    <ff-problem [problem]="attempt.problem()" />
  `,
  host: { class: 'grid gap-2' },
})
export class UnlockBox {
  readonly grant = input.required<MyGrant>();
  private readonly program = inject(MemberProgram);
  private readonly language = inject(Language);
  protected readonly attempt = new Attempt();
  /** What it is called and how large it is; null for a page. */
  protected readonly file = computed(() => {
    const access = this.grant().access;
    return access?.fileName ? `${access.fileName} · ${bytesText(access.bytes ?? 0, this.language.current())}` : null;
  });

  protected async open(): Promise<void> {
    await this.attempt.run(async () => {
      const { url } = (await myUnlocksControllerOpen({ path: { slug: this.program.slug(), grantId: this.grant().id } })).data;
      location.assign(url);
    });
  }
}
