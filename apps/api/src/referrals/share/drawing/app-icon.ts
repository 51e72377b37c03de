import { onBrand } from '@fanfare/domain';
import { escapeXml } from './svg-text.js';

/** Where an icon is put: as it is, or behind a mask of the system's, which cuts a fifth off at the edges. */
export type IconShape = 'whole' | 'maskable';

/** The program's mark as an app's icon: its initial on its colour. @param size in px */
export function appIcon({ name, brandColor }: { readonly name: string; readonly brandColor: string }, shape: IconShape, size: number): string {
  const ink = onBrand(brandColor);
  const initial = [...name.trim()][0]?.toUpperCase() ?? '';
  const letter = shape === 'maskable' ? 230 : 300;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${size}" height="${size}" viewBox="0 0 512 512" font-family="Onest" font-weight="640">`
    + `<rect width="512" height="512" rx="${shape === 'maskable' ? 0 : 116}" fill="${escapeXml(brandColor)}"/>`
    + `<text x="256" y="${256 + letter * 0.36}" font-size="${letter}" text-anchor="middle" fill="${ink}">${escapeXml(initial)}</text></svg>`;
}
