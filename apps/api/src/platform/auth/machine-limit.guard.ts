import { applyDecorators, type CanActivate, type ExecutionContext, Injectable, SetMetadata } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { ApiTooManyRequestsResponse } from '@nestjs/swagger';
import { LIMITS } from '@fanfare/contracts';
import type { FastifyRequest } from 'fastify';
import { RateLimits } from './rate-limits.js';

const EACH = 'fanfare:counts-each';
/** The list in the body whose items are counted one by one: a batch saves calls, not the limit. */
export const CountsEach = (list: string) => SetMetadata(EACH, list);

/** Says in a machine's route what the guard does to it. */
export const LimitedByKey = () => applyDecorators(ApiTooManyRequestsResponse({
  description: 'request.rate_limited: too much by this key, or by all keys of the program. Nothing was done; come again after `retryAfterSeconds`.',
  headers: { 'Retry-After': { description: 'Seconds', schema: { type: 'integer', minimum: 1 } } },
}));

/**
 * Every call of a machine is counted for its key and for its program, before anything is done or looked up for it. A publishable
 * key stands in a page for anybody to copy, so those who use it are counted by their networks first: one of them cannot use it up for all.
 * @throws DomainError `request.rate_limited`
 */
@Injectable()
export class MachineLimitGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly limits: RateLimits,
  ) {}

  canActivate(context: ExecutionContext): boolean {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    if (!request.machine) return true;
    const { keyId, programId, kind } = request.machine;
    const units = unitsOf(request.body, this.reflector.get<string | undefined>(EACH, context.getHandler()));
    if (kind === 'publishable') this.limits.takeForBlock('publishableOfBlock', request.ip, units);
    this.limits.take('machineOfKey', keyId, request.ip, units);
    this.limits.take('machineOfProgram', programId, request.ip, units);
    return true;
  }
}

/** The body is not checked yet: what is no list, or too long a one, is refused afterwards and counts once. */
function unitsOf(body: unknown, list: string | undefined): number {
  const items = list === undefined ? null : (body as Record<string, unknown> | null | undefined)?.[list];
  return Array.isArray(items) && items.length <= LIMITS.conversionBatch ? Math.max(1, items.length) : 1;
}
