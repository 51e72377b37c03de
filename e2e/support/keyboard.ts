import type { Page } from '@playwright/test';

/** Presses Tab until something with this name has the focus. */
export async function tabTo(page: Page, name: RegExp): Promise<void> {
  const named = () => page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent?.trim() ?? '');
  for (let tab = 0; tab < 80; tab++) {
    await page.keyboard.press('Tab');
    if (name.test(await named())) return;
  }
  throw new Error(`nothing called ${name} was reached`);
}
