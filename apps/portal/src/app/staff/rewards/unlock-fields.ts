import { Component, computed, inject, input, linkedSignal, signal } from '@angular/core';
import { TranslocoPipe } from '@jsverse/transloco';
import { LIMITS } from '@fanfare/contracts';
import { linkedText } from '@fanfare/domain/linked-text';
import { type Reward, type RewardChangeRequest, type UnlockFile, unlockFilesControllerUpload } from '../../api/generated';
import { Attempt } from '../../api/attempt';
import { bytesText } from '../../i18n/bytes';
import { Language } from '../../i18n/language';
import { Icon } from '../../ui/icon';
import { ProblemAlert } from '../../ui/problem-alert';
import { StaffProgram } from '../staff-program';

type Opens = 'page' | 'file';
type Unlock = NonNullable<RewardChangeRequest['unlock']>;

/** What a reward opens, a page in each language or a file, with what its winners see. Read from its form by `unlockIn`. */
@Component({
  selector: 'ff-unlock-fields',
  imports: [Icon, ProblemAlert, TranslocoPipe],
  template: `
    <fieldset class="grid gap-5"><legend class="label mb-1.5">{{ 'staff.unlock' | transloco }}</legend>
      <div class="flex flex-wrap gap-x-6 gap-y-1">@for (each of forms; track each) { <label class="flex min-h-8 items-center gap-2.5"><input type="radio" class="size-4 accent-brand" name="opens" [value]="each" [checked]="each === opens()" (change)="opens.set(each)">{{ 'staff.unlock_opens.' + each | transloco }}</label> }</div>
      @if (opens() === 'page') {
        @for (locale of locales(); track locale; let first = $first) {
          <label class="field"><span class="label">{{ 'staff.in_language' | transloco: { field: 'staff.unlock_title' | transloco, language: 'language.' + locale | transloco } }}</span><input #heading class="input" [name]="'unlock.title.' + locale" maxlength="80" autocomplete="off" [value]="saved()?.title?.[locale] ?? ''" (input)="typed('title', locale, heading.value)"></label>
          <label class="field"><span class="label">{{ 'staff.in_language' | transloco: { field: 'staff.unlock_text' | transloco, language: 'language.' + locale | transloco } }}</span><textarea #text class="input min-h-40 py-2" [name]="'unlock.text.' + locale" [attr.maxlength]="limits.unlockTextChars" [required]="first" [value]="saved()?.text?.[locale] ?? ''" (input)="typed('text', locale, text.value)"></textarea></label>
        }
        <p class="hint">{{ 'staff.unlock_text_hint' | transloco }}</p>
      } @else {
        <div role="group" [attr.aria-label]="'staff.unlock_file' | transloco" class="grid gap-2 rounded-inset border border-dashed border-line-2 p-3">
          @if (file(); as file) {
            <p class="flex flex-wrap items-center gap-2"><ff-icon name="download" /><a class="link break-all" [href]="fileUrl(file.id)">{{ file.name }}</a><span class="text-ink-2">{{ size(file) }}</span></p>
            <input type="hidden" name="unlock.file" [value]="file.id">
          }
          <div><button type="button" class="btn btn-ghost btn-small" [disabled]="attempt.busy()" aria-describedby="unlock-file-hint" (click)="chosen.click()">{{ (attempt.busy() ? 'picture.uploading' : file() ? 'staff.unlock_file_replace' : 'staff.unlock_file_choose') | transloco }}</button></div>
          <p class="hint" id="unlock-file-hint">{{ 'staff.unlock_file_hint' | transloco }}</p>
          <ff-problem [problem]="attempt.problem()" />
          <input #chosen type="file" class="hidden" [attr.accept]="types" (change)="choose(chosen)">
        </div>
      }
      @if (saved(); as saved) { <p class="hint">{{ 'staff.unlock_opened' | transloco: { members: saved.openedBy, times: saved.openings } }}</p> }
      @if (opens() === 'page' && (preview().title || preview().parts.length > 0)) {
        <section class="grid gap-3 rounded-inset bg-sunken p-4" aria-labelledby="unlock-preview">
          <h3 class="text-[13px] font-semibold text-ink-2" id="unlock-preview">{{ 'staff.unlock_preview' | transloco }}</h3>
          <div class="card mx-auto grid w-full max-w-[480px] gap-4">
            @if (preview().title; as title) { <p class="font-display text-[26px] leading-tight font-semibold">{{ title }}</p> }
            <p class="whitespace-pre-line break-words">@for (part of preview().parts; track $index) {@if (part.href; as href) {<a class="link inline-block min-h-6" target="_blank" rel="noopener noreferrer" [href]="href">{{ part.text }}</a>} @else {<span>{{ part.text }}</span>}}</p>
          </div>
        </section>
      }
    </fieldset>
  `,
})
export class UnlockFields {
  readonly saved = input<Reward['unlock']>(null);
  readonly locales = input.required<readonly string[]>();
  private readonly program = inject(StaffProgram);
  private readonly language = inject(Language);
  protected readonly attempt = new Attempt();
  protected readonly limits = LIMITS;
  protected readonly forms = ['page', 'file'] as const;
  protected readonly types = '.pdf,.zip,.png,.jpg,.jpeg,.webp,application/pdf,application/zip,image/png,image/jpeg,image/webp';
  protected readonly opens = linkedSignal<Opens>(() => (this.saved()?.file ? 'file' : 'page'));
  protected readonly file = linkedSignal<UnlockFile | null>(() => this.saved()?.file ?? null);
  /** By field and language: what was typed since. */
  private readonly since = signal<Readonly<Record<string, string>>>({});
  protected readonly preview = computed(() => {
    const [locale = 'en'] = this.locales();
    const now = (field: 'title' | 'text') => this.since()[`${field}.${locale}`] ?? this.saved()?.[field]?.[locale as 'en'] ?? '';
    return { title: now('title'), parts: linkedText(now('text')) };
  });

  protected typed(field: 'title' | 'text', locale: string, text: string): void {
    this.since.update((known) => ({ ...known, [`${field}.${locale}`]: text }));
  }

  protected fileUrl(fileId: string): string {
    return `/api/v1/programs/${this.program.id()}/unlock-files/${fileId}`;
  }

  protected size({ bytes }: UnlockFile): string {
    return bytesText(bytes, this.language.current());
  }

  protected async choose(from: HTMLInputElement): Promise<void> {
    const file = from.files?.[0];
    from.value = ''; // the same file may be chosen again
    if (!file) return;
    if (file.size > LIMITS.unlockFileBytes) return this.attempt.problem.set({ code: 'request.too_large', fields: [], facts: {} });
    await this.attempt.run(async () => {
      const { data } = await unlockFilesControllerUpload({ path: { programId: this.program.id() }, query: { name: file.name.slice(0, 200) }, body: file, headers: { 'Content-Type': typeOf(file) } });
      this.file.set(data);
    });
  }
}

/** What was entered; null for a reward that opens nothing. */
export function unlockIn(form: FormData, texts: (field: string) => Record<string, string>): Unlock | null {
  if (!form.has('opens')) return null;
  return form.get('opens') === 'file'
    ? { title: {}, text: {}, fileId: form.get('unlock.file')?.toString() ?? null }
    : { title: texts('unlock.title'), text: texts('unlock.text'), fileId: null };
}

/** Windows calls a zip by a name of its own. */
function typeOf({ type }: File): string {
  return type === 'application/x-zip-compressed' ? 'application/zip' : type || 'application/octet-stream';
}
