import { HttpErrorResponse } from '@angular/common/http';
import type { ErrorCode, FieldProblem } from '@fanfare/contracts';

/** What the API said was wrong. `server.unavailable` also stands for a network that did not answer. */
export interface ApiProblem {
  readonly code: ErrorCode;
  readonly fields: readonly FieldProblem[];
  /** Numbers the API gives along, such as `triesLeft`. */
  readonly facts: Readonly<Record<string, unknown>>;
}

/** Reads the body of a failed request, whatever it was. */
export function readProblem(body: unknown): ApiProblem {
  const code = problemCode(body);
  if (!code) return { code: 'server.unavailable', fields: [], facts: {} };
  const facts = body as Readonly<Record<string, unknown>>;
  const errors = facts['errors'];
  return { code, fields: Array.isArray(errors) ? (errors as FieldProblem[]) : [], facts };
}

/** What kept a resource from being read; null where nothing did. */
export function problemOfRead(error: unknown): ApiProblem | null {
  return error ? readProblem(error instanceof HttpErrorResponse ? error.error : null) : null;
}

/** The stable code of a problem, or null where the body is none. */
export function problemCode(body: unknown): ErrorCode | null {
  const code = typeof body === 'object' && body !== null ? (body as { code?: unknown }).code : null;
  return typeof code === 'string' && code.includes('.') ? (code as ErrorCode) : null;
}
