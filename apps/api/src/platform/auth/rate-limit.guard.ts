import { type CanActivate, type ExecutionContext, Injectable, SetMetadata } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';
import { type LimitName, RateLimits } from './rate-limits.js';

const RATE_LIMITED = 'fanfare:rate-limited';
/** Every call of the route takes one from the limit of the caller's address block. */
export const RateLimited = (name: LimitName) => SetMetadata<string, LimitName>(RATE_LIMITED, name);

/** @throws DomainError `request.rate_limited` */
@Injectable()
export class RateLimitGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly limits: RateLimits,
  ) {}

  canActivate(context: ExecutionContext): boolean {
    const name = this.reflector.getAllAndOverride<LimitName | undefined>(RATE_LIMITED, [context.getHandler(), context.getClass()]);
    if (name) this.limits.takeForBlock(name, context.switchToHttp().getRequest<FastifyRequest>().ip);
    return true;
  }
}
