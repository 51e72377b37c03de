import { inject, Service } from '@angular/core';
import { Title } from '@angular/platform-browser';
import { type RouterStateSnapshot, TitleStrategy } from '@angular/router';
import { TranslocoService } from '@jsverse/transloco';
import { Brand } from '../brand/brand';

/** Route titles are message keys; the program's name follows once it is known. */
@Service()
export class TranslatedTitle extends TitleStrategy {
  private readonly title = inject(Title);
  private readonly transloco = inject(TranslocoService);
  private readonly brand = inject(Brand);

  override updateTitle(route: RouterStateSnapshot): void {
    const key = this.buildTitle(route) ?? 'title.home';
    this.title.setTitle(`${this.transloco.translate(key)} · ${this.brand.name() ?? 'Fanfare'}`);
  }
}
