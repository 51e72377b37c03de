import { type CanActivate, type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { DomainError } from '@fanfare/contracts';
import type { FastifyRequest } from 'fastify';
import { CONFIG, type Config } from '../config/config.js';
import { typeOf, UPLOAD } from '../upload.js';
import { CROSS_SITE } from './access.js';
import { Cookies } from './cookies.js';

const SAFE = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Unsafe requests must come from our own pages. The API takes JSON, and files where a route says so
 * (`TakesFile`; no form can send one of those types either); `/api/v1/public/` ignores cookies and may be
 * called from anywhere; a request with our session cookie also needs `X-Requested-With: fanfare`, which no form can send.
 * @throws DomainError `request.cross_site`, `request.unsupported_media_type`
 */
@Injectable()
export class CsrfGuard implements CanActivate {
  private readonly origin: string;
  private readonly plainHttp: boolean;

  constructor(
    private readonly reflector: Reflector,
    private readonly cookies: Cookies,
    @Inject(CONFIG) config: Config,
  ) {
    this.origin = new URL(config.publicUrl).origin;
    this.plainHttp = config.publicUrl.startsWith('http:');
  }

  canActivate(context: ExecutionContext): boolean {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    if (SAFE.has(request.method)) return true;
    if (this.reflector.getAllAndOverride<boolean | undefined>(CROSS_SITE, [context.getHandler(), context.getClass()])) return true;
    // The pattern that was matched, not the address that was sent: spelling tricks in the latter change nothing here.
    const route = request.routeOptions.url ?? '';
    if (route.startsWith('/api/')) this.checkApi(request, route, this.reflector.get<readonly string[] | undefined>(UPLOAD, context.getHandler()) ?? []);
    else if (!this.sameOrigin(request, 'named') && !this.isOwnSecretPage(request)) throw new DomainError('request.cross_site');
    return true;
  }

  private checkApi(request: FastifyRequest, route: string, files: readonly string[]): void {
    if (hasBody(request) && !isJson(request) && !files.includes(typeOf(request))) throw new DomainError('request.unsupported_media_type');
    if (route.startsWith('/api/v1/public/') || request.headers.authorization) return; // neither looks at cookies
    const withSession = this.cookies.session(request) !== null;
    // Browsers always name the origin of an unsafe request; who names none and brings no session is a program.
    if (!this.sameOrigin(request, withSession ? 'named' : 'unnamed')) throw new DomainError('request.cross_site');
    if (withSession && request.headers['x-requested-with'] !== 'fanfare') throw new DomainError('request.cross_site');
  }

  /**
   * A page that holds a token sends no referrer, and browsers then call the origin of its form `null`. On https they say
   * `same-origin` beside it; on plain http (a trial in one's own network) they do not. No form's authority is a cookie.
   */
  private isOwnSecretPage(request: FastifyRequest): boolean {
    return this.plainHttp && request.headers['sec-fetch-site'] === undefined && request.headers.origin === 'null';
  }

  /** @param least whether the request must name where it comes from, or may say nothing */
  private sameOrigin(request: FastifyRequest, least: 'named' | 'unnamed'): boolean {
    const site = request.headers['sec-fetch-site'];
    if (site !== undefined) return site === 'same-origin';
    const origin = request.headers.origin;
    return origin === undefined ? least === 'unnamed' : origin === this.origin;
  }
}

function hasBody(request: FastifyRequest): boolean {
  return request.headers['transfer-encoding'] !== undefined || Number(request.headers['content-length'] ?? 0) > 0;
}

function isJson(request: FastifyRequest): boolean {
  return /^application\/json\s*(;|$)/i.test(request.headers['content-type'] ?? '');
}
