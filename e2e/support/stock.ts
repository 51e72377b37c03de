import { expect, type Page } from '@playwright/test';
import { PROGRAM } from './people.js';

interface Waiting {
  readonly id: string;
  readonly reward: { readonly id: string; readonly title: Readonly<Record<string, string>> };
}

/** Lets an owner bring exactly as much as those who wait for it take, since journeys share the demo's shelf and other ones count it. */
export async function serveWhoWaitsFor(owner: Page, title: string): Promise<void> {
  const { staffRoles } = (await (await owner.request.get('/api/v1/me')).json()) as { staffRoles: { programId: string; slug: string }[] };
  const program = `/api/v1/programs/${staffRoles.find(({ slug }) => slug === PROGRAM)!.programId}`;
  const { items } = (await (await owner.request.get(`${program}/grants?status=queued&limit=100`)).json()) as { items: Waiting[] };
  const waiting = items.filter(({ reward }) => reward.title['en'] === title);
  if (waiting.length === 0) return;
  const status = await owner.evaluate(async ([url, unitsLeft]) =>
    (await fetch(url, { method: 'PUT', headers: { 'content-type': 'application/json', 'x-requested-with': 'fanfare' }, body: JSON.stringify({ unitsLeft }) })).status,
  [`${program}/rewards/${waiting[0]!.reward.id}/stock`, waiting.length] as const);
  expect(status).toBe(200);
}
