import { Inject, Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CONFIG, type Config } from '../config/config.js';

const NONCE_SECONDS = 24 * 60 * 60;

/**
 * The two cookies of signing in. On https they carry `__Host-` and Secure; on plain http (a trial on one machine)
 * neither, because browsers drop Secure cookies there.
 */
@Injectable()
export class Cookies {
  private readonly secure: boolean;
  private readonly sessionName: string;
  private readonly nonceName: string;

  constructor(@Inject(CONFIG) config: Config) {
    this.secure = config.publicUrl.startsWith('https:');
    this.sessionName = this.secure ? '__Host-ff' : 'ff';
    this.nonceName = this.secure ? '__Host-ff-nonce' : 'ff-nonce';
  }

  /** The session's token as the browser sent it, or null. */
  session(request: FastifyRequest): string | null {
    return request.cookies[this.sessionName] || null;
  }

  setSession(reply: FastifyReply, token: string, maxAgeSeconds: number): void {
    this.set(reply, this.sessionName, token, maxAgeSeconds);
  }

  clearSession(reply: FastifyReply): void {
    this.set(reply, this.sessionName, '', 0);
  }

  /** What ties a sign-in to the browser that asked for it, or null. */
  nonce(request: FastifyRequest): string | null {
    return request.cookies[this.nonceName] || null;
  }

  setNonce(reply: FastifyReply, nonce: string): void {
    this.set(reply, this.nonceName, nonce, NONCE_SECONDS);
  }

  private set(reply: FastifyReply, name: string, value: string, maxAge: number): void {
    void reply.setCookie(name, value, { path: '/', httpOnly: true, sameSite: 'lax', secure: this.secure, maxAge });
  }
}
