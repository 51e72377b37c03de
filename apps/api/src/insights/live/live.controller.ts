import { Controller, Get, Req, Res } from '@nestjs/common';
import { ApiOkResponse, ApiParam, ApiProduces, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CurrentMember, CurrentPrincipal, MemberOnly, type Principal } from '../../platform/auth/access.js';
import { EventStream } from './event-stream.js';
import { LiveProgress } from './live-progress.js';

@ApiTags('Member')
@ApiParam({ name: 'slug', type: String })
@MemberOnly()
@Controller('api/v1/me/programs/:slug/live')
export class LiveController {
  constructor(private readonly live: LiveProgress) {}

  /**
   * Server-sent events: `progress` with `{seq, qualified, version}` at once and whenever the member's book changes, within
   * a second; `GET …/progress` has the rest. Five at a time per member: 429 `request.rate_limited`.
   */
  @Get()
  @ApiProduces('text/event-stream')
  @ApiOkResponse({ content: { 'text/event-stream': { schema: { type: 'string' } } } })
  listen(@CurrentMember() me: { programId: string; memberId: string }, @CurrentPrincipal() { sessionId }: Principal, @Req() request: FastifyRequest, @Res() reply: FastifyReply): void {
    this.live.assertRoom(me.memberId);
    reply.hijack();
    const stream = new EventStream(reply.raw);
    if (request.method === 'HEAD') stream.end();
    else this.live.add({ programId: me.programId, memberId: me.memberId, sessionId }, stream);
  }
}
