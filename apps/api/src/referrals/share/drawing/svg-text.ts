/** Text that may stand in XML, between tags or in an attribute. What XML cannot hold is left out. */
export function escapeXml(text: string): string {
  const signs: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
  return text.toWellFormed().replace(/[\p{Cc}\ufffe\uffff]/gu, ' ').replace(/[&<>"']/g, (sign) => signs[sign]!);
}

/** Where a text may stand. `sizes` in px, largest first: the first in which it fits in `lines` lines is taken. */
export interface TextBox {
  readonly width: number;
  readonly lines: number;
  readonly sizes: readonly [number, ...number[]];
}

export interface FittedText {
  readonly size: number;
  readonly lines: readonly string[];
}

/** Breaks a text into the lines of a box; what does not fit even at the smallest size ends in an ellipsis. */
export function fitText(text: string, box: TextBox): FittedText {
  const words = text.replace(/[\s\p{Cc}]+/gu, ' ').trim().split(' ');
  const size = box.sizes.find((px) => wrap(words, box.width / px).length <= box.lines && words.every((word) => ems(word) <= box.width / px));
  if (size !== undefined) return { size, lines: wrap(words, box.width / size) };
  const smallest = box.sizes.at(-1)!;
  const lines = wrap(words, box.width / smallest);
  return { size: smallest, lines: lines.length <= box.lines ? lines : cutOff(lines.slice(0, box.lines), box.width / smallest) };
}

/** `<text>` elements of a fitted text, one under the other. @param y the first line's base line */
export function textLines({ size, lines }: FittedText, at: { x: number; y: number; fill: string; anchor?: 'middle'; opacity?: number }): string {
  const anchor = at.anchor ? ` text-anchor="${at.anchor}"` : '';
  const opacity = at.opacity === undefined ? '' : ` fill-opacity="${at.opacity}"`;
  return lines.map((line, i) => `<text x="${at.x}" y="${Math.round(at.y + i * size * LEADING)}" font-size="${size}" fill="${at.fill}"${opacity}${anchor}>${escapeXml(line)}</text>`).join('');
}

/** Height of a line, as a part of its size. */
export const LEADING = 1.14;

function wrap(words: readonly string[], widthEms: number): string[] {
  const lines: string[] = [];
  for (const word of words.flatMap((w) => pieces(w, widthEms))) {
    const longer = lines.length === 0 ? word : `${lines.at(-1)} ${word}`;
    if (lines.length > 0 && ems(longer) <= widthEms) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}

/** A word longer than a line in parts that fit, cut between signs as they are read. */
function pieces(word: string, widthEms: number): string[] {
  if (ems(word) <= widthEms) return [word];
  const parts = [''];
  for (const sign of signsOf(word)) {
    if (ems(parts.at(-1)! + sign) > widthEms) parts.push(sign);
    else parts[parts.length - 1] += sign;
  }
  return parts;
}

function cutOff(lines: readonly string[], widthEms: number): string[] {
  const last = signsOf(lines.at(-1)!);
  while (ems(`${last.join('')}…`) > widthEms) last.pop();
  return [...lines.slice(0, -1), `${last.join('').trimEnd()}…`];
}

const segments = new Intl.Segmenter('en', { granularity: 'grapheme' });
function signsOf(text: string): string[] {
  return [...segments.segment(text)].map(({ segment }) => segment);
}

/** Width of a text in multiples of its size, rather too wide than too narrow. */
export function ems(text: string): number {
  return signsOf(text).reduce((sum, sign) => sum + emsOf(sign), 0);
}

/** By shape: the font has few widths that matter, and reading them from it for every line would cost more than it tells. */
function emsOf(sign: string): number {
  if (/^[ ijlI.,:;!'’()/|ıіїІЇ]/u.test(sign)) return 0.36;
  if (/^[frt\-„“гтґ]/u.test(sign)) return 0.54;
  if (/^[mw%—…жфшщыю]/u.test(sign)) return 0.92;
  if (/^[MW@ЖМФШЩЫЮ]/u.test(sign)) return 1.02;
  if (/^\p{Lu}/u.test(sign)) return 0.8;
  return /^[\p{Ll}\p{N}«»?&–]/u.test(sign) ? 0.65 : 1.12;
}
