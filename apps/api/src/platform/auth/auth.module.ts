import { Global, Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { CONFIG, type Config } from '../config/config.js';
import { AccessGuard } from './access.guard.js';
import { ApiKeyReader } from './api-key-reader.js';
import { Cookies } from './cookies.js';
import { Cors } from './cors.js';
import { CsrfGuard } from './csrf.guard.js';
import { MachineLimitGuard } from './machine-limit.guard.js';
import { RateLimitGuard } from './rate-limit.guard.js';
import { RATE_LIMITS, RateLimits, withOverrides } from './rate-limits.js';
import { SessionReader } from './session-reader.js';

/** The guards of every route, in this order: from our site, not too often, allowed, and a machine not too often either. */
@Global()
@Module({
  providers: [
    Cookies,
    Cors,
    SessionReader,
    ApiKeyReader,
    RateLimits,
    { provide: RATE_LIMITS, inject: [CONFIG], useFactory: (config: Config) => withOverrides(config.rateLimits) },
    { provide: APP_GUARD, useClass: CsrfGuard },
    { provide: APP_GUARD, useClass: RateLimitGuard },
    { provide: APP_GUARD, useClass: AccessGuard },
    { provide: APP_GUARD, useClass: MachineLimitGuard },
  ],
  exports: [Cookies, Cors, RateLimits],
})
export class AuthModule {}
