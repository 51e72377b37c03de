import { Body, Controller, HttpCode, Post, Req, Res } from '@nestjs/common';
import { ApiAcceptedResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Public } from '../../platform/auth/access.js';
import { RateLimited } from '../../platform/auth/rate-limit.guard.js';
import { type ChallengeRequest, challengeRequest, type SentResponse, sentResponse } from '../auth.dto.js';
import { SignInCookies } from '../sign-in-cookies.service.js';
import { Challenges } from './challenges.service.js';

@ApiTags('auth')
@Controller('api/v1/auth/challenges')
export class ChallengesController {
  constructor(
    private readonly challenges: Challenges,
    private readonly cookies: SignInCookies,
  ) {}

  @Post()
  @HttpCode(202)
  @Public()
  @RateLimited('challengeStart')
  @ApiOperation({ summary: 'Asks for a sign-in mail', description: 'Answers the same for every address. The code and link work in this browser only, for ten minutes.' })
  @ApiAcceptedResponse({ standardSchema: sentResponse })
  async start(@Body({ schema: challengeRequest }) body: ChallengeRequest, @Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<SentResponse> {
    const nonce = this.cookies.ensureNonce(request, reply);
    await this.challenges.start('member_sign_in', { email: body.email, program: body.program ?? null, nonce, ip: request.ip });
    return { status: 'sent' };
  }
}
