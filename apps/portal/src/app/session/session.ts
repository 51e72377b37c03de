import { inject, Service, signal } from '@angular/core';
import { meControllerMe, sessionsControllerSignOut } from '../api/generated';
import type { Me } from '../api/generated';
import { Language } from '../i18n/language';

/** Who is signed in. Asked once, and again after signing in or out. */
@Service()
export class Session {
  private readonly language = inject(Language);
  private readonly known = signal<Me | null>(null);
  readonly me = this.known.asReadonly();

  /** @throws the API's problem, `auth.required` where nobody is signed in */
  async read(): Promise<Me> {
    const { data } = await meControllerMe();
    this.known.set(data);
    this.language.suggest(data.account.locale);
    return data;
  }

  async end(): Promise<void> {
    await sessionsControllerSignOut();
    this.known.set(null);
  }
}
