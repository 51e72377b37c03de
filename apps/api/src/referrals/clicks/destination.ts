/** What a program allows its links to lead to. `allowedHosts`: hosts as `URL.host` writes them, a port only if unusual. */
export interface Landing {
  readonly slug: string;
  /** The brand's own page; null: our sign-up page. */
  readonly destination: string | null;
  readonly allowedHosts: readonly string[];
}

/** Where one link leads, ready to be completed per visit. */
export interface Target {
  /**
   * @param cohort key of the one that the visited address names
   * @returns the address for Location; without a click id where none could be recorded
   */
  withClick(clickId: string | null, cohort?: string): string;
}

/**
 * A destination that a link may have, or null. The whole host is compared, after parsing: neither
 * `shop.example.evil.com`, `evil.com/shop.example` nor `shop.example@evil.com` passes.
 */
export function allowedDestination(text: string, landing: Landing): URL | null {
  const url = webAddress(text);
  if (!url) return null;
  const own = landing.destination === null ? null : webAddress(landing.destination);
  // The program's own page needs no second entry in the list.
  return landing.allowedHosts.includes(url.host) || url.host === own?.host ? url : null;
}

/**
 * The link's own destination, else the program's, else our sign-up page (as a path: it is on this host).
 * @param linkDestination one that is no longer allowed is passed over
 */
export function targetOf(code: string, linkDestination: string | null, landing: Landing): Target {
  const url =
    (linkDestination === null ? null : allowedDestination(linkDestination, landing)) ??
    (landing.destination === null ? null : webAddress(landing.destination));
  const base = url ?? new URL(`http://here.invalid/join/${encodeURIComponent(landing.slug)}`);
  base.searchParams.delete('click');
  base.searchParams.set('ref', code);
  const path = `${url ? base.origin : ''}${base.pathname}${base.search}`;
  return { withClick: (clickId, cohort = '') => `${path}${clickId === null ? '' : `&click=${clickId}`}${cohort && `&cohort=${cohort}`}${base.hash}` };
}

function webAddress(text: string): URL | null {
  const url = URL.parse(text);
  return url && (url.protocol === 'https:' || url.protocol === 'http:') && url.username === '' && url.password === '' ? url : null;
}
