/** What a brand's own systems can be told of. */
export const WEBHOOK_TOPICS = ['member.joined', 'referral.qualified', 'referral.reversed', 'tier.reached', 'grant.created', 'shop.bought', 'shop.given_back'] as const;
export type WebhookTopic = (typeof WEBHOOK_TOPICS)[number];
