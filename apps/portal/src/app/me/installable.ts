import { DOCUMENT } from '@angular/common';
import { inject, Service, signal } from '@angular/core';

/** What Chromium sends before it would offer to install; other browsers have a menu for it. */
interface InstallOffer extends Event {
  prompt(): Promise<unknown>;
}

/** The member area as an app: the program's manifest, and the worker that opens it without a network. */
@Service()
export class Installable {
  private readonly document = inject(DOCUMENT);
  private readonly window = this.document.defaultView!;
  private readonly offer = signal<InstallOffer | null>(null);
  /** Whether the browser offers to install it now. */
  readonly offered = () => this.offer() !== null;

  constructor() {
    this.window.addEventListener('beforeinstallprompt', (event) => {
      event.preventDefault(); // it is offered where it helps, not over the page
      this.offer.set(event as InstallOffer);
    });
    this.window.addEventListener('appinstalled', () => this.offer.set(null));
  }

  /** Puts the program's app beside the page, and what it needs into the browser, when there is time for it. */
  start(slug: string): void {
    const path = encodeURIComponent(slug);
    this.link('manifest', `/me/${path}/manifest.webmanifest`);
    this.link('apple-touch-icon', `/icon/${path}/touch.png`);
    const { serviceWorker } = this.window.navigator;
    // Not over plain http on another host: browsers have no workers there.
    void serviceWorker?.register('/me/service-worker.js', { scope: '/me/' }).then(() => serviceWorker.ready).then(() => import('./in-person-page')).catch(() => undefined);
  }

  async install(): Promise<void> {
    await this.offer()?.prompt();
    this.offer.set(null); // an offer can be made once
  }

  private link(rel: string, href: string): void {
    const known = this.document.head.querySelector<HTMLLinkElement>(`link[rel="${rel}"]`);
    const link = known ?? this.document.head.appendChild(Object.assign(this.document.createElement('link'), { rel }));
    if (link.getAttribute('href') !== href) link.setAttribute('href', href);
  }
}
