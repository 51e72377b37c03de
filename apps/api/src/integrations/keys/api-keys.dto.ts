import { API_SCOPES, KEY_KINDS, LIMITS } from '@fanfare/contracts';
import { z } from 'zod';
import { line } from '../../platform/text.js';

const keyName = line(LIMITS.keyNameChars);

export const ApiKeyRequest = z.strictObject({
  name: keyName.meta({ description: 'Which of the brand’s systems it is for' }),
  kind: z.enum(KEY_KINDS),
  scopes: z.array(z.enum(API_SCOPES)).min(1).max(API_SCOPES.length).refine((list) => new Set(list).size === list.length, 'must name each scope once').optional()
    .meta({ description: 'What a secret key may do; without it, everything. A publishable key has its own' }),
  expiresAt: z.iso.datetime().optional().meta({ description: 'From when it works no longer; without it, never' }),
}).meta({ id: 'ApiKeyRequest' });
export type ApiKeyRequest = z.infer<typeof ApiKeyRequest>;

export const RotationRequest = z.strictObject({
  overlapHours: z.int().min(0).max(168).default(24).meta({ description: 'How long the old key works beside the new one' }),
}).meta({ id: 'ApiKeyRotation' });
export type RotationRequest = z.infer<typeof RotationRequest>;

export const ApiKeyResponse = z.object({
  id: z.uuid(),
  name: z.string(),
  kind: z.enum(KEY_KINDS),
  scopes: z.array(z.enum(API_SCOPES)),
  hint: z.string().meta({ description: 'The beginning of the key' }),
  status: z.enum(['active', 'expiring', 'expired', 'revoked']),
  createdAt: z.iso.datetime(),
  expiresAt: z.iso.datetime().nullable(),
  revokedAt: z.iso.datetime().nullable(),
  usedAt: z.iso.datetime().nullable().meta({ description: 'Last used, to the minute' }),
}).meta({ id: 'ApiKey' });
export type ApiKeyResponse = z.infer<typeof ApiKeyResponse>;

export const NewApiKeyResponse = z.object({
  key: z.string().meta({ description: 'The key itself: shown now and never again' }),
  apiKey: ApiKeyResponse,
}).meta({ id: 'NewApiKey' });
export type NewApiKeyResponse = z.infer<typeof NewApiKeyResponse>;

export const ApiKeysResponse = z.object({ items: z.array(ApiKeyResponse), nextCursor: z.null() }).meta({ id: 'ApiKeyList' });
export type ApiKeysResponse = z.infer<typeof ApiKeysResponse>;
