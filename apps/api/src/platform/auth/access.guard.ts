import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { type ApiScope, DomainError, permits } from '@fanfare/contracts';
import type { FastifyRequest } from 'fastify';
import { ACCESS, type Access, FRESH, type Machine, type Principal } from './access.js';
import { ApiKeyReader } from './api-key-reader.js';
import { Cookies } from './cookies.js';
import { type LiveSession, SessionReader } from './session-reader.js';

/**
 * Deny by default: a route without an access decorator lets nobody in. Establishes `request.principal`.
 * @throws DomainError `auth.required` without a session (or a member's session on a staff route), `program.not_found`
 *   for a program the account has nothing to do with, `auth.forbidden` for a role without the permission,
 *   `auth.step_up_required` (`level`) where the sign-in is too long ago; on a machine's route `auth.key_invalid`, `auth.scope_missing`
 */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly cookies: Cookies,
    private readonly sessions: SessionReader,
    private readonly apiKeys: ApiKeyReader,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const access = this.reflector.getAllAndOverride<Access | undefined>(ACCESS, [context.getHandler(), context.getClass()]);
    if (!access) throw new DomainError('auth.forbidden');
    if (access.kind === 'public') return true;
    const request = context.switchToHttp().getRequest<FastifyRequest<{ Params: Record<string, string> }>>();
    if (access.kind === 'machine') {
      request.machine = await this.recognise(request.headers.authorization, access.anyOf);
      return true;
    }
    const token = this.cookies.session(request);
    const session = token ? await this.sessions.find(token) : null;
    if (!session) throw new DomainError('auth.required');
    const principal = await this.establish(access, session, request.params);
    const fresh = this.reflector.getAllAndOverride<boolean | undefined>(FRESH, [context.getHandler(), context.getClass()]);
    if (fresh && !session.fresh) throw new DomainError('auth.step_up_required', { level: session.level });
    request.principal = principal;
    return true;
  }

  private async recognise(authorization: string | undefined, anyOf: readonly ApiScope[]): Promise<Machine> {
    if (authorization === undefined) throw new DomainError('auth.required');
    const machine = await this.apiKeys.find(/^Bearer ([\w-]{1,200})$/i.exec(authorization)?.[1] ?? '');
    if (!machine) throw new DomainError('auth.key_invalid');
    if (!anyOf.some((scope) => machine.scopes.includes(scope))) throw new DomainError('auth.scope_missing', { scope: anyOf.join(' ') });
    return machine;
  }

  private async establish(access: Access, session: LiveSession, params: Record<string, string>): Promise<Principal> {
    const person = { accountId: session.accountId, sessionId: session.id, level: session.level, programId: null, memberId: null, role: null };
    if (access.kind === 'member') {
      const membership = await this.sessions.membership(session.accountId, params['slug'] ?? '');
      if (!membership) throw new DomainError('program.not_found');
      return { ...person, ...membership };
    }
    if (access.kind === 'staff') {
      const programId = params['programId'] ?? '';
      const role = await this.sessions.role(session.accountId, programId);
      if (!role) throw new DomainError('program.not_found');
      if (session.level !== 'staff') throw new DomainError('auth.required', { level: 'staff' });
      if (!permits(role, access.permission)) throw new DomainError('auth.forbidden');
      return { ...person, programId, role };
    }
    return person;
  }
}
