import type { Page, Route } from '@playwright/test';

/** What a screen shows before its answers are there, when they do not come, and when there is nothing. */
const STATES = {
  loading: () => new Promise<void>(() => undefined),
  error: (route: Route) => route.fulfill({ status: 503, contentType: 'application/problem+json', body: JSON.stringify({ status: 503, code: 'request.unavailable', title: 'Unavailable' }) }),
  empty: async (route: Route) => {
    const response = await route.fetch();
    const body = (await response.json().catch(() => null)) as { items?: unknown } | null;
    await (Array.isArray(body?.items) ? route.fulfill({ response, json: { ...body, items: [], nextCursor: null } }) : route.fulfill({ response }));
  },
};
export type State = keyof typeof STATES;
export const STATE_NAMES = Object.keys(STATES) as State[];

/** Who is signed in, and the stream, stay as they are. */
const CONTENT = /\/api\/v1\/(me\/programs\/[^/]+\/(?!live)|programs\/[^/]+\/(?!settings$|waiting))/;

/** Whatever the page reads from now on ends in this state, until what is returned is called. */
export async function answerAll(page: Page, state: State): Promise<() => Promise<void>> {
  await page.route(CONTENT, (route) => (route.request().method() === 'GET' ? STATES[state](route) : route.continue()));
  return () => page.unroute(CONTENT);
}
