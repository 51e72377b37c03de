import { LIMITS, LOCALES } from '@fanfare/contracts';
import { z } from 'zod';
import { lines } from '../../platform/text.js';

/** Where a text is meant to be sent. */
export const SHARE_CHANNELS = ['whatsapp', 'telegram', 'email', 'x', 'facebook', 'linkedin', 'other'] as const;
export type ShareChannel = (typeof SHARE_CHANNELS)[number];

const lang = z.string().max(35).optional().catch(undefined);
export const LangQuery = z.object({ lang });
export type LangQuery = z.infer<typeof LangQuery>;
export const QrQuery = z.object({ size: z.coerce.number().int().min(64).max(1024).default(512) });
export type QrQuery = z.infer<typeof QrQuery>;
export const PosterQuery = z.object({ paper: z.enum(['a4', 'a5']).default('a4'), lang });
export type PosterQuery = z.infer<typeof PosterQuery>;

const PLACEHOLDERS = new Set(['{link}', '{name}']);
const text = lines(LIMITS.shareTextChars)
  .refine((words) => words.includes('{link}'), 'must contain {link}')
  .refine((words) => (words.match(/\{[^{}]*\}/g) ?? []).every((found) => PLACEHOLDERS.has(found)), 'may contain {link} and {name} and no other placeholder');
const place = { locale: z.enum(LOCALES), channel: z.enum(SHARE_CHANNELS) };

export const ShareTextsRequest = z.strictObject({
  texts: z.array(z.strictObject({ ...place, text })).max(LOCALES.length * SHARE_CHANNELS.length)
    .refine((list) => new Set(list.map((one) => `${one.locale} ${one.channel}`)).size === list.length, 'must name each language and channel once')
    .meta({ description: 'The program’s own texts, all of them; where one is missing ours stands. `{link}` and `{name}` (of the program) are filled in' }),
}).meta({ id: 'ShareTextsRequest' });
export type ShareTextsRequest = z.infer<typeof ShareTextsRequest>;

export const ShareTextsResponse = z.object({
  items: z.array(z.object({ ...place, text: z.string(), own: z.boolean().meta({ description: 'Written by the program; otherwise ours' }), ours: z.string() })),
}).meta({ id: 'ShareTexts' });
export type ShareTextsResponse = z.infer<typeof ShareTextsResponse>;

const sharedLink = z.object({ code: z.string(), url: z.string(), channel: z.string() });
export const ShareKitResponse = z.object({
  locale: z.enum(LOCALES).meta({ description: 'Of the texts' }),
  locales: z.array(z.enum(LOCALES)).meta({ description: 'What `lang` may ask for: the languages of the program' }),
  link: sharedLink.meta({ description: 'The oldest, which every member has' }),
  texts: z.array(z.object({ channel: z.enum(SHARE_CHANNELS), link: sharedLink, text: z.string() }))
    .meta({ description: 'Filled in. A channel with a link of its own (one whose channel is named like it) uses that one' }),
  recent: z.object({ days: z.int(), clicks: z.int(), signups: z.int() }).meta({ description: 'What came by all links lately; clicks of people, not of machines' }),
  qr: z.object({ svg: z.string(), png: z.string() }),
  poster: z.object({ a4: z.string(), a5: z.string() }),
  card: z.object({ page: z.string(), picture: z.string() }),
}).meta({ id: 'ShareKit' });
export type ShareKitResponse = z.infer<typeof ShareKitResponse>;
