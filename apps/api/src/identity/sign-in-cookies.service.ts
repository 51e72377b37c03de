import { Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Cookies } from '../platform/auth/cookies.js';
import { readVisitor, VISITOR_COOKIE, visitorHash } from '../platform/auth/visitor.js';
import { Keys } from '../platform/keys.js';
import { Challenges } from './member-sign-in/challenges.service.js';
import type { SigningBrowser } from './member-sign-in/member-sign-in.service.js';
import { type OpenedSession, Sessions } from './sessions/sessions.service.js';

/** What signing in reads of the browser, and leaves in it. */
@Injectable()
export class SignInCookies {
  constructor(
    private readonly cookies: Cookies,
    private readonly challenges: Challenges,
    private readonly sessions: Sessions,
    private readonly keys: Keys,
  ) {}

  /** A browser that has followed no link and filled in no form has no visitor id, and is given none here. */
  browser(request: FastifyRequest): SigningBrowser {
    const visitor = readVisitor(request.cookies[VISITOR_COOKIE]);
    return { nonce: this.cookies.nonce(request), visitorHash: visitor === null ? null : visitorHash(this.keys, visitor) };
  }

  /** The browser's nonce, given to it now if it has none; kept while it is used, so that asking twice is one browser asking. */
  ensureNonce(request: FastifyRequest, reply: FastifyReply): string {
    const nonce = this.cookies.nonce(request) ?? this.challenges.newNonce();
    this.cookies.setNonce(reply, nonce);
    return nonce;
  }

  /** Hands over a new session and ends the one that was there. */
  async replace(request: FastifyRequest, reply: FastifyReply, session: OpenedSession): Promise<void> {
    const before = this.cookies.session(request);
    if (before) await this.sessions.revokeToken(before);
    this.cookies.setSession(reply, session.token, session.maxAgeSeconds);
  }

  clear(reply: FastifyReply): void {
    this.cookies.clearSession(reply);
  }
}
