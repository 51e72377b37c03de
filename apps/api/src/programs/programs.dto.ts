import { LIMITS, LOCALES } from '@fanfare/contracts';
import { z } from 'zod';
import { line, lines } from '../platform/text.js';

/** A host as `URL.host` writes it (lower case, a port only if unusual), or null for anything more or less than a host. */
export function hostOf(text: string): string | null {
  const url = URL.parse(`https://${text.trim()}`);
  return url && url.pathname === '/' && url.search === '' && url.hash === '' && url.username === '' && !text.includes('/') ? url.host : null;
}

const webAddress = z.url({ protocol: /^https?$/, error: 'must be an http or https address' }).max(2_000)
  .refine((text) => { const url = URL.parse(text); return url !== null && url.username === '' && url.password === ''; }, 'must not contain a user name');
const host = z.string().max(255).refine((text) => hostOf(text) !== null, 'must be a host name such as shop.example.com');
const landingText = z.strictObject({ title: line(120), body: lines(600) });

/** Links may lead to the destination, so it stands on the list that guards them. */
function isAllowed({ destination, allowedHosts }: { destination: string | null; allowedHosts: string[] }): boolean {
  if (destination === null || !/^https?:/.test(destination)) return true; // what is no address at all has been refused as such
  return allowedHosts.some((text) => hostOf(text) === URL.parse(destination)?.host);
}

const picture = z.object({ id: z.uuid(), url: z.string(), width: z.int(), height: z.int() }).nullable();

export const SettingsRequest = z.strictObject({
  name: line(LIMITS.nameChars),
  status: z.enum(['active', 'paused']).meta({ description: 'Paused: no new sign-ups; earlier ones can still be confirmed' }),
  brandColor: z.string().toLowerCase().regex(/^#[0-9a-f]{6}$/, 'must be a colour such as #0b5d4b'),
  defaultLocale: z.enum(LOCALES),
  locales: z.array(z.enum(LOCALES)).min(1).max(LOCALES.length).refine((list) => new Set(list).size === list.length, 'must name each language once'),
  senderName: line(LIMITS.nameChars),
  postalAddress: lines(300).meta({ description: 'Stands under every mail that was not asked for' }),
  landing: z.strictObject({ en: landingText.optional(), de: landingText.optional() }).meta({ description: 'Title and text of the sign-up page per language' }),
  logoId: z.uuid().nullable().default(null).meta({ description: 'Of an uploaded picture; null: the initial on the colour' }),
  landingPictureId: z.uuid().nullable().default(null).meta({ description: 'Of an uploaded picture, for the sign-up page' }),
  destination: webAddress.nullable().meta({ description: 'The brand’s own sign-up page; null: ours' }),
  allowedHosts: z.array(host).max(50).meta({ description: 'Hosts that links may lead to, and whose pages may call the public routes' }),
  membersListed: z.boolean().default(false).meta({ description: 'Whether search engines may list the board and the cards of members, with the names they chose' }),
  reviewTargetHours: z.int().min(1).max(720).optional().meta({ description: 'Within how many hours somebody should have looked at a held friend; left out, it stays' }),
  appealTargetDays: z.int().min(1).max(60).optional().meta({ description: 'Within how many days an appeal is answered; those that are open keep their time. Left out, it stays' }),
})
  .refine(isAllowed, { path: ['destination'], message: 'must lead to one of the allowed hosts' })
  .refine((s) => s.locales.includes(s.defaultLocale), { path: ['defaultLocale'], message: 'must be one of the languages' })
  .meta({ id: 'ProgramSettings' });
export type SettingsRequest = z.infer<typeof SettingsRequest>;

export const SettingsResponse = z.object({
  id: z.uuid(),
  slug: z.string(),
  name: z.string(),
  status: z.enum(['active', 'paused']),
  brandColor: z.string(),
  defaultLocale: z.enum(LOCALES),
  locales: z.array(z.enum(LOCALES)),
  timeZone: z.string(),
  senderName: z.string(),
  postalAddress: z.string(),
  landing: z.object({ en: z.object({ title: z.string(), body: z.string() }).optional(), de: z.object({ title: z.string(), body: z.string() }).optional() }),
  logo: picture,
  landingPicture: picture,
  destination: z.string().nullable(),
  allowedHosts: z.array(z.string()),
  membersListed: z.boolean(),
  reviewTargetHours: z.int(),
  appealTargetDays: z.int(),
  createdAt: z.iso.datetime(),
}).meta({ id: 'ProgramSettingsView' });
export type SettingsResponse = z.infer<typeof SettingsResponse>;

const measure = z.enum(['qualified', 'points']).meta({ description: 'What is counted: friends who count, or points' });

export const PublicProgram = z.object({
  slug: z.string(),
  name: z.string(),
  status: z.enum(['active', 'paused']),
  brandColor: z.string(),
  logo: picture,
  defaultLocale: z.enum(LOCALES),
  locales: z.array(z.enum(LOCALES)),
  tiers: z.array(z.object({ id: z.uuid(), name: z.string(), threshold: z.int(), measure, per: z.enum(['life', 'season']) })),
  milestones: z.array(z.object({ id: z.uuid(), title: z.string(), threshold: z.int(), measure })),
}).meta({ id: 'PublicProgram' });
export type PublicProgram = z.infer<typeof PublicProgram>;
