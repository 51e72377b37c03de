/** What a machine of the brand's may do with its key, in the order in which it is offered. */
export const API_SCOPES = ['conversions:write', 'signups:write', 'signups:confirm', 'clicks:write'] as const;
export type ApiScope = (typeof API_SCOPES)[number];

export const KEY_KINDS = ['secret', 'publishable'] as const;
/** A publishable key may stand in a page that anybody reads, so all it may do is what anybody may: click and sign up. */
export type KeyKind = (typeof KEY_KINDS)[number];
export const PUBLISHABLE_SCOPES: readonly ApiScope[] = ['signups:write', 'clicks:write'];
