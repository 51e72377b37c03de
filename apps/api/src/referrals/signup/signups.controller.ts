import { Body, Controller, HttpCode, Inject, Param, Post, Req } from '@nestjs/common';
import { ApiAcceptedResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { canonicalEmail, foldCode } from '@fanfare/domain';
import type { FastifyRequest } from 'fastify';
import { Public } from '../../platform/auth/access.js';
import { countryOf } from '../../platform/auth/country.js';
import { RateLimited } from '../../platform/auth/rate-limit.guard.js';
import { CONFIG, type Config } from '../../platform/config/config.js';
import { chooseLocale } from '../../platform/i18n/choose-locale.js';
import { programLocales, Programs } from '../../programs/index.js';
import { SignupRequest, SignupResponse } from './signups.dto.js';
import { Signups } from './signups.service.js';

/** The brand shows its own text; its version is the brand's to keep. */
const CONSENT_VERSION = 'api.1';

@ApiTags('public')
@Controller('api/v1/public/programs/:slug/signups')
export class SignupsController {
  constructor(
    private readonly programs: Programs,
    private readonly signups: Signups,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Post()
  @Public()
  @RateLimited('signUp')
  @HttpCode(202)
  @ApiOperation({ summary: 'Signs somebody up; a mail asks them to confirm', description: 'Cookies are not looked at. Errors: program.not_found, program.paused, request.invalid.' })
  @ApiAcceptedResponse({ standardSchema: SignupResponse })
  async signUp(@Param('slug') slug: string, @Body({ schema: SignupRequest }) body: SignupRequest, @Req() request: FastifyRequest): Promise<SignupResponse> {
    const program = await this.programs.bySlug(slug);
    await this.signups.submit(program, {
      email: canonicalEmail(body.email)!, // the schema has read it before
      name: body.name || null,
      locale: chooseLocale(body.locale, undefined, programLocales(program), program.defaultLocale),
      consentVersion: CONSENT_VERSION,
      code: body.referralCode === undefined ? null : foldCode(body.referralCode),
      clickId: body.clickId?.toLowerCase() ?? null,
      firstClickId: body.firstClickId?.toLowerCase() ?? null,
      cohort: body.cohort || null,
      cookie: [],
      visitor: null,
      ip: request.ip,
      country: countryOf(request, this.config),
    });
    return { status: 'confirmation_sent' };
  }
}
