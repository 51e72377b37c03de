import { z } from 'zod';
import { LIMITS, LOCALES } from '@fanfare/contracts';
import { boardNameField } from '../../members/index.js';

// eslint-disable-next-line no-control-regex -- control characters are what is refused
const ONE_LINE = /^[^\u0000-\u001f\u007f]+$/;
export const ProfileSettings = z.strictObject({
  name: z.string().trim().min(1).max(LIMITS.nameChars).regex(ONE_LINE).nullable(),
  locale: z.enum(LOCALES),
  boardName: boardNameField.meta({ description: 'Null: the first word of the name' }),
  boardHidden: z.boolean().meta({ description: 'On the board without a name; the count stays' }),
  mail: z.strictObject({
    programNews: z.boolean().meta({ description: 'Mails about friends, tiers, rewards and events. What is asked for, such as a sign-in, is sent in any case' }),
  }),
}).meta({ id: 'Profile' });
export type ProfileSettings = z.infer<typeof ProfileSettings>;
