/** One way for confirmations to arrive together. */
export interface Variant {
  readonly name: string;
  /** Friends who count before the round. */
  readonly before: number;
  readonly submissions: number;
  /** How many people the submissions belong to: what the round may add to the count. */
  readonly people: number;
  /** Requests per token, all at the same time. */
  readonly requests: number;
}

/** The tenth friend is the first at whom tier and welcome box are due. */
export const VARIANTS: readonly Variant[] = [
  { name: '#10, 2 friends at once', before: 9, submissions: 2, people: 2, requests: 1 },
  { name: '#10, 8 friends at once', before: 9, submissions: 8, people: 8, requests: 1 },
  { name: '#10, 16 friends at once', before: 9, submissions: 16, people: 16, requests: 1 },
  { name: '#10, 64 friends at once', before: 9, submissions: 64, people: 64, requests: 1 },
  { name: '#9 and #10 together', before: 8, submissions: 2, people: 2, requests: 1 },
  { name: 'one token, 64 times', before: 9, submissions: 1, people: 1, requests: 64 },
  { name: 'one person, 64 sign-ups', before: 9, submissions: 64, people: 1, requests: 1 },
];

/** Addresses for one round: of so many people; further ones are other spellings of the same mailboxes. */
export function addresses(round: number, { submissions, people }: Variant): string[] {
  return Array.from({ length: submissions }, (_, index) => {
    const mailbox = `race${round}x${index % people}`;
    return index < people ? `${mailbox}@gmail.com` : `${mailbox.split('').join('.')}+${index}@GoogleMail.com`;
  });
}
