import type { Role } from '@fanfare/contracts';

/** `ewa@gmail.com` → `e••@gmail.com` */
function masked(email: string): string {
  return `${[...email][0]}••${email.slice(email.lastIndexOf('@'))}`;
}

/** An address as this role may see it. */
export function addressFor(role: Role | null, email: string | null): string | null {
  return role === 'moderator' ? email && masked(email) : email;
}

/** A text that may name addresses, as this role may read it. */
export function textFor(role: Role | null, text: string): string {
  return role === 'moderator' ? text.replace(/[^\s@<>()",;:]+@[^\s@<>()",;:]+/gu, masked) : text;
}
