import { contrast, onBrand } from '@fanfare/domain/color';

const DARK_ENOUGH = 4.5;

/**
 * What a brand's colour becomes on the page. A light brand gets dark text, and a plain hero: its darker end would take
 * the contrast away again.
 * @param color `#rrggbb` @throws TypeError for any other text
 */
export function brandVariables(color: string): Record<'--brand' | '--on-brand' | '--brand-accent' | '--hero-end', string> {
  const dark = contrast(color, '#ffffff') >= DARK_ENOUGH;
  return {
    '--brand': color,
    '--on-brand': onBrand(color),
    '--brand-accent': dark ? `oklch(from ${color} 0.91 max(c, 0.16) calc(h - 40))` : onBrand(color),
    '--hero-end': dark ? 'var(--brand-deep)' : color,
  };
}
