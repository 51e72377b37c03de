import { onBrand } from '@fanfare/domain';
import { qrIn } from '../../../platform/qr.js';
import { escapeXml, fitText, textLines } from './svg-text.js';

export interface Poster {
  readonly programName: string;
  /** `#rrggbb` */
  readonly brandColor: string;
  readonly headline: string;
  /** What to do with the code. */
  readonly hint: string;
  readonly link: string;
  readonly shortLink: string;
}

/** Paper by name; the drawing has their common shape and fits into either. */
export const PAPERS = { a4: { width: '210mm', height: '297mm' }, a5: { width: '148mm', height: '210mm' } } as const;

const WIDTH = 2100; // tenths of a millimetre on A4
const HEIGHT = 2970;
const EDGE = 150; // most printers leave 5 mm white; nothing but colour stands there
const MIDDLE = WIDTH / 2;

/** A sheet to print: the brand's headline, the code, and the link for those who type. */
export function posterSvg(p: Poster): string {
  const ink = onBrand(p.brandColor);
  const name = fitText(p.programName, { width: WIDTH - 2 * EDGE, lines: 1, sizes: [84, 64, 48] });
  const headline = fitText(p.headline, { width: WIDTH - 2 * EDGE, lines: 4, sizes: [220, 190, 160, 130, 104] });
  const hint = fitText(p.hint, { width: WIDTH - 2 * EDGE, lines: 2, sizes: [72] });
  const link = fitText(p.shortLink, { width: WIDTH - 2 * EDGE, lines: 1, sizes: [96, 80, 64, 48] });
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${HEIGHT}" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="Onest" font-weight="640">`
    + `<rect width="${WIDTH}" height="${HEIGHT}" fill="${escapeXml(p.brandColor)}"/>`
    + textLines(name, { x: EDGE, y: EDGE + 90, fill: ink, opacity: 0.86 })
    + textLines(headline, { x: EDGE, y: EDGE + 400, fill: ink })
    + qrIn(p.link, MIDDLE - 560, 1330, 1120)
    + textLines(hint, { x: MIDDLE, y: 2600, fill: ink, anchor: 'middle', opacity: 0.86 })
    + textLines(link, { x: MIDDLE, y: 2790, fill: ink, anchor: 'middle' }) + '</svg>';
}
