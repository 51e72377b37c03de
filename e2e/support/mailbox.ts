import { type APIRequestContext, expect } from '@playwright/test';

interface Mail {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly links: readonly string[];
  readonly at: string;
}

/** All mails to an address, newest first. */
async function mailsTo(request: APIRequestContext, address: string): Promise<Mail[]> {
  const answer = await request.get('/api/v1/dev/mailbox', { params: { to: address } });
  expect(answer.status()).toBe(200);
  return ((await answer.json()) as { items: Mail[] }).items;
}

/** Of all mails to an address, newest first. */
export async function subjectsTo(request: APIRequestContext, address: string): Promise<string[]> {
  return (await mailsTo(request, address)).map((mail) => mail.subject);
}

/** The newest mail to an address that has a link to a page, waited for: mail leaves after the answer. */
export async function linkMailedTo(request: APIRequestContext, address: string, page: string): Promise<string> {
  const find = async () => (await mailsTo(request, address)).flatMap((mail) => mail.links).find((link) => new URL(link).pathname === page);
  await expect.poll(find, { message: `a mail to ${address} with a link to ${page}`, timeout: 60_000 }).toBeTruthy();
  return (await find())!;
}

/** The code of a sign-in mail that came after `since`. */
export async function codeMailedTo(request: APIRequestContext, address: string, since: number): Promise<string> {
  const find = async () => {
    const mail = (await mailsTo(request, address)).find((m) => Date.parse(m.at) >= since && m.links.some((link) => new URL(link).pathname === '/sign-in'));
    return mail && /\b(\d{4}[ -]?\d{4})\b/.exec(mail.text)?.[1];
  };
  await expect.poll(find, { message: `a sign-in code to ${address}`, timeout: 60_000 }).toBeTruthy();
  return (await find())!;
}
