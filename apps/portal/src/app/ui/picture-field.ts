import { Component, input, model, signal } from '@angular/core';
import { TranslocoPipe } from '@jsverse/transloco';
import { LIMITS } from '@fanfare/contracts';
import { picturesControllerUpload } from '../api/generated';
import { Attempt } from '../api/attempt';
import { newId } from '../api/new-id';
import { Icon } from './icon';
import { ProblemAlert } from './problem-alert';

/** A picture that was uploaded: what shows it names it by `id`. */
export interface ChosenPicture {
  readonly id: string;
  readonly url: string;
}

/** Chooses a picture: by a file dialog or by dropping it. It is uploaded at once, and used when the form around it is saved. */
@Component({
  selector: 'ff-picture-field',
  imports: [Icon, ProblemAlert, TranslocoPipe],
  template: `
    <span class="label" [id]="fieldId + '-label'">{{ label() | transloco }}</span>
    <div role="group" [attr.aria-labelledby]="fieldId + '-label'" class="flex flex-wrap items-center gap-4 rounded-inset border border-dashed p-3" [class]="over() ? 'border-brand-ink bg-brand-50' : 'border-line-2'"
      (dragover)="$event.preventDefault(); over.set(true)" (dragleave)="over.set(false)" (drop)="drop($event)">
      @if (picture(); as shown) { <img class="h-24 w-32 rounded-control bg-sunken object-contain" [src]="shown.url" alt=""> }
      @else { <span class="grid h-24 w-32 place-items-center rounded-control bg-sunken text-ink-3"><ff-icon name="image" /></span> }
      <div class="grid min-w-0 flex-1 gap-2">
        <div class="flex flex-wrap gap-2">
          <button type="button" class="btn btn-ghost btn-small" [disabled]="attempt.busy()" [attr.aria-describedby]="fieldId + '-hint'" (click)="file.click()">{{ (attempt.busy() ? 'picture.uploading' : picture() ? 'picture.replace' : 'picture.choose') | transloco }}</button>
          @if (picture()) { <button type="button" class="btn btn-ghost btn-small" (click)="picture.set(null)">{{ 'picture.remove' | transloco }}</button> }
        </div>
        <p class="hint" [id]="fieldId + '-hint'">{{ 'picture.hint' | transloco }}</p>
        <ff-problem [problem]="attempt.problem()" />
      </div>
      <input #file type="file" class="hidden" accept="image/png,image/jpeg,image/webp" (change)="choose(file)">
    </div>
  `,
  host: { class: 'field' },
})
export class PictureField {
  readonly programId = input.required<string>();
  /** Message key. */
  readonly label = input.required<string>();
  readonly picture = model.required<ChosenPicture | null>();
  protected readonly fieldId = `picture-${newId()}`;
  protected readonly attempt = new Attempt();
  protected readonly over = signal(false);

  protected async choose(from: HTMLInputElement): Promise<void> {
    const file = from.files?.[0];
    if (file) await this.upload(file);
    from.value = ''; // the same file may be chosen again
  }

  protected async drop(event: DragEvent): Promise<void> {
    event.preventDefault();
    this.over.set(false);
    const file = event.dataTransfer?.files[0];
    if (file) await this.upload(file);
  }

  private async upload(file: File): Promise<void> {
    if (file.size > LIMITS.pictureBytes) {
      this.attempt.problem.set({ code: 'request.too_large', fields: [], facts: {} });
      return;
    }
    await this.attempt.run(async () => {
      const { data } = await picturesControllerUpload({ path: { programId: this.programId() }, body: file, headers: { 'Content-Type': file.type || 'image/png' } });
      this.picture.set({ id: data.id, url: data.url });
    });
  }
}
