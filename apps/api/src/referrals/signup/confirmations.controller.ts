import { Body, Controller, HttpCode, Inject, Post } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Public } from '../../platform/auth/access.js';
import { RateLimited } from '../../platform/auth/rate-limit.guard.js';
import { CONFIG, type Config } from '../../platform/config/config.js';
import { Programs } from '../../programs/index.js';
import { Confirmations } from './confirmations.service.js';
import { ConfirmationRequest, ConfirmationResponse } from './signups.dto.js';

@ApiTags('public')
@Controller('api/v1/public/confirmations')
export class ConfirmationsController {
  constructor(
    private readonly confirmations: Confirmations,
    private readonly programs: Programs,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Post()
  @Public()
  @RateLimited('confirmation')
  @HttpCode(200)
  @ApiOperation({ summary: 'Confirms a sign-up with the mailed token', description: 'Works once. Errors: confirmation.unknown, confirmation.used, confirmation.expired.' })
  @ApiOkResponse({ standardSchema: ConfirmationResponse })
  async confirm(@Body({ schema: ConfirmationRequest }) body: ConfirmationRequest): Promise<ConfirmationResponse> {
    const { programId, linkCode } = await this.confirmations.confirm(body.token);
    const { slug } = await this.programs.byId(programId);
    return { status: 'confirmed', programSlug: slug, link: linkCode === null ? null : { code: linkCode, url: `${this.config.publicUrl}/r/${linkCode}` } };
  }
}
