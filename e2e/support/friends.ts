import { type APIRequestContext, expect } from '@playwright/test';
import { linkMailedTo } from './mailbox.js';
import { newAddress, PROGRAM } from './people.js';

const json = (data: unknown) => ({ data });

/** Signs somebody up and confirms for them, without a browser. @returns the code of their own link */
export async function join(request: APIRequestContext, email: string, more: Record<string, string> = {}): Promise<string> {
  expect((await request.post(`/api/v1/public/programs/${PROGRAM}/signups`, json({ email, consent: true, ...more }))).status()).toBe(202);
  return confirm(request, email);
}

/** So many friends of one link within a minute, each confirmed. Addresses are told apart by a number at the end of the name. */
export async function bringFriends(request: APIRequestContext, referralCode: string, count: number): Promise<string[]> {
  const emails = Array.from({ length: count }, (_, n) => newAddress(`burst${n}`));
  for (const [n, email] of emails.entries()) {
    const answer = await request.post(`/api/v1/public/programs/${PROGRAM}/signups`, json({ email, name: `Burst ${n}`, referralCode, consent: true }));
    expect(answer.status()).toBe(202);
  }
  for (const email of emails) await confirm(request, email);
  return emails;
}

async function confirm(request: APIRequestContext, email: string): Promise<string> {
  const token = new URL(await linkMailedTo(request, email, '/confirm')).searchParams.get('token');
  const answer = await request.post('/api/v1/public/confirmations', json({ token }));
  expect(answer.status()).toBe(200);
  return ((await answer.json()) as { link: { code: string } }).link.code;
}
