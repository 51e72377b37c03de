import { z } from 'zod';
import type { OutboundFailure } from '../../platform/outbound/outbound-http.js';
import type { ProviderAnswer, ShownAnswer } from '../../rewards/index.js';

/** What came of a call: an answer with its body (null where that was too long), or none. */
export type HookReply =
  | { readonly status: number; readonly retryAfterSeconds: number | null; readonly body: string | null }
  | { readonly failure: OutboundFailure };
/** What a receiver says. */
export type HookVerdict =
  | Exclude<ProviderAnswer, { kind: 'done' | 'waits' | 'failed' }>
  | { readonly kind: 'done'; readonly reference: string | null; readonly shown: ShownAnswer | null }
  /** `inWords`: it has read what was asked, and says no. Any other refusal says nothing of what happened before. */
  | { readonly kind: 'failed'; readonly problem: string; readonly inWords?: true };

const MESSAGE_CHARS = 500;
const REASON_CHARS = 120;
/** Who says "later" is asked again after this. */
const LATER_SECONDS = 900;
const UNREACHABLE_SECONDS = 300;
/** Whoever says "later", whichever way, is asked again within a day. */
const LATEST_SECONDS = 86_400;

const text = (most: number) => z.string().trim().min(1).max(most);
/** What does not keep to it may have been done: it is asked again. */
const Answer = z.discriminatedUnion('status', [
  z.object({
    status: z.literal('done'), message: z.string().trim().transform((said) => said.slice(0, MESSAGE_CHARS)).optional(), code: text(200).optional(),
    url: z.url({ protocol: /^https$/ }).max(2_000).optional(), reference: text(120).optional(),
  }),
  z.object({ status: z.literal('later'), seconds: z.int().min(1).max(LATEST_SECONDS).default(LATER_SECONDS) }),
  z.object({ status: z.literal('refused'), reason: text(2_000) }),
]);

/** Nothing was sent where there was no way to send it; what broke off later may have been done, and is safe to repeat under its id. */
const FAILURES: Readonly<Record<OutboundFailure, HookVerdict>> = {
  bad_address: { kind: 'failed', problem: 'hook_address' },
  port_not_allowed: { kind: 'failed', problem: 'hook_address' },
  address_not_allowed: { kind: 'failed', problem: 'hook_address' },
  name_unknown: { kind: 'later', seconds: UNREACHABLE_SECONDS, problem: 'hook_unreachable' },
  tls: { kind: 'later', seconds: UNREACHABLE_SECONDS, problem: 'hook_unreachable' },
  connection: { kind: 'unclear', problem: 'connection' },
  timeout: { kind: 'unclear', problem: 'timeout' },
};
const BUSY = new Set([408, 425, 429]);

/** A receiver's answer in the words of a provider's. */
export function verdictOf(reply: HookReply): HookVerdict {
  if ('failure' in reply) return FAILURES[reply.failure];
  const { status, retryAfterSeconds, body } = reply;
  if (BUSY.has(status)) return { kind: 'later', seconds: Math.min(retryAfterSeconds ?? UNREACHABLE_SECONDS, LATEST_SECONDS) };
  if (status >= 500) return { kind: 'unclear', problem: 'server_error' };
  if (status < 200 || status >= 300) return { kind: 'failed', problem: `refused:${status}` };
  const answer = Answer.safeParse(parsed(body)).data;
  switch (answer?.status) {
    case 'done':
      return { kind: 'done', reference: answer.reference ?? null, shown: shownOf(answer) };
    case 'later':
      return { kind: 'later', seconds: answer.seconds, problem: 'hook_later' };
    case 'refused':
      return { kind: 'failed', inWords: true, problem: `refused:${answer.reason.replaceAll(/[\p{C}\s:]+/gu, ' ').slice(0, REASON_CHARS)}` };
    default:
      return { kind: 'unclear', problem: 'wrong_answer' };
  }
}

/** Null where there is nothing to see. */
function shownOf({ message, code, url }: Extract<z.infer<typeof Answer>, { status: 'done' }>): ShownAnswer | null {
  return message || code || url ? { message: message || null, code: code ?? null, url: url ?? null } : null;
}

function parsed(body: string | null): unknown {
  try {
    return JSON.parse(body ?? '');
  } catch {
    return null;
  }
}
