import { permits, type Role } from '@fanfare/contracts';
import { friendName } from '../progress/masked.js';

interface Person {
  readonly name: string | null;
  readonly email: string | null;
}

/** What a role sees of a person: moderators a masked address, and who may not see members nothing at all. */
export function shownPerson(role: Role, { name, email }: Person): Person {
  if (!permits(role, 'members:read')) return { name: null, email: null };
  return { name, email: role === 'moderator' ? friendName(null, email) : email };
}
