import { Body, Controller, Get, HttpCode, Param, ParseUUIDPipe, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { CurrentPrincipal, FreshlySignedIn, type Principal, RequirePermission } from '../platform/auth/access.js';
import { toGrantResponse } from './grant-response.js';
import { GrantHistoryResponse, GrantResponse, GrantsQuery, GrantsResponse, HandGrantRequest, ReasonRequest, RevealedCodeResponse } from './grants.dto.js';
import { Grants } from './grants.service.js';

/** Grants as staff work on them. A step that does not follow: 409 `grant.wrong_state`; an unknown grant: 404 `grant.not_found`. */
@ApiTags('Staff: grants')
@Controller('api/v1/programs/:programId/grants')
export class GrantsController {
  constructor(private readonly grants: Grants) {}

  @Get()
  @RequirePermission('rewards:read')
  @ApiOkResponse({ standardSchema: GrantsResponse })
  async list(@Param('programId', ParseUUIDPipe) programId: string, @CurrentPrincipal() me: Principal, @Query({ schema: GrantsQuery }) query: GrantsQuery): Promise<GrantsResponse> {
    const { grants, nextCursor } = await this.grants.list(programId, query);
    return { items: grants.map((grant) => toGrantResponse(grant, me)), nextCursor };
  }

  /** Errors: 404 `member.not_found`, `reward.not_found`; 403 for oneself. */
  @Post()
  @RequirePermission('rewards:grant')
  @ApiCreatedResponse({ standardSchema: GrantResponse })
  async give(@Param('programId', ParseUUIDPipe) programId: string, @CurrentPrincipal() me: Principal, @Body({ schema: HandGrantRequest }) body: HandGrantRequest): Promise<GrantResponse> {
    return toGrantResponse(await this.grants.grantByHand(programId, me.accountId, body), me);
  }

  @Get(':grantId/history')
  @RequirePermission('rewards:grant')
  @ApiOkResponse({ standardSchema: GrantHistoryResponse })
  async history(@Param('programId', ParseUUIDPipe) programId: string, @Param('grantId', ParseUUIDPipe) grantId: string): Promise<GrantHistoryResponse> {
    const moments = await this.grants.history(programId, grantId);
    return { items: moments.map(({ at, status, reason, action, by, note }) => ({ at: at.toISOString(), status, reason, action, by, note })), nextCursor: null };
  }

  /** Stops it where it is until somebody has looked. */
  @Post(':grantId/hold')
  @HttpCode(200)
  @RequirePermission('rewards:grant')
  @ApiOkResponse({ standardSchema: GrantResponse })
  async hold(
    @Param('programId', ParseUUIDPipe) programId: string, @Param('grantId', ParseUUIDPipe) grantId: string, @CurrentPrincipal() me: Principal,
    @Body({ schema: ReasonRequest }) body: ReasonRequest,
  ): Promise<GrantResponse> {
    return toGrantResponse(await this.grants.hold(programId, me.accountId, grantId, body.reason), me);
  }

  @Post(':grantId/release')
  @HttpCode(200)
  @RequirePermission('rewards:grant')
  @ApiOkResponse({ standardSchema: GrantResponse })
  async release(@Param('programId', ParseUUIDPipe) programId: string, @Param('grantId', ParseUUIDPipe) grantId: string, @CurrentPrincipal() me: Principal): Promise<GrantResponse> {
    return toGrantResponse(await this.grants.release(programId, me.accountId, grantId), me);
  }

  @Post(':grantId/revoke')
  @HttpCode(200)
  @RequirePermission('rewards:grant')
  @ApiOkResponse({ standardSchema: GrantResponse })
  async revoke(
    @Param('programId', ParseUUIDPipe) programId: string, @Param('grantId', ParseUUIDPipe) grantId: string, @CurrentPrincipal() me: Principal,
    @Body({ schema: ReasonRequest }) body: ReasonRequest,
  ): Promise<GrantResponse> {
    return toGrantResponse(await this.grants.revoke(programId, me.accountId, grantId, body.reason), me);
  }

  /** What came back is kept: its member gets it no more, and unless it was damaged it is on the shelf again. */
  @Post(':grantId/put-back')
  @HttpCode(200)
  @RequirePermission('rewards:grant')
  @ApiOkResponse({ standardSchema: GrantResponse })
  async putBack(
    @Param('programId', ParseUUIDPipe) programId: string, @Param('grantId', ParseUUIDPipe) grantId: string, @CurrentPrincipal() me: Principal,
    @Body({ schema: ReasonRequest }) body: ReasonRequest,
  ): Promise<GrantResponse> {
    return toGrantResponse(await this.grants.putBack(programId, me.accountId, grantId, body.reason), me);
  }

  /**
   * The code that its member was shown, or the gift card that it has; null where there is none. A POST, because that somebody looked is noted.
   * Errors: `auth.step_up_required` ten minutes after signing in.
   */
  @Post(':grantId/reveal-code')
  @HttpCode(200)
  @RequirePermission('rewards:grant')
  @FreshlySignedIn()
  @ApiOkResponse({ standardSchema: RevealedCodeResponse })
  async revealCode(@Param('programId', ParseUUIDPipe) programId: string, @Param('grantId', ParseUUIDPipe) grantId: string, @CurrentPrincipal() me: Principal): Promise<RevealedCodeResponse> {
    return (await this.grants.revealCode(programId, me.accountId, grantId)) ?? { code: null, pin: null, lastDay: null };
  }
}
