import { LIMITS } from '@fanfare/contracts';
import { canonicalEmail, cohortKeyFrom, foldCode } from '@fanfare/domain';
import { z } from 'zod';

const CODE = /^[a-z0-9-]{3,30}$/;
// No line breaks, no lone surrogates, nothing that turns the direction of what stands behind it.
const NAME = /^[^\p{Cc}\p{Cs}\u202a-\u202e\u2066-\u2069]*$/u;

export const emailField = z.string().max(320).refine((text) => canonicalEmail(text) !== null, 'must be an e-mail address')
  .meta({ examples: ['ewa@example.com'] });
export const nameField = z.string().trim().max(LIMITS.nameChars).regex(NAME, 'must be plain text in one line');
export const codeField = z.string().max(100).refine((text) => CODE.test(foldCode(text)), 'must be a code of 3 to 30 letters, digits or hyphens');
export const clickField = z.uuid();
/** Never wrong: what names no cohort leads into none. */
export const cohortField = z.string().overwrite(cohortKeyFrom);
const languageTag = z.string().max(35).regex(/^[a-z]{2,8}(-[a-z0-9]{1,8})*$/i, 'must be a language such as en or de-AT');

export const SignupRequest = z.strictObject({
  email: emailField,
  name: nameField.optional().meta({ description: 'The name the person wants to be known by; optional' }),
  locale: languageTag.optional().meta({ description: 'Language of the mails; without it, or where the program lacks it, the program’s own' }),
  referralCode: codeField.optional().meta({ description: '`ref` of the landing address, or a code that was typed. An unknown one is no error' }),
  clickId: clickField.optional().meta({ description: '`click` of the landing address' }),
  firstClickId: clickField.optional().meta({ description: '`click` of the first landing address, where a page remembers an earlier one; the rules decide between the two' }),
  cohort: cohortField.optional().meta({ description: 'Key of a cohort that is open for the sign-up; any other is no error' }),
  consent: z.literal(true).meta({ description: 'The person has agreed to get mails' }),
}).meta({ id: 'Signup' });
export type SignupRequest = z.infer<typeof SignupRequest>;

export const SignupResponse = z.object({ status: z.literal('confirmation_sent') })
  .meta({ id: 'SignupAccepted', description: 'The same for an address that is new and one that is known' });
export type SignupResponse = z.infer<typeof SignupResponse>;

export const ConfirmationRequest = z.strictObject({ token: z.string().max(200) }).meta({ id: 'Confirmation' });
export type ConfirmationRequest = z.infer<typeof ConfirmationRequest>;

export const ConfirmationResponse = z.object({
  status: z.literal('confirmed'),
  programSlug: z.string(),
  link: z.object({ code: z.string(), url: z.string() }).nullable().meta({ description: 'The new fan’s own link' }),
}).meta({ id: 'Confirmed' });
export type ConfirmationResponse = z.infer<typeof ConfirmationResponse>;
