import { Body, Controller, Delete, Get, HttpCode, Param, ParseUUIDPipe, Post, Req, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CurrentPrincipal, type Principal, Public, SignedIn } from '../../platform/auth/access.js';
import { type SessionList, sessionList, type SessionRequest, sessionRequest, type SessionResponse, sessionResponse } from '../auth.dto.js';
import { MemberSignIn, type SignedInAccount, type SigningBrowser } from '../member-sign-in/member-sign-in.service.js';
import { SignInCookies } from '../sign-in-cookies.service.js';
import { StaffSignIn } from '../staff-sign-in/staff-sign-in.service.js';
import { Sessions } from './sessions.service.js';

@ApiTags('auth')
@Controller('api/v1/auth/sessions')
export class SessionsController {
  constructor(
    private readonly members: MemberSignIn,
    private readonly staff: StaffSignIn,
    private readonly sessions: Sessions,
    private readonly cookies: SignInCookies,
  ) {}

  @Post()
  @Public()
  @ApiOperation({
    summary: 'Signs in',
    description:
      'Members by `token`, or `email` and `code`; staff by `email`, `password` and `totp` or `recoveryCode`. Errors: auth.invalid_credentials, auth.other_browser, auth.challenge_expired, auth.too_many_attempts, auth.totp_required, auth.totp_invalid, auth.enrolment_required.',
  })
  @ApiCreatedResponse({ standardSchema: sessionResponse })
  async signIn(@Body({ schema: sessionRequest }) body: SessionRequest, @Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<SessionResponse> {
    const { accountId, session } = await this.open(body, this.cookies.browser(request), request.ip);
    await this.cookies.replace(request, reply, session);
    return { accountId, level: 'password' in body ? 'staff' : 'member' };
  }

  @Get()
  @SignedIn()
  @ApiOperation({ summary: 'Where this account is signed in' })
  @ApiOkResponse({ standardSchema: sessionList })
  async list(@CurrentPrincipal() who: Principal): Promise<SessionList> {
    const items = await this.sessions.list(who.accountId);
    return {
      items: items.map((s) => ({
        id: s.id,
        level: s.level,
        createdAt: s.createdAt.toISOString(),
        seenAt: s.seenAt.toISOString(),
        expiresAt: s.expiresAt.toISOString(),
        current: s.id === who.sessionId,
      })),
    };
  }

  @Delete('current')
  @HttpCode(204)
  @SignedIn()
  @ApiOperation({ summary: 'Signs out' })
  @ApiNoContentResponse()
  async signOut(@CurrentPrincipal() who: Principal, @Res({ passthrough: true }) reply: FastifyReply): Promise<void> {
    await this.sessions.revoke(who.accountId, who.sessionId);
    this.cookies.clear(reply);
  }

  @Delete(':id')
  @HttpCode(204)
  @SignedIn()
  @ApiOperation({ summary: 'Signs out another browser of the same account' })
  @ApiNoContentResponse()
  async revoke(@CurrentPrincipal() who: Principal, @Param('id', ParseUUIDPipe) id: string): Promise<void> {
    await this.sessions.revoke(who.accountId, id);
  }

  private open(body: SessionRequest, browser: SigningBrowser, ip: string): Promise<SignedInAccount> {
    if ('token' in body) return this.members.withToken(body.token, browser);
    if ('code' in body) return this.members.withCode(body.email, body.code, browser, ip);
    return this.staff.signIn(body, ip);
  }
}
