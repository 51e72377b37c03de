import { Body, Controller, Get, HttpCode, Param, ParseUUIDPipe, Post } from '@nestjs/common';
import { ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { DomainError } from '@fanfare/contracts';
import { CurrentPrincipal, type Principal, RequirePermission } from '../../platform/auth/access.js';
import { Clock } from '../../platform/clock.js';
import { ApiKeyRequest, type ApiKeyResponse, ApiKeysResponse, NewApiKeyResponse, RotationRequest } from './api-keys.dto.js';
import { ApiKeys, type ApiKeyView } from './api-keys.service.js';

@ApiTags('staff')
@Controller('api/v1/programs/:programId/api-keys')
export class ApiKeysController {
  constructor(
    private readonly keys: ApiKeys,
    private readonly clock: Clock,
  ) {}

  @Get()
  @RequirePermission('integrations:manage')
  @ApiOperation({ summary: 'Keys of the brand’s own systems, newest first' })
  @ApiOkResponse({ standardSchema: ApiKeysResponse })
  async list(@Param('programId', ParseUUIDPipe) programId: string): Promise<ApiKeysResponse> {
    return { items: (await this.keys.list(programId)).map((view) => this.toResponse(view)), nextCursor: null };
  }

  @Post()
  @RequirePermission('integrations:manage')
  @ApiOperation({ summary: 'Makes a key; this answer is the only one that shows it' })
  @ApiCreatedResponse({ standardSchema: NewApiKeyResponse })
  async create(@Param('programId', ParseUUIDPipe) programId: string, @CurrentPrincipal() who: Principal, @Body({ schema: ApiKeyRequest }) body: ApiKeyRequest): Promise<NewApiKeyResponse> {
    const expiresAt = body.expiresAt === undefined ? null : new Date(body.expiresAt);
    if (expiresAt && expiresAt <= this.clock.now()) throw new DomainError('request.invalid', {}, [{ field: 'expiresAt', code: 'past', message: 'must be in the future' }]);
    const { text, view } = await this.keys.create(programId, who.accountId, { ...body, expiresAt });
    return { key: text, apiKey: this.toResponse(view) };
  }

  @Post(':keyId/rotate')
  @RequirePermission('integrations:manage')
  @ApiOperation({ summary: 'Makes a key like this one; the old one works on for the overlap', description: 'Errors: api_key.not_found.' })
  @ApiCreatedResponse({ standardSchema: NewApiKeyResponse })
  async rotate(
    @Param('programId', ParseUUIDPipe) programId: string, @Param('keyId', ParseUUIDPipe) id: string, @CurrentPrincipal() who: Principal, @Body({ schema: RotationRequest }) body: RotationRequest,
  ): Promise<NewApiKeyResponse> {
    const { text, view } = await this.keys.rotate(programId, who.accountId, id, body.overlapHours);
    return { key: text, apiKey: this.toResponse(view) };
  }

  @Post(':keyId/revoke')
  @HttpCode(204)
  @RequirePermission('integrations:manage')
  @ApiOperation({ summary: 'Ends a key at once', description: 'Errors: api_key.not_found.' })
  @ApiNoContentResponse()
  revoke(@Param('programId', ParseUUIDPipe) programId: string, @Param('keyId', ParseUUIDPipe) id: string, @CurrentPrincipal() who: Principal): Promise<void> {
    return this.keys.revoke(programId, who.accountId, id);
  }

  private toResponse(view: ApiKeyView): ApiKeyResponse {
    return {
      id: view.id, name: view.name, kind: view.kind, scopes: [...view.scopes], hint: view.hint, status: statusOf(view, this.clock.now()),
      createdAt: view.createdAt.toISOString(), expiresAt: view.expiresAt?.toISOString() ?? null, revokedAt: view.revokedAt?.toISOString() ?? null, usedAt: view.usedAt?.toISOString() ?? null,
    };
  }
}

function statusOf({ revokedAt, expiresAt }: ApiKeyView, now: Date): ApiKeyResponse['status'] {
  if (revokedAt) return 'revoked';
  if (!expiresAt) return 'active';
  return expiresAt <= now ? 'expired' : 'expiring';
}
