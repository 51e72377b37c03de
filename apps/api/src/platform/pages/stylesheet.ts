import { contrast, onBrand } from '@fanfare/domain';
import { LRUCache } from 'lru-cache';
import { sha256 } from '../keys.js';
import { readSource } from '../source-files.js';
import { assetAddress } from './page-assets.js';

export interface Stylesheet {
  readonly css: string;
  /** For the page's Content-Security-Policy. */
  readonly cspHash: string;
}

/** The product's own colour, where no program is known. */
export const OWN_BRAND_COLOR = '#14532d';

const face = (family: string, file: string, weight: string) =>
  `@font-face{font-family:${family};src:url(${file}) format("woff2");font-weight:${weight};font-display:swap}`;
const SHARED = [
  face('Geist', assetAddress('geist-latin.woff2'), '400 600'),
  face('Onest', assetAddress('onest-latin-640.woff2'), '640'),
  readSource('platform/pages/pages.css').toString(),
].join('\n');
const PUBLIC = readSource('platform/pages/public.css').toString();
const sheets = new LRUCache<string, Stylesheet>({ max: 200 });

/**
 * The style sheet under a program's colour. Pages that hold a secret are not compressed, so they get nothing they do not need.
 * @param brandColor `#rrggbb` @throws TypeError for any other text
 */
export function stylesheet(brandColor: string, keep: 'public' | 'secret'): Stylesheet {
  const key = `${keep}${brandColor}`;
  const known = sheets.get(key);
  if (known) return known;
  const css = `:root{--brand:${brandColor};--on-brand:${onBrand(brandColor)}}\n${SHARED}${keep === 'public' ? PUBLIC : ''}`;
  const sheet = { css, cspHash: `'sha256-${sha256(css).toString('base64')}'` };
  sheets.set(key, sheet);
  return sheet;
}

/** Whether text on the brand is dark: then the hero keeps one plain colour, because a darker end of it would cost contrast. */
export function isLight(brandColor: string): boolean {
  return contrast(brandColor, '#ffffff') < 4.5;
}
