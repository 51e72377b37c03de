import { Component, inject, output, signal } from '@angular/core';
import { API_SCOPES, type ApiScope, KEY_KINDS, type KeyKind, LIMITS } from '@fanfare/contracts';
import { TranslocoPipe } from '@jsverse/transloco';
import { apiKeysControllerCreate, type NewApiKey } from '../../api/generated';
import { Attempt } from '../../api/attempt';
import { ProblemAlert } from '../../ui/problem-alert';
import { StaffProgram } from '../staff-program';

const LIVES_DAYS = ['never', '30', '90', '365'] as const;
const DAY_MS = 86_400_000;

/** A new key: for which system, of which kind, for what, for how long. */
@Component({ selector: 'ff-key-form', imports: [ProblemAlert, TranslocoPipe], templateUrl: './key-form.html' })
export class KeyForm {
  private readonly program = inject(StaffProgram);
  readonly made = output<NewApiKey>();
  protected readonly kinds = KEY_KINDS;
  protected readonly scopes = API_SCOPES;
  protected readonly lives = LIVES_DAYS;
  protected readonly most = LIMITS.keyNameChars;
  protected readonly kind = signal<KeyKind>('secret');
  protected readonly chosen = signal<readonly ApiScope[]>(API_SCOPES);
  protected readonly nameMissing = signal(false);
  protected readonly attempt = new Attempt();

  protected choose(scope: ApiScope, isChosen: boolean): void {
    this.chosen.update((before) => API_SCOPES.filter((one) => (one === scope ? isChosen : before.includes(one))));
  }

  protected async create(name: HTMLInputElement, life: string): Promise<void> {
    this.nameMissing.set(name.value.trim() === '');
    if (this.nameMissing()) return name.focus();
    const kind = this.kind();
    await this.attempt.run(async () => {
      const { data } = await apiKeysControllerCreate({
        path: { programId: this.program.id() },
        body: {
          name: name.value.trim(), kind,
          ...(kind === 'secret' && { scopes: [...this.chosen()] }),
          ...(life !== 'never' && { expiresAt: new Date(Date.now() + Number(life) * DAY_MS).toISOString() }),
        },
      });
      name.value = '';
      this.made.emit(data);
    });
  }
}
