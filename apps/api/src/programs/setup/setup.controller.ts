import { Body, Controller, Post } from '@nestjs/common';
import { ApiCreatedResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Public } from '../../platform/auth/access.js';
import { RateLimited } from '../../platform/auth/rate-limit.guard.js';
import { type SetupRequest, setupRequest, type SetupResponse, setupResponse } from './setup.dto.js';
import { Setup } from './setup.service.js';

@ApiTags('setup')
@Controller('api/v1/setup')
export class SetupController {
  constructor(private readonly setup: Setup) {}

  @Post()
  @Public()
  @RateLimited('wrongTryOfBlock')
  @ApiOperation({
    summary: 'Claims a new installation: the first owner and a program from the template',
    description: 'Errors: setup.closed, setup.token_invalid, auth.password_weak, program.slug_taken.',
  })
  @ApiCreatedResponse({ standardSchema: setupResponse })
  complete(@Body({ schema: setupRequest }) body: SetupRequest): Promise<SetupResponse> {
    return this.setup.complete(body);
  }
}
