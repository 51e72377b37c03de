import { Body, Controller, HttpCode, Post, Req, Res } from '@nestjs/common';
import { ApiAcceptedResponse, ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Public } from '../../platform/auth/access.js';
import { RateLimited } from '../../platform/auth/rate-limit.guard.js';
import { Clock } from '../../platform/clock.js';
import {
  type ConfirmEnrolRequest, confirmEnrolRequest, type EnrolRequest, enrolRequest, type EnrolResponse, enrolResponse,
  type ResetConfirmation, resetConfirmation, type ResetRequest, resetRequest, type SentResponse, sentResponse, type SessionResponse, sessionResponse,
} from '../auth.dto.js';
import { Challenges } from '../member-sign-in/challenges.service.js';
import { SignInCookies } from '../sign-in-cookies.service.js';
import { Credentials } from './credentials.service.js';
import { StaffSignIn } from './staff-sign-in.service.js';

@ApiTags('auth')
@Controller('api/v1/auth')
export class StaffSignInController {
  constructor(
    private readonly staff: StaffSignIn,
    private readonly credentials: Credentials,
    private readonly challenges: Challenges,
    private readonly cookies: SignInCookies,
    private readonly clock: Clock,
  ) {}

  @Post('totp/enrol')
  @HttpCode(200)
  @Public()
  @ApiOperation({ summary: 'A secret for the authenticator, where the second factor is not set up yet', description: 'Errors: auth.invalid_credentials, auth.already_enrolled.' })
  @ApiOkResponse({ standardSchema: enrolResponse })
  enrol(@Body({ schema: enrolRequest }) body: EnrolRequest, @Req() request: FastifyRequest): Promise<EnrolResponse> {
    return this.staff.enrol(body, request.ip);
  }

  @Post('totp/confirm')
  @Public()
  @ApiOperation({ summary: 'Confirms the authenticator by its first code, and signs in', description: 'The recovery codes are shown this once. Errors: auth.invalid_credentials, auth.totp_invalid, auth.already_enrolled, auth.enrolment_required.' })
  @ApiCreatedResponse({ standardSchema: sessionResponse })
  async confirm(@Body({ schema: confirmEnrolRequest }) body: ConfirmEnrolRequest, @Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<SessionResponse> {
    const { accountId, session, recoveryCodes } = await this.staff.confirmEnrolment(body, request.ip, this.clock.now());
    await this.cookies.replace(request, reply, session);
    return { accountId, level: 'staff', recoveryCodes };
  }

  @Post('password-resets')
  @HttpCode(202)
  @Public()
  @RateLimited('challengeStart')
  @ApiOperation({ summary: 'Asks for a mail to set a new password', description: 'Answers the same for every address. The link works for ten minutes.' })
  @ApiAcceptedResponse({ standardSchema: sentResponse })
  async requestReset(@Body({ schema: resetRequest }) body: ResetRequest, @Req() request: FastifyRequest): Promise<SentResponse> {
    // Not tied to this browser: a password has to be typed, which no mail scanner does, and the second factor stays.
    await this.challenges.start('password_reset', { email: body.email, program: null, nonce: null, ip: request.ip });
    return { status: 'sent' };
  }

  @Post('password-resets/confirm')
  @HttpCode(204)
  @Public()
  @RateLimited('wrongTryOfBlock')
  @ApiOperation({ summary: 'Sets the new password and signs out everywhere', description: 'Errors: auth.challenge_expired, auth.password_weak.' })
  @ApiNoContentResponse()
  reset(@Body({ schema: resetConfirmation }) body: ResetConfirmation): Promise<void> {
    return this.credentials.reset(body.token, body.password);
  }
}
