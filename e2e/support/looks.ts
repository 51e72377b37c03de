import AxeBuilder from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';

const RULES = ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa'];

/** Collects what the browser complains about on a page, from now on. */
export function complaints(page: Page): string[] {
  const heard: string[] = [];
  page.on('console', (message) => message.type() === 'error' && heard.push(message.text()));
  page.on('pageerror', (error) => heard.push(error.message));
  return heard;
}

/** Nothing that the accessibility rules forbid, and nothing wider than the screen. */
export async function expectGoodPage(page: Page): Promise<void> {
  // The dev mailbox frames a hundred mails: they are not the page's own, and judging each takes minutes.
  await page.evaluate(() => document.querySelectorAll('iframe').forEach((frame) => frame.remove()));
  const { violations } = await new AxeBuilder({ page }).withTags(RULES).analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target.join(' ')).join(', ')}`)).toEqual([]);
  const { wide, screen } = await page.evaluate(() => ({ wide: document.documentElement.scrollWidth, screen: document.documentElement.clientWidth }));
  expect(wide, 'the page scrolls sideways').toBe(screen);
}
