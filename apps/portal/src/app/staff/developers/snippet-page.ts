import { Component, computed, inject } from '@angular/core';
import { RouterLink } from '@angular/router';
import { TranslocoPipe } from '@jsverse/transloco';
import { PageHeading } from '../page-heading';
import { StaffProgram } from '../staff-program';
import { CodeBlock } from './code-block';
import { DevelopersTabs } from './developers-tabs';
import { fieldsSnippet, pageSnippet, purchaseSnippet } from './snippets';

/** Lines to copy into the brand's own page and server. */
@Component({
  selector: 'ff-snippet-page',
  imports: [CodeBlock, DevelopersTabs, PageHeading, RouterLink, TranslocoPipe],
  template: `
    <ff-page-heading heading="staff.developers" text="developers.page_text" />
    <ff-developers-tabs />
    <div class="grid max-w-[860px] gap-5">
      <section class="card grid gap-4">
        <div><h2>{{ 'developers.hosts' | transloco }}</h2><p class="mt-1.5 text-ink-2">{{ 'developers.hosts_text' | transloco }}</p></div>
        @if (hosts().length > 0) {
          <ul class="flex flex-wrap gap-2">@for (host of hosts(); track host) { <li class="rounded-full border border-line-2 bg-sunken px-3 py-1 font-mono text-[13px]">{{ host }}</li> }</ul>
        } @else { <p class="notice">{{ 'developers.hosts_none' | transloco }}</p> }
        <p><a class="link" [routerLink]="['/staff', program.role()?.slug, 'settings']">{{ 'developers.hosts_edit' | transloco }}</a></p>
      </section>
      <section class="card grid gap-4"><div><h2>{{ 'developers.form' | transloco }}</h2><p class="mt-1.5 text-ink-2">{{ 'developers.form_text' | transloco }}</p></div><ff-code [code]="form()" label="developers.form_code" /></section>
      <section class="card grid gap-4"><div><h2>{{ 'developers.own_form' | transloco }}</h2><p class="mt-1.5 text-ink-2">{{ 'developers.own_form_text' | transloco }}</p></div><ff-code [code]="fields()" label="developers.own_form_code" /></section>
      <section class="card grid gap-4"><div><h2>{{ 'developers.purchase' | transloco }}</h2><p class="mt-1.5 text-ink-2">{{ 'developers.purchase_text' | transloco }}</p></div><ff-code [code]="purchase" label="developers.purchase_code" /><p><a class="link" href="/api/openapi.json" target="_blank" rel="noopener">{{ 'developers.openapi' | transloco }}</a></p></section>
    </div>
  `,
})
export class SnippetPage {
  protected readonly program = inject(StaffProgram);
  private readonly slug = computed(() => this.program.role()?.slug ?? '');
  protected readonly form = computed(() => pageSnippet(location.origin, this.slug()));
  protected readonly fields = computed(() => fieldsSnippet(location.origin, this.slug()));
  protected readonly purchase = purchaseSnippet(location.origin);
  protected readonly hosts = computed(() => {
    if (!this.program.settings.hasValue()) return [];
    const { allowedHosts, destination } = this.program.settings.value();
    const own = destination ? URL.parse(destination)?.host : undefined;
    return [...new Set([...allowedHosts, ...(own ? [own] : [])])];
  });
}
