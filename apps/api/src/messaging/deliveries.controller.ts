import { Controller, Get, HttpCode, Param, ParseUUIDPipe, Post, Query } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CurrentPrincipal, type Principal, RequirePermission } from '../platform/auth/access.js';
import { DeliveriesResponse, DeliveryQuery, MailStatusResponse } from './deliveries.dto.js';
import { Deliveries } from './deliveries.service.js';
import { DeliveryList } from './delivery-list.service.js';

@ApiTags('staff')
@Controller('api/v1/programs/:programId/deliveries')
export class DeliveriesController {
  constructor(
    private readonly deliveries: Deliveries,
    private readonly list: DeliveryList,
  ) {}

  @Get()
  @RequirePermission('mail:manage')
  @ApiOperation({ summary: 'Mails and how they ended, newest first' })
  @ApiOkResponse({ standardSchema: DeliveriesResponse })
  page(@Param('programId', ParseUUIDPipe) programId: string, @Query({ schema: DeliveryQuery }) query: DeliveryQuery): Promise<DeliveriesResponse> {
    return this.list.page(programId, query);
  }

  @Get('status')
  @RequirePermission('mail:manage')
  @ApiOperation({ summary: 'Whether mail leaves at all, and how many wait for a decision' })
  @ApiOkResponse({ standardSchema: MailStatusResponse })
  status(@Param('programId', ParseUUIDPipe) programId: string): Promise<MailStatusResponse> {
    return this.list.status(programId);
  }

  @Post(':deliveryId/resend')
  @HttpCode(204)
  @RequirePermission('mail:manage')
  @ApiOperation({ summary: 'Sends a parked or unknown mail (again)', description: 'Errors: delivery.not_found, delivery.not_parked.' })
  @ApiNoContentResponse()
  resend(@Param('programId', ParseUUIDPipe) programId: string, @Param('deliveryId', ParseUUIDPipe) id: string, @CurrentPrincipal() who: Principal): Promise<void> {
    return this.deliveries.resend(programId, id, who.accountId);
  }

  @Post(':deliveryId/arrived')
  @HttpCode(204)
  @RequirePermission('mail:manage')
  @ApiOperation({ summary: 'Notes that an unknown mail has arrived', description: 'Errors: delivery.not_found, delivery.not_parked.' })
  @ApiNoContentResponse()
  arrived(@Param('programId', ParseUUIDPipe) programId: string, @Param('deliveryId', ParseUUIDPipe) id: string, @CurrentPrincipal() who: Principal): Promise<void> {
    return this.deliveries.arrived(programId, id, who.accountId);
  }

  @Post(':deliveryId/dismiss')
  @HttpCode(204)
  @RequirePermission('mail:manage')
  @ApiOperation({ summary: 'Leaves a parked or unknown mail as it is', description: 'Errors: delivery.not_found, delivery.not_parked.' })
  @ApiNoContentResponse()
  dismiss(@Param('programId', ParseUUIDPipe) programId: string, @Param('deliveryId', ParseUUIDPipe) id: string, @CurrentPrincipal() who: Principal): Promise<void> {
    return this.deliveries.dismiss(programId, id, who.accountId);
  }
}
