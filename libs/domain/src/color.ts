/** Dark enough that white or this always reaches 4.5 : 1 on any colour (a lighter black misses on mid-tones). */
const NEAR_BLACK = '#050505';
const WHITE = '#ffffff';

/** The WCAG contrast of two colours, 1 to 21. @param a @param b `#rgb` or `#rrggbb` @throws TypeError for any other text */
export function contrast(a: string, b: string): number {
  const [light, dark] = [luminance(a), luminance(b)].toSorted((x, y) => y - x) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

/** The text colour on a brand's colour: white where that is readable (4.5 : 1), else near-black, which then is. */
export function onBrand(brand: string): string {
  return contrast(brand, WHITE) >= 4.5 ? WHITE : NEAR_BLACK;
}

function luminance(hex: string): number {
  const [r, g, b] = channels(hex).map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)) as [number, number, number];
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function channels(hex: string): number[] {
  const long = /^#[0-9a-f]{3}$/i.test(hex) ? hex.replace(/[0-9a-f]/gi, '$&$&') : hex;
  if (!/^#[0-9a-f]{6}$/i.test(long)) throw new TypeError(`not a colour: ${hex}`);
  return [1, 3, 5].map((i) => parseInt(long.slice(i, i + 2), 16) / 255);
}
