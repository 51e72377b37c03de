import { expect, type Page, test } from '@playwright/test';
import { announce } from './support/events.js';
import { newAddress, OWNER, PROGRAM } from './support/people.js';
import { signInAsMember, signInAsStaff } from './support/sign-in.js';

const FIRST = 'noemie.laurent@mail.example';
const SECOND = 'priya.raman@mail.example';

const invitation = (page: Page, title: string) => page.locator('ff-events-page li', { hasText: title });

test('one goes, the next waits, moves up when the seat is given back, and is checked in by name', async ({ browser }) => {
  const title = `Roof picnic ${newAddress('event').slice(6, 20)}`;
  const desk = await browser.newPage();
  await signInAsStaff(desk, OWNER);
  await announce(desk, title, { capacity: 1, guestsAllowed: 0, inDays: 5 });
  const [going, waiting] = [await browser.newPage(), await browser.newPage()];
  for (const [page, email] of [[going, FIRST], [waiting, SECOND]] as const) {
    await signInAsMember(page, email);
    await page.getByRole('link', { name: 'Events', exact: true }).click();
  }

  await expect(invitation(going, title)).toContainText('1 seat left');
  await invitation(going, title).getByRole('button', { name: 'I’m going' }).click();
  await expect(invitation(going, title).getByRole('status')).toHaveText('You are going');

  await waiting.reload();
  await expect(invitation(waiting, title)).toContainText('All seats are taken');
  await invitation(waiting, title).getByRole('button', { name: 'Join the waiting list' }).click();
  await expect(invitation(waiting, title).getByRole('status')).toHaveText('Waiting list, place 1');

  await invitation(going, title).getByRole('button', { name: 'I can’t come' }).click();
  await expect(invitation(going, title).getByRole('status')).toHaveText('You can’t come');
  await waiting.reload();
  await expect(invitation(waiting, title).getByRole('status')).toHaveText('You are going');

  const calendar = await waiting.request.get((await invitation(waiting, title).getByRole('link', { name: 'Add to calendar' }).getAttribute('href'))!);
  expect(await calendar.text()).toContain(title);

  await test.step('at the door, with and without a connection', async () => {
    await desk.goto(`/staff/${PROGRAM}/events`);
    await desk.getByRole('link', { name: title }).click();
    await desk.getByRole('link', { name: 'Check in at the door' }).click();
    await expect(desk.getByRole('status').first()).toHaveText('0 of 1 here');
    await desk.getByPlaceholder('Type a name').fill('rAm');
    await desk.getByRole('button', { name: 'Check in Priya Raman' }).click();
    await expect(desk.getByRole('status').first()).toHaveText('1 of 1 here');
    await desk.getByRole('button', { name: 'Undo the check-in of Priya Raman' }).click();
    await expect(desk.getByRole('status').first()).toHaveText('0 of 1 here');
    await expect(desk.getByText('Sending')).toBeHidden();
    await desk.context().setOffline(true);
    await desk.getByRole('button', { name: 'Check in Priya Raman' }).click();
    await expect(desk.getByText('No connection. One check-in is kept here')).toBeVisible();
    await expect(desk.getByRole('status').first()).toHaveText('1 of 1 here');
    await desk.context().setOffline(false);
    await expect(desk.getByText('No connection')).toBeHidden();
    await waiting.reload();
    await expect(waiting.locator('li', { hasText: title }).getByRole('status')).toHaveText('You were there');
  });
  await Promise.all([going.close(), waiting.close(), desk.close()]);
});
