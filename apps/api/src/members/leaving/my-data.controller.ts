import { Body, Controller, Get, Header, Headers, HttpCode, Param, Post, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { CurrentMember, FreshlySignedIn, MemberOnly } from '../../platform/auth/access.js';
import { ErasureReceipt, LeaveRequest, MemberExport } from './leaving.dto.js';
import { type Leaver, Leaving } from './leaving.service.js';
import { MemberExports } from './member-export.service.js';

@ApiTags('Member')
@ApiParam({ name: 'slug', type: String })
@MemberOnly()
@Controller('api/v1/me/programs/:slug')
export class MyDataController {
  constructor(
    private readonly exports: MemberExports,
    private readonly leaving: Leaving,
  ) {}

  @Get('export')
  @FreshlySignedIn()
  @Header('cache-control', 'no-store')
  @ApiOperation({ summary: 'Everything the program holds about the member, as a file', description: 'Errors: auth.step_up_required ten minutes after signing in.' })
  @ApiOkResponse({ standardSchema: MemberExport })
  async export(@CurrentMember() me: Leaver, @Param('slug') slug: string, @Res({ passthrough: true }) reply: FastifyReply): Promise<MemberExport> {
    const document = await this.exports.of(me);
    void reply.header('content-disposition', `attachment; filename="${slug}-my-data.json"`); // the slug is one that was found
    return document;
  }

  @Post('leave')
  @FreshlySignedIn()
  @HttpCode(200)
  @ApiOperation({ summary: 'Leaves the program and erases what names the member', description: 'The account goes with its last program. Errors: request.invalid when `confirm` is not the slug; auth.step_up_required ten minutes after signing in.' })
  @ApiOkResponse({ standardSchema: ErasureReceipt })
  leave(
    @CurrentMember() me: Leaver, @Param('slug') slug: string, @Body({ schema: LeaveRequest }) { confirm }: LeaveRequest, @Headers('accept-language') language: string | undefined,
  ): Promise<ErasureReceipt> {
    return this.leaving.leave(me, slug, confirm, language);
  }
}
