import { Body, Controller, Get, Param, ParseUUIDPipe, Post, Put } from '@nestjs/common';
import { permits } from '@fanfare/contracts';
import { ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { CurrentPrincipal, type Principal, RequirePermission } from '../platform/auth/access.js';
import { Catalogue } from './catalogue.service.js';
import { NewRewardRequest, RewardChangeRequest, RewardResponse, RewardsResponse, RewardStockRequest, StockRequest, StockResponse } from './rewards.dto.js';
import { Stock } from './stock.service.js';

@ApiTags('Staff: rewards')
@Controller('api/v1/programs/:programId')
export class CatalogueController {
  constructor(
    private readonly catalogue: Catalogue,
    private readonly shelf: Stock,
  ) {}

  /** What a reward of the kind `unlock` says is told only to who may change it: to others its `text` is empty. */
  @Get('rewards')
  @RequirePermission('rewards:read')
  @ApiOkResponse({ standardSchema: RewardsResponse })
  async list(@Param('programId', ParseUUIDPipe) programId: string, @CurrentPrincipal() { role }: Principal): Promise<RewardsResponse> {
    const { items, givers } = await this.catalogue.list(programId);
    const tells = role !== null && permits(role, 'rewards:write');
    return { items: tells ? items : items.map((item) => ({ ...item, unlock: item.unlock && { ...item.unlock, text: {} } })), givers, nextCursor: null };
  }

  @Post('rewards')
  @RequirePermission('rewards:write')
  @ApiCreatedResponse({ standardSchema: RewardResponse })
  async create(@Param('programId', ParseUUIDPipe) programId: string, @CurrentPrincipal() me: Principal, @Body({ schema: NewRewardRequest }) body: NewRewardRequest): Promise<RewardResponse> {
    return this.catalogue.create(programId, me.accountId, body);
  }

  /** Errors: 404 `reward.not_found`, `reward.variant_not_found`; 409 `reward.stock_promised`; 422 `picture.not_found`. */
  @Put('rewards/:rewardId')
  @RequirePermission('rewards:write')
  @ApiOkResponse({ standardSchema: RewardResponse })
  async change(
    @Param('programId', ParseUUIDPipe) programId: string, @Param('rewardId', ParseUUIDPipe) rewardId: string,
    @CurrentPrincipal() me: Principal, @Body({ schema: RewardChangeRequest }) body: RewardChangeRequest,
  ): Promise<RewardResponse> {
    return this.catalogue.change(programId, me.accountId, rewardId, body);
  }

  /** Makes it scarce, or says with null that there is always enough. Errors: 404 `reward.not_found`, 409 `reward.stock_follows`. */
  @Put('rewards/:rewardId/stock')
  @RequirePermission('rewards:write')
  @ApiOkResponse({ standardSchema: RewardResponse })
  async stockOf(
    @Param('programId', ParseUUIDPipe) programId: string, @Param('rewardId', ParseUUIDPipe) rewardId: string,
    @CurrentPrincipal() me: Principal, @Body({ schema: RewardStockRequest }) body: RewardStockRequest,
  ): Promise<RewardResponse> {
    return this.shelf.ofReward(programId, me.accountId, rewardId, body.unitsLeft);
  }

  /** Errors: 404 `reward.not_found`, `reward.variant_not_found`; 409 `reward.stock_promised`. */
  @Put('rewards/:rewardId/variants/:variantId/stock')
  @RequirePermission('rewards:write')
  @ApiOkResponse({ standardSchema: RewardResponse })
  async stockOfVariant(
    @Param('programId', ParseUUIDPipe) programId: string, @Param('rewardId', ParseUUIDPipe) rewardId: string, @Param('variantId', ParseUUIDPipe) variantId: string,
    @CurrentPrincipal() me: Principal, @Body({ schema: RewardStockRequest }) body: RewardStockRequest,
  ): Promise<RewardResponse> {
    return this.shelf.ofVariant(programId, me.accountId, rewardId, variantId, body.unitsLeft);
  }

  /** Whoever packs parcels counts the shelf, too. Errors: 404 `pool.not_found`. */
  @Put('pools/:poolId')
  @RequirePermission('grants:ship')
  @ApiOkResponse({ standardSchema: StockResponse })
  async stock(
    @Param('programId', ParseUUIDPipe) programId: string, @Param('poolId', ParseUUIDPipe) poolId: string,
    @CurrentPrincipal() me: Principal, @Body({ schema: StockRequest }) body: StockRequest,
  ): Promise<StockResponse> {
    return this.shelf.ofPool(programId, me.accountId, poolId, body.unitsLeft);
  }
}
