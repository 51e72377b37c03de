import { Refusal } from './refusal.js';

/** What a request was told. */
export interface Answer {
  readonly status: number;
  readonly body: object;
  readonly headers?: Readonly<Record<string, string>>;
}
interface Kept {
  readonly method: string;
  readonly path: string;
  readonly params: string;
  readonly at: number;
  readonly requestId: string;
  /** Null while it is being executed. */
  answer: Answer | null;
}

const KEPT_MS = 24 * 3_600_000;
const LONGEST = 255;

/** The same key gives the same answer, a 500 included, for a day; then it is a new request. */
export class IdempotencyKeys {
  private readonly kept = new Map<string, Kept>();
  private ignored = false;

  /**
   * Begins a request under its key, or returns what it was told before.
   * @throws Refusal 400 `idempotency_error` for other parameters, 409 while the first one is being executed
   */
  begin(scope: string, key: string, request: Omit<Kept, 'answer'>): Answer | null {
    if (key.length > LONGEST) throw new Refusal(400, { type: 'invalid_request_error', message: `Idempotency keys can be at most ${LONGEST} characters.` });
    if (this.ignored) return null;
    this.forgetOld(request.at);
    const before = this.kept.get(`${scope} ${key}`);
    if (!before) {
      this.kept.set(`${scope} ${key}`, { ...request, answer: null });
      return null;
    }
    if (before.method !== request.method || before.path !== request.path) {
      throw misused(`Keys for idempotent requests can only be used for the same endpoint they were first used for ('${before.path}' vs '${request.path}'). Try using a key other than '${key}' if you meant to execute a different request.`);
    }
    if (before.params !== request.params) {
      throw misused(`Keys for idempotent requests can only be used with the same parameters they were first used with. Try using a key other than '${key}' if you meant to execute a different request.`);
    }
    if (!before.answer) {
      throw new Refusal(409, { type: 'idempotency_error', code: 'idempotency_key_in_use', message: `There is currently another in-progress request using this Idempotent Key (that probably means you submitted twice, and the other request is still going through): ${key}.` });
    }
    return { ...before.answer, headers: { ...before.answer.headers, 'idempotent-replayed': 'true', 'original-request': before.requestId } };
  }

  /** Remembers the answer, or with null that the request never began. */
  finish(scope: string, key: string, answer: Answer | null): void {
    const begun = this.kept.get(`${scope} ${key}`);
    if (answer && begun) begun.answer = answer;
    else this.kept.delete(`${scope} ${key}`);
  }

  /** From now on no key means anything. */
  ignore(): void {
    this.ignored = true;
  }

  forget(): void {
    this.kept.clear();
  }

  snapshot(): unknown {
    // What was in hand when the process ended will never be answered.
    return [...this.kept].filter(([, kept]) => kept.answer);
  }

  restore(snapshot: unknown): void {
    for (const [key, kept] of snapshot as [string, Kept][]) this.kept.set(key, kept);
  }

  private forgetOld(at: number): void {
    for (const [key, kept] of this.kept) if (kept.answer && kept.at + KEPT_MS <= at) this.kept.delete(key);
  }
}

function misused(message: string): Refusal {
  return new Refusal(400, { type: 'idempotency_error', message });
}
