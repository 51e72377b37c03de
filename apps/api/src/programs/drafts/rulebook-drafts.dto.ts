import { z } from 'zod';
import { rulesShape } from '../rulebooks.dto.js';

const basedOn = z.int().min(1).meta({ description: 'The version it was begun from' });

export const DraftRequest = z.strictObject({
  basedOn,
  revision: z.uuid().nullable().meta({ description: 'Of the draft as it was last seen here; null: there was none' }),
  rules: z.strictObject(rulesShape),
}).meta({ id: 'RulebookDraftRequest' });
export type DraftRequest = z.infer<typeof DraftRequest>;

export const DraftSaved = z.object({ revision: z.uuid() }).meta({ id: 'RulebookDraftSaved' });
export type DraftSaved = z.infer<typeof DraftSaved>;

const Draft = z.object({
  author: z.object({ id: z.uuid(), name: z.string().nullable().meta({ description: 'null: has left' }) }),
  isMine: z.boolean(),
  basedOn, revision: z.uuid(), updatedAt: z.iso.datetime(),
  rules: z.object(rulesShape),
}).meta({ id: 'RulebookDraft' });
export const DraftsResponse = z.object({ items: z.array(Draft) }).meta({ id: 'RulebookDrafts' });
export type DraftsResponse = z.infer<typeof DraftsResponse>;
