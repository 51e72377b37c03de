import { expect, type Page } from '@playwright/test';
import { PROGRAM } from './people.js';

const DAY_MS = 86_400_000;

/** Staff who are signed in on the page announce an event to every tier. @param seats how many there are, how many guests each may bring, and in how many days */
export async function announce(page: Page, title: string, { capacity, guestsAllowed, inDays }: { capacity: number; guestsAllowed: number; inDays: number }): Promise<void> {
  const me = (await (await page.request.get('/api/v1/me')).json()) as { staffRoles: { programId: string; slug: string }[] };
  const programId = me.staffRoles.find((role) => role.slug === PROGRAM)!.programId;
  const { tiers } = (await (await page.request.get(`/api/v1/public/programs/${PROGRAM}`)).json()) as { tiers: { id: string }[] };
  const startsAt = Date.now() + inDays * DAY_MS;
  const event = {
    title: { en: title }, venue: 'The roof', startsAt: new Date(startsAt).toISOString(), endsAt: new Date(startsAt + DAY_MS / 12).toISOString(),
    capacity, guestsAllowed, invitedTierIds: tiers.map(({ id }) => id),
  };
  // From within the page, as staff's own browser would: the API takes such a call from nowhere else.
  const published = await page.evaluate(async ({ events, body }) => {
    const post = (url: string, data: object) => fetch(url, { method: 'POST', body: JSON.stringify(data), headers: { 'content-type': 'application/json', 'x-requested-with': 'fanfare' } });
    const { id } = (await (await post(events, body)).json()) as { id: string };
    return (await post(`${events}/${id}/publish`, {})).status;
  }, { events: `/api/v1/programs/${programId}/events`, body: event });
  expect(published).toBe(200);
}
