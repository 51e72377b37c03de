import { expect, type Page } from '@playwright/test';

/** Presses Tab until something with this name has the focus, and can be seen to have it. */
export async function tabTo(page: Page, name: RegExp): Promise<void> {
  for (let tab = 0; tab < 80; tab++) {
    await page.keyboard.press('Tab');
    if (!name.test(await nameOfFocused(page))) continue;
    expect(await isFocusSeen(page), `the focus on ${name} can be seen`).toBe(true);
    return;
  }
  throw new Error(`nothing called ${name} was reached`);
}

function nameOfFocused(page: Page): Promise<string> {
  return page.evaluate(() => {
    const focused = document.activeElement as HTMLInputElement | null;
    return focused?.getAttribute('aria-label') ?? (focused?.labels?.[0] ?? focused)?.textContent?.trim() ?? '';
  });
}

/** A line around it, or around the label of a field that is itself not drawn. */
export function isFocusSeen(page: Page): Promise<boolean> {
  return page.evaluate(() => {
    const focused = document.activeElement as HTMLInputElement | null;
    return [focused, focused?.labels?.[0]].some((element) => {
      if (!element) return false;
      const { outlineStyle, outlineWidth } = getComputedStyle(element);
      return element.getBoundingClientRect().width > 1 && outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2;
    });
  });
}
