import { Body, Controller, Get, HttpCode, Param, ParseUUIDPipe, Post, Put, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { CurrentPrincipal, type Principal, RequirePermission } from '../platform/auth/access.js';
import { EventRequest, EventResponse, EventsQuery, EventsResponse } from './events.dto.js';
import { Events, type StaffEvent } from './events.service.js';

/** Gatherings. An unknown one: 404 `event.not_found`; one that is cancelled or has begun cannot be changed: 409 `event.closed`. */
@ApiTags('Staff: events')
@Controller('api/v1/programs/:programId/events')
export class EventsController {
  constructor(private readonly events: Events) {}

  /** The furthest in the future first. */
  @Get()
  @RequirePermission('events:read')
  @ApiOkResponse({ standardSchema: EventsResponse })
  async list(@Param('programId', ParseUUIDPipe) programId: string, @Query({ schema: EventsQuery }) query: EventsQuery): Promise<EventsResponse> {
    const { events, nextCursor } = await this.events.list(programId, query);
    return { items: events.map(toResponse), nextCursor };
  }

  /** As a draft. Errors: 422 `request.invalid` with the fields. */
  @Post()
  @RequirePermission('events:manage')
  @ApiCreatedResponse({ standardSchema: EventResponse })
  async create(@Param('programId', ParseUUIDPipe) programId: string, @CurrentPrincipal() me: Principal, @Body({ schema: EventRequest }) body: EventRequest): Promise<EventResponse> {
    return toResponse(await this.events.create(programId, me.accountId, body));
  }

  @Get(':eventId')
  @RequirePermission('events:read')
  @ApiOkResponse({ standardSchema: EventResponse })
  async show(@Param('programId', ParseUUIDPipe) programId: string, @Param('eventId', ParseUUIDPipe) eventId: string): Promise<EventResponse> {
    return toResponse(await this.events.show(programId, eventId));
  }

  /** More seats go to the waiting list at once. Errors: 409 `event.capacity_taken`; 422 `request.invalid`. */
  @Put(':eventId')
  @RequirePermission('events:manage')
  @ApiOkResponse({ standardSchema: EventResponse })
  async change(
    @Param('programId', ParseUUIDPipe) programId: string, @Param('eventId', ParseUUIDPipe) eventId: string, @CurrentPrincipal() me: Principal,
    @Body({ schema: EventRequest }) body: EventRequest,
  ): Promise<EventResponse> {
    return toResponse(await this.events.change(programId, me.accountId, eventId, body));
  }

  /** Invites everybody in its tiers. Errors: 409 `event.wrong_state` unless it is a draft. */
  @Post(':eventId/publish')
  @HttpCode(200)
  @RequirePermission('events:manage')
  @ApiOkResponse({ standardSchema: EventResponse })
  async publish(@Param('programId', ParseUUIDPipe) programId: string, @Param('eventId', ParseUUIDPipe) eventId: string, @CurrentPrincipal() me: Principal): Promise<EventResponse> {
    return toResponse(await this.events.publish(programId, me.accountId, eventId));
  }

  /** For good; everybody who was asked and has not declined is told. Errors: 409 `event.wrong_state` when it is cancelled already. */
  @Post(':eventId/cancel')
  @HttpCode(200)
  @RequirePermission('events:manage')
  @ApiOkResponse({ standardSchema: EventResponse })
  async cancel(@Param('programId', ParseUUIDPipe) programId: string, @Param('eventId', ParseUUIDPipe) eventId: string, @CurrentPrincipal() me: Principal): Promise<EventResponse> {
    return toResponse(await this.events.cancel(programId, me.accountId, eventId));
  }
}

function toResponse({ revision: _, ...event }: StaffEvent): EventResponse {
  return { ...event, startsAt: event.startsAt.toISOString(), endsAt: event.endsAt.toISOString(), updatedAt: event.updatedAt.toISOString() };
}
