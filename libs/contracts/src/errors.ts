/**
 * Every error the product can answer with. A code is stable: clients and translations key on it.
 * The API's one table (`platform/errors/status.ts`) must give each a status, so a new code has to choose.
 */
export const ERROR_CODES = [
  'request.invalid',
  'request.malformed',
  'request.too_large',
  'request.unsupported_media_type',
  'request.rate_limited',
  'request.cross_site',
  'request.not_found',
  'request.method_not_allowed',
  'request.conflict',
  'request.key_reused',
  'request.in_flight',
  'request.timeout',
  'server.unavailable',
  'server.error',
  'auth.required',
  'auth.forbidden',
  'auth.key_invalid',
  'auth.scope_missing',
  'auth.invalid_credentials',
  'auth.totp_required',
  'auth.totp_invalid',
  'auth.other_browser',
  'auth.challenge_expired',
  'auth.too_many_attempts',
  'auth.password_weak',
  'auth.enrolment_required',
  'auth.already_enrolled',
  'setup.closed',
  'setup.token_invalid',
  'program.not_found',
  'program.paused',
  'program.slug_taken',
  'confirmation.unknown',
  'confirmation.used',
  'confirmation.expired',
  'conversion.payload_differs',
  'link.code_taken',
  'link.code_invalid',
  'link.channel_taken',
  'link.destination_not_allowed',
  'link.limit_reached',
  'referral.not_found',
  'referral.not_reviewable',
  'referral.not_waiting',
  'referral.reminded',
  'referral.not_appealable',
  'review.taken',
  'review.decided',
  'review.assignee_unfit',
  'appeal.not_found',
  'appeal.exists',
  'appeal.answered',
  'appeal.reopened',
  'inviter.answered',
  'inviter.here_before',
  'inviter.too_late',
  'inviter.unknown_code',
  'inviter.own_code',
  'inviter.circle',
  'rulebook.invalid',
  'rulebook.version_conflict',
  'rulebook.draft_changed',
  'cohort.not_found',
  'cohort.key_taken',
  'cohort.name_taken',
  'cohort.limit_reached',
  'cohort.in_use',
  'member.not_found',
  'member.wrong_state',
  'address.unknown',
  'address.used',
  'address.expired',
  'address.taken',
  'address.not_by_team',
  'member.tag_limit',
  'member.selection_too_large',
  'note.not_found',
  'view.not_found',
  'view.name_taken',
  'view.limit_reached',
  'import.not_found',
  'import.wrong_state',
  'import.unreadable',
  'member.merge_refused',
  'run.not_found',
  'run.already_running',
  'run.not_done',
  'checkpoint.not_found',
  'reward.not_found',
  'reward.variant_not_found',
  'reward.variant_gone',
  'reward.stock_promised',
  'reward.stock_follows',
  'reward.no_code_list',
  'picture.not_found',
  'picture.unreadable',
  'picture.quota_reached',
  'pool.not_found',
  'grant.not_found',
  'grant.not_claimable',
  'grant.details_missing',
  'grant.wrong_state',
  'reward.no_provider',
  'reward_step.not_found',
  'reward_step.wrong_state',
  'batch.not_found',
  'batch.parcels_taken',
  'event.not_found',
  'event.wrong_state',
  'event.closed',
  'event.full',
  'event.capacity_taken',
  'invitation.not_found',
  'message.not_found',
  'message.answered',
  'delivery.not_found',
  'delivery.not_parked',
  'job.not_found',
  'api_key.not_found',
  'webhook.not_found',
  'webhook.limit_reached',
  'webhook.delivery_not_found',
  'webhook.delivery_pending',
  'stripe.not_connected',
  'stripe.signature_invalid',
  'stripe.wrong_account',
  'staff.not_found',
  'staff.invitation_unknown',
  'staff.invitation_expired',
  'staff.last_owner',
  'staff.own_role',
  'staff.already_staff',
  'staff.address_moved',
] as const;
export type ErrorCode = (typeof ERROR_CODES)[number];

/** One thing wrong with one input. `field` is a path in the request body, e.g. `address.country`. */
export interface FieldProblem {
  readonly field: string;
  readonly code: string;
  readonly message: string;
}

/** A refusal with a stable code and the facts behind it; HTTP is decided in one filter. */
export class DomainError extends Error {
  constructor(
    readonly code: ErrorCode,
    /** Facts a client may show, never secrets: `{ retryAfterSeconds: 30 }`. */
    readonly facts: Readonly<Record<string, string | number | boolean | null>> = {},
    readonly fields: readonly FieldProblem[] = [],
  ) {
    super(code);
    this.name = 'DomainError';
  }
}

/** The body of every error answer (`application/problem+json`, RFC 9457). */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly code: ErrorCode;
  readonly errors?: readonly FieldProblem[];
  readonly [fact: string]: unknown;
}
