import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException, Logger } from '@nestjs/common';
import { DomainError, type ErrorCode, type FieldProblem, type Problem } from '@fanfare/contracts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { sqlState } from '../database/transactions.js';
import { STATUS } from './status.js';

const BY_STATUS: Readonly<Record<number, ErrorCode>> = {
  400: 'request.malformed',
  401: 'auth.required',
  403: 'auth.forbidden',
  404: 'request.not_found',
  405: 'request.method_not_allowed',
  408: 'request.timeout',
  413: 'request.too_large',
  415: 'request.unsupported_media_type',
  422: 'request.invalid',
  429: 'request.rate_limited',
};
/** The database is down, starting or going: the caller may come again. */
const UNAVAILABLE = new Set(['08006', '08001', '57P01', '57P02', '57P03', '53300', 'ECONNREFUSED', 'ECONNRESET']);
/** Text that PostgreSQL cannot hold (NUL, lone surrogate) or a number out of range: the input's fault. */
const UNSTORABLE = new Set(['22021', '22P05', '22P02', '22003', '22008']);

/** Turns whatever was thrown into `application/problem+json`; nothing about the inside gets out. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly logger = new Logger('Problem');

  catch(error: unknown, host: ArgumentsHost): void {
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    const request = host.switchToHttp().getRequest<FastifyRequest>();
    const problem = toProblem(error);
    if (problem.status >= 500) this.logger.error({ err: error, method: request.method, route: request.routeOptions?.url }, problem.code);
    if (reply.sent) return;
    if (typeof problem['retryAfterSeconds'] === 'number') void reply.header('retry-after', String(problem['retryAfterSeconds']));
    void reply.status(problem.status).header('content-type', 'application/problem+json').header('cache-control', 'no-store').send(JSON.stringify(problem));
  }
}

/** Any thrown thing as a problem. Unknown errors become `server.error` without a detail. */
export function toProblem(error: unknown): Problem {
  if (error instanceof DomainError) return problem(error.code, error.facts, error.fields);
  const state = sqlState(error);
  if (state && UNAVAILABLE.has(state)) return problem('server.unavailable', { retryAfterSeconds: 2 });
  if (state && UNSTORABLE.has(state)) return problem('request.invalid');
  const status = error instanceof HttpException ? error.getStatus() : (error as { statusCode?: unknown })?.statusCode;
  const code = typeof status === 'number' ? (BY_STATUS[status] ?? (status < 500 && status >= 400 ? 'request.malformed' : undefined)) : undefined;
  return problem(code ?? 'server.error', {}, code === 'request.malformed' || code === 'request.invalid' ? fieldsOf(error) : []);
}

function problem(code: ErrorCode, facts: Problem | DomainError['facts'] = {}, fields: readonly FieldProblem[] = []): Problem {
  const [status, title] = STATUS[code];
  return { ...facts, type: `urn:fanfare:problem:${code}`, title, status, code, ...(fields.length ? { errors: fields } : {}) };
}

function fieldsOf(error: unknown): FieldProblem[] {
  const body = error instanceof HttpException ? error.getResponse() : null;
  const fields = (body as { errors?: unknown } | null)?.errors;
  return Array.isArray(fields) ? (fields as FieldProblem[]) : [];
}
