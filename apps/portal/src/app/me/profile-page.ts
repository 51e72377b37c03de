import { Component, computed, inject } from '@angular/core';
import { TranslocoPipe } from '@jsverse/transloco';
import { myProfileControllerShowResource } from '../api/generated/@angular/common.gen';
import { Attempt } from '../api/attempt';
import { myDataControllerExport } from '../api/generated';
import { problemOfRead } from '../api/problem';
import { download } from '../ui/download';
import { ProblemAlert } from '../ui/problem-alert';
import { Reading } from '../ui/reading';
import { AddressCard } from './address-card';
import { LeaveCard } from './leave-card';
import { MemberProgram } from './member-program';
import { MyMessages } from './my-messages';
import { PersonalLinkCard } from './personal-link-card';
import { ProfileForm } from './profile-form';

/** How the member is named and written to, a word with the team, and what is stored about them. */
@Component({
  selector: 'ff-profile-page',
  imports: [AddressCard, LeaveCard, MyMessages, PersonalLinkCard, ProblemAlert, ProfileForm, Reading, TranslocoPipe],
  template: `
    <h1>{{ 'me.profile' | transloco }}</h1>
    <div class="mt-6 grid items-start gap-5 lg:grid-cols-2">
      @if (profile.hasValue()) { <ff-profile-form [slug]="slug()" [profile]="profile.value()" (saved)="profile.reload()" /> }
      @else if (problem()) { <ff-problem [problem]="problem()" /> } @else { <ff-reading class="card" /> }
      <div class="grid gap-5">
        <ff-address-card [slug]="slug()" />
        <ff-my-messages [slug]="slug()" />
        <ff-personal-link-card [slug]="slug()" />
      </div>
      <section class="card grid gap-4">
        <h2>{{ 'me.data.title' | transloco }}</h2>
        <p class="text-ink-2">{{ 'me.data.text' | transloco }}</p>
        <ff-problem [problem]="file.problem()" />
        <p><button type="button" class="btn btn-ghost" [disabled]="file.busy()" (click)="save()">{{ 'me.data.export' | transloco }}</button></p>
      </section>
      <ff-leave-card />
    </div>
  `,
})
export class ProfilePage {
  protected readonly slug = inject(MemberProgram).slug;
  protected readonly profile = myProfileControllerShowResource(() => ({ path: { slug: this.slug() } }));
  protected readonly file = new Attempt();
  protected readonly problem = computed(() => problemOfRead(this.profile.error()));

  protected async save(): Promise<void> {
    const slug = this.slug();
    await this.file.run(async () => {
      const { data } = await myDataControllerExport({ path: { slug } });
      download(`${slug}-my-data.json`, JSON.stringify(data, null, 2), 'application/json');
    });
  }
}
