import axe from 'axe-core';
import { expect, type Page } from '@playwright/test';

declare global {
  interface Window { axe: typeof axe }
}

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
  expect(await violations(page)).toEqual([]);
  const { wide, screen } = await page.evaluate(() => ({ wide: document.documentElement.scrollWidth, screen: document.documentElement.clientWidth }));
  expect(wide, 'the page scrolls sideways').toBe(screen);
}

/** Asked within the page: the ready-made wrapper opens a second one to put the answers of frames together, which takes ten times as long. */
async function violations(page: Page): Promise<string[]> {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axe.source);
  return page.evaluate(async (rules) => {
    // The dev mailbox frames a hundred mails: they are not the page's own, and judging each takes minutes.
    document.querySelectorAll('iframe').forEach((frame) => frame.remove());
    const { violations: found } = await window.axe.run(document, { runOnly: { type: 'tag', values: rules }, resultTypes: ['violations'] });
    return found.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`);
  }, RULES);
}
