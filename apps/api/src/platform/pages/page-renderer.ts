import { Inject, Injectable } from '@nestjs/common';
import type { Locale } from '@fanfare/contracts';
import type { FastifyReply } from 'fastify';
import Handlebars from 'handlebars';
import { CONFIG, type Config } from '../config/config.js';
import { I18n, type MessageParams } from '../i18n/i18n.service.js';
import { readSource } from '../source-files.js';
import { type AssetName, assetAddress } from './page-assets.js';
import { isLight, OWN_BRAND_COLOR, stylesheet } from './stylesheet.js';

/** What a page needs to know of a program to wear its brand. */
export interface PageBrand {
  readonly name: string;
  readonly slug: string;
  readonly brandColor: string;
  /** Without one the initial stands on the colour. */
  readonly logo?: PagePicture | null;
}

/** Its size is said, so that nothing jumps when it arrives. */
export interface PagePicture {
  readonly url: string;
  readonly width: number;
  readonly height: number;
}

export interface PageOptions {
  readonly locale: Locale;
  /** Null: the product's own look. */
  readonly program: PageBrand | null;
  /** Key of the title, with what it needs in `titleParams`. */
  readonly title: string;
  readonly titleParams?: MessageParams;
  /** Already in words; a title of the program's own goes before the key. */
  readonly titleText?: string;
  readonly description?: string;
  /** Path of a page that search engines may list; without it the page asks not to be. */
  readonly canonicalPath?: string;
  /** Path per language in which the page can also be read. */
  readonly languages?: readonly { readonly locale: Locale; readonly href: string }[];
  /** The drawn picture a shared link shows, 1200 × 630, and what it says. */
  readonly image?: { readonly path: string; readonly alt: string };
  /** `two`: where there is room, what it says stands beside what it asks (`.aside`). */
  readonly columns?: 'one' | 'two';
  readonly script?: Extract<AssetName, `${string}.js`>;
  /** `secret`: the address or the page holds a token or personal data; it is neither stored nor sent on as a referrer. */
  readonly keep?: 'public' | 'secret';
  readonly data?: Readonly<Record<string, unknown>>;
}

/** A page and the headers that belong to it. */
export interface Page {
  readonly html: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** Public pages: Handlebars views beside their controllers, in one layout under the program's brand. */
@Injectable()
export class PageRenderer {
  private readonly handlebars = Handlebars.create();
  private readonly views = new Map<string, Handlebars.TemplateDelegate>();

  constructor(
    private readonly i18n: I18n,
    @Inject(CONFIG) private readonly config: Config,
  ) {
    this.handlebars.registerHelper('t', (key: string, options: Handlebars.HelperOptions) =>
      this.i18n.t((options.data as { root: { locale: Locale } }).root.locale, key, options.hash as MessageParams));
    this.handlebars.registerHelper('concat', (...parts: unknown[]) => parts.slice(0, -1).join(''));
  }

  /** @param view path of the template from `apps/api/src` without its ending: `referrals/join` */
  render(view: string, options: PageOptions): Page {
    const { locale, program } = options;
    const brandColor = program?.brandColor ?? OWN_BRAND_COLOR;
    const { css, cspHash } = stylesheet(brandColor, options.keep ?? 'public');
    const brandName = program?.name ?? 'Fanfare';
    const initial = [...brandName.trim()][0]?.toUpperCase() ?? 'F';
    const html = this.view('platform/pages/layout')({
      locale, css, brandColor, brandName, initial,
      logo: program?.logo,
      wide: options.columns === 'two',
      shared: options.keep !== 'secret', // nobody is shown a preview of an address with a token
      siteName: program?.name,
      light: isLight(brandColor),
      icon: icon(brandColor),
      title: options.titleText ?? this.i18n.t(locale, options.title, options.titleParams),
      description: options.description,
      url: options.canonicalPath === undefined ? undefined : `${this.config.publicUrl}${options.canonicalPath}`,
      image: options.image && { url: `${this.config.publicUrl}${options.image.path}`, alt: options.image.alt },
      languages: options.languages,
      fonts: [assetAddress('geist-latin.woff2'), assetAddress('onest-latin-640.woff2')],
      script: options.script && assetAddress(options.script),
      body: this.view(view)({ ...options.data, locale, program }),
    });
    return { html, headers: headersFor(options.keep ?? 'public', cspHash) };
  }

  private view(name: string): Handlebars.TemplateDelegate {
    const known = this.views.get(name);
    if (known) return known;
    const compiled = this.handlebars.compile(readSource(`${name}.hbs`).toString(), { knownHelpers: { t: true, concat: true }, knownHelpersOnly: true });
    this.views.set(name, compiled);
    return compiled;
  }
}

/** Sends a page. No script runs but our own files, nothing frames it, forms stay on this site. */
export function sendPage(reply: FastifyReply, page: Page, status = 200): void {
  // A compressed page betrays by its length whether what somebody put into it resembles a token in it.
  if (page.headers['cache-control'] === 'no-store') reply.request.headers['x-no-compression'] = 'secret';
  void reply.status(status).headers({ ...page.headers }).type('text/html; charset=utf-8').send(page.html);
}

function headersFor(keep: 'public' | 'secret', cspHash: string): Record<string, string> {
  return {
    'content-security-policy':
      `default-src 'none'; style-src ${cspHash}; script-src 'self'; font-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`,
    'referrer-policy': keep === 'secret' ? 'no-referrer' : 'strict-origin-when-cross-origin',
    'cache-control': keep === 'secret' ? 'no-store' : 'no-cache',
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    vary: 'accept-language',
  };
}

function icon(color: string): string {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="9" fill="${color}"/></svg>`;
  return `data:image/svg+xml,${encodeURIComponent(svg)}`;
}
