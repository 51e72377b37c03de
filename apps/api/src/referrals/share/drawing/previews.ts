import { onBrand } from '@fanfare/domain';
import { qrIn } from '../../../platform/qr.js';
import { escapeXml, fitText, LEADING, textLines } from './svg-text.js';

interface Branded {
  readonly programName: string;
  /** `#rrggbb` */
  readonly brandColor: string;
}
/** What a program's picture says. */
export interface ProgramPreview extends Branded {
  readonly headline: string;
  readonly lead: string;
}
/** What an ambassador's picture says. */
export interface CardPreview extends Branded {
  readonly headline: string;
  /** The name for everybody to see, if there is one. */
  readonly name: string | null;
  readonly tier: string | null;
  /** The link as it is typed, without `https://`. */
  readonly shortLink: string;
  readonly link: string;
}

const WIDTH = 1200;
const HEIGHT = 630;
const EDGE = 76;

/** 1200 × 630, for links to a program's pages. */
export function programPreview(p: ProgramPreview): string {
  const ink = onBrand(p.brandColor);
  const headline = fitText(p.headline, { width: 940, lines: 3, sizes: [84, 74, 64, 54, 46] });
  const lead = fitText(p.lead, { width: 820, lines: 2, sizes: [32] });
  const leadY = HEIGHT - EDGE - (lead.lines.length - 1) * 32 * LEADING;
  return frame(p, ring(1090, 500, ink) + textLines(headline, { x: EDGE, y: 256, fill: ink }) + textLines(lead, { x: EDGE, y: leadY, fill: ink, opacity: 0.86 }));
}

/** 1200 × 630, for links to an ambassador's card; the code on it leads to their link. */
export function cardPreview(c: CardPreview): string {
  const ink = onBrand(c.brandColor);
  const headline = fitText(c.headline, { width: 690, lines: 3, sizes: [62, 54, 46, 38] });
  const who = fitText([c.tier, c.name].filter((part) => part !== null).join(' · '), { width: 690, lines: 1, sizes: [34, 28] });
  const link = fitText(c.shortLink, { width: 690, lines: 1, sizes: [32, 28, 24, 20] });
  const below = 252 + headline.lines.length * headline.size * LEADING;
  return frame(c, textLines(headline, { x: EDGE, y: 252, fill: ink }) + textLines(who, { x: EDGE, y: below, fill: ink, opacity: 0.86 })
    + textLines(link, { x: EDGE, y: HEIGHT - EDGE, fill: ink, opacity: 0.86 }) + qrIn(c.link, 812, 166, 312));
}

function frame({ programName, brandColor }: Branded, inside: string): string {
  const ink = onBrand(brandColor);
  const initial = [...programName.trim()][0]?.toUpperCase() ?? '';
  const name = textLines(fitText(programName, { width: 900, lines: 1, sizes: [36] }), { x: EDGE + 82, y: EDGE + 44, fill: ink });
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${HEIGHT}" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="Onest" font-weight="640">`
    + `<rect width="${WIDTH}" height="${HEIGHT}" fill="${escapeXml(brandColor)}"/>`
    + `<rect x="${EDGE}" y="${EDGE}" width="62" height="62" rx="17" fill="${ink}" fill-opacity="0.16"/>`
    + `<text x="${EDGE + 31}" y="${EDGE + 44}" font-size="36" text-anchor="middle" fill="${ink}">${escapeXml(initial)}</text>${name}${inside}</svg>`;
}

/** Progress, the product's sign: three quarters of the way. */
function ring(x: number, y: number, ink: string): string {
  const r = 200;
  const round = 2 * Math.PI * r;
  const circle = (opacity: number, dash: string) => `<circle cx="${x}" cy="${y}" r="${r}" fill="none" stroke="${ink}" stroke-opacity="${opacity}" stroke-width="44" stroke-linecap="round"${dash}/>`;
  return circle(0.1, '') + circle(0.16, ` stroke-dasharray="${Math.round(round * 0.75)} ${Math.round(round)}" transform="rotate(-90 ${x} ${y})"`);
}
