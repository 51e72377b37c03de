import { Body, Controller, Get, HttpCode, Param, ParseUUIDPipe, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { permits, type Role } from '@fanfare/contracts';
import { CurrentPrincipal, type Principal, RequirePermission } from '../platform/auth/access.js';
import { Fulfilment, type StaffGrant } from './fulfilment.service.js';
import { GrantResponse, GrantsQuery, GrantsResponse, HandGrantRequest, RevealResponse, RevokeRequest, ShipRequest } from './rewards.dto.js';

/** Grants as staff work on them. A step that does not follow: 409 `grant.wrong_state`; an unknown grant: 404 `grant.not_found`. */
@ApiTags('Staff: grants')
@Controller('api/v1/programs/:programId/grants')
export class GrantsController {
  constructor(private readonly fulfilment: Fulfilment) {}

  @Get()
  @RequirePermission('rewards:read')
  @ApiOkResponse({ standardSchema: GrantsResponse })
  async list(@Param('programId', ParseUUIDPipe) programId: string, @CurrentPrincipal() me: Principal, @Query({ schema: GrantsQuery }) query: GrantsQuery): Promise<GrantsResponse> {
    const { grants, nextCursor } = await this.fulfilment.list(programId, query);
    return { items: grants.map((grant) => toResponse(grant, me.role)), nextCursor };
  }

  /** Errors: 404 `member.not_found`, `reward.not_found`; 403 for oneself. */
  @Post()
  @RequirePermission('rewards:grant')
  @ApiCreatedResponse({ standardSchema: GrantResponse })
  async give(@Param('programId', ParseUUIDPipe) programId: string, @CurrentPrincipal() me: Principal, @Body({ schema: HandGrantRequest }) body: HandGrantRequest): Promise<GrantResponse> {
    return toResponse(await this.fulfilment.grantByHand(programId, me.accountId, body), me.role);
  }

  @Post(':grantId/pack')
  @HttpCode(200)
  @RequirePermission('grants:ship')
  @ApiOkResponse({ standardSchema: GrantResponse })
  async pack(@Param('programId', ParseUUIDPipe) programId: string, @Param('grantId', ParseUUIDPipe) grantId: string, @CurrentPrincipal() me: Principal): Promise<GrantResponse> {
    return toResponse(await this.fulfilment.step(programId, me.accountId, grantId, 'pack', null), me.role);
  }

  @Post(':grantId/ship')
  @HttpCode(200)
  @RequirePermission('grants:ship')
  @ApiOkResponse({ standardSchema: GrantResponse })
  async ship(
    @Param('programId', ParseUUIDPipe) programId: string, @Param('grantId', ParseUUIDPipe) grantId: string, @CurrentPrincipal() me: Principal,
    @Body({ schema: ShipRequest }) body: ShipRequest,
  ): Promise<GrantResponse> {
    return toResponse(await this.fulfilment.step(programId, me.accountId, grantId, 'ship', body.tracking ?? null), me.role);
  }

  @Post(':grantId/deliver')
  @HttpCode(200)
  @RequirePermission('grants:ship')
  @ApiOkResponse({ standardSchema: GrantResponse })
  async deliver(@Param('programId', ParseUUIDPipe) programId: string, @Param('grantId', ParseUUIDPipe) grantId: string, @CurrentPrincipal() me: Principal): Promise<GrantResponse> {
    return toResponse(await this.fulfilment.step(programId, me.accountId, grantId, 'deliver', null), me.role);
  }

  @Post(':grantId/return')
  @HttpCode(200)
  @RequirePermission('grants:ship')
  @ApiOkResponse({ standardSchema: GrantResponse })
  async takeBack(@Param('programId', ParseUUIDPipe) programId: string, @Param('grantId', ParseUUIDPipe) grantId: string, @CurrentPrincipal() me: Principal): Promise<GrantResponse> {
    return toResponse(await this.fulfilment.step(programId, me.accountId, grantId, 'return', null), me.role);
  }

  /** The end of what needs no parcel: a seat, something done by hand. */
  @Post(':grantId/fulfil')
  @HttpCode(200)
  @RequirePermission('grants:ship')
  @ApiOkResponse({ standardSchema: GrantResponse })
  async fulfil(@Param('programId', ParseUUIDPipe) programId: string, @Param('grantId', ParseUUIDPipe) grantId: string, @CurrentPrincipal() me: Principal): Promise<GrantResponse> {
    return toResponse(await this.fulfilment.step(programId, me.accountId, grantId, 'fulfil', null), me.role);
  }

  @Post(':grantId/revoke')
  @HttpCode(200)
  @RequirePermission('rewards:grant')
  @ApiOkResponse({ standardSchema: GrantResponse })
  async revoke(
    @Param('programId', ParseUUIDPipe) programId: string, @Param('grantId', ParseUUIDPipe) grantId: string, @CurrentPrincipal() me: Principal,
    @Body({ schema: RevokeRequest }) body: RevokeRequest,
  ): Promise<GrantResponse> {
    return toResponse(await this.fulfilment.revoke(programId, me.accountId, grantId, body.reason), me.role);
  }

  /** Size and address. A POST, because that somebody looked is noted. */
  @Post(':grantId/reveal')
  @HttpCode(200)
  @RequirePermission('grants:ship')
  @ApiOkResponse({ standardSchema: RevealResponse })
  async reveal(@Param('programId', ParseUUIDPipe) programId: string, @Param('grantId', ParseUUIDPipe) grantId: string, @CurrentPrincipal() me: Principal): Promise<RevealResponse> {
    return this.fulfilment.reveal(programId, me.accountId, grantId);
  }
}

function toResponse({ memberId, memberName, ...grant }: StaffGrant, role: Role | null): GrantResponse {
  const seesPeople = role !== null && (permits(role, 'members:read') || permits(role, 'grants:ship'));
  return {
    ...grant,
    member: { id: memberId, name: seesPeople ? memberName : null },
    awardedAt: grant.awardedAt.toISOString(), claimedAt: grant.claimedAt?.toISOString() ?? null, updatedAt: grant.updatedAt.toISOString(),
  };
}
