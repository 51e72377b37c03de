import { Body, Controller, Get, Header, Headers, Inject, Param, ParseUUIDPipe, Put, Query } from '@nestjs/common';
import { ApiOkResponse, ApiParam, ApiProduces, ApiTags } from '@nestjs/swagger';
import { CurrentMember, MemberOnly } from '../platform/auth/access.js';
import { CONFIG, type Config } from '../platform/config/config.js';
import { inLanguageOf } from '../platform/i18n/choose-locale.js';
import { calendarFile } from './calendar.js';
import type { Texts } from './event.entity.js';
import { MyEventResponse, MyEventsResponse, PageQuery, RsvpRequest, RsvpResponse } from './events.dto.js';
import { MyEvents, type OwnEvent, type Reader } from './my-events.service.js';
import { Rsvps } from './rsvps.service.js';

@ApiTags('Member')
@ApiParam({ name: 'slug', type: String })
@MemberOnly()
@Controller('api/v1/me/programs/:slug/events')
export class MyEventsController {
  constructor(
    private readonly events: MyEvents,
    private readonly rsvps: Rsvps,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** The furthest in the future first. */
  @Get()
  @ApiOkResponse({ standardSchema: MyEventsResponse })
  async list(
    @CurrentMember() me: { programId: string; memberId: string }, @Query({ schema: PageQuery }) query: PageQuery, @Headers('accept-language') language: string | undefined,
  ): Promise<MyEventsResponse> {
    const { reader, events, nextCursor } = await this.events.list(me.programId, me.memberId, query);
    return { items: events.map((event) => toResponse(event, inLanguageOf(reader, language))), nextCursor };
  }

  /**
   * Full: 200 `waiting`, with the place. Errors: 404 `event.not_found`; 409 `event.closed`; 409 `event.full` for more guests of
   * somebody who has a seat, which they keep; 422 `request.invalid`.
   */
  @Put(':eventId/rsvp')
  @ApiOkResponse({ standardSchema: RsvpResponse })
  async answer(
    @CurrentMember() me: { programId: string; memberId: string }, @Param('eventId', ParseUUIDPipe) eventId: string, @Body({ schema: RsvpRequest }) body: RsvpRequest,
  ): Promise<RsvpResponse> {
    const { status, place } = await this.rsvps.answer(me.programId, me.memberId, eventId, body);
    return { status, ...(place !== null && { place }) };
  }

  /** For the member's own calendar. Errors: 404 `event.not_found`. */
  @Get(':eventId/calendar.ics')
  @Header('content-type', 'text/calendar; charset=utf-8')
  @Header('content-disposition', 'attachment; filename="event.ics"')
  @ApiProduces('text/calendar')
  @ApiOkResponse({ schema: { type: 'string' } })
  async calendar(@CurrentMember() me: { programId: string; memberId: string }, @Param('eventId', ParseUUIDPipe) eventId: string): Promise<string> {
    const { reader, event } = await this.events.show(me.programId, me.memberId, eventId);
    return calendarFile(event, {
      title: inWords(event.title, reader) ?? '', description: inWords(event.description, reader), url: `${this.config.publicUrl}/me/${reader.slug}/events`,
    });
  }
}

function toResponse(event: OwnEvent, reader: Reader): MyEventResponse {
  return {
    id: event.id, title: inWords(event.title, reader) ?? '', description: inWords(event.description, reader), venue: event.venue,
    startsAt: event.startsAt.toISOString(), endsAt: event.endsAt.toISOString(), timeZone: reader.timeZone,
    cancelled: event.status === 'cancelled',
    open: event.status === 'published' && event.startsAt > reader.now && !event.checkedInAt,
    going: event.going, faces: [...event.faces],
    guestsAllowed: event.guestsAllowed, seatsLeft: Math.max(0, event.capacity - event.seatsTaken),
    invitation: {
      status: event.answer, guests: event.guests, place: event.place,
      answeredAt: event.answeredAt?.toISOString() ?? null, checkedInAt: event.checkedInAt?.toISOString() ?? null,
    },
  };
}

/** The member's language, else the program's, else whichever there is. */
function inWords(texts: Texts, reader: Reader): string | null {
  return texts[reader.locale] ?? texts[reader.defaultLocale] ?? Object.values(texts)[0] ?? null;
}
