import { Body, Controller, Header, Headers, HttpCode, Param, ParseUUIDPipe, Post, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { CurrentPrincipal, FreshlySignedIn, type Principal, RequirePermission } from '../../platform/auth/access.js';
import { EraseRequest, ErasureReceipt, MemberExport } from './leaving.dto.js';
import { TeamRequests } from './team-requests.service.js';

@ApiTags('staff')
@FreshlySignedIn()
@Controller('api/v1/programs/:programId/members/:memberId')
export class TeamRequestsController {
  constructor(private readonly requests: TeamRequests) {}

  @Post('export')
  @HttpCode(200)
  @RequirePermission('members:export')
  @Header('cache-control', 'no-store')
  @ApiOperation({ summary: 'Everything the program holds about a member: the file they get themselves', description: 'Noted in the audit log. Errors: member.not_found, also for somebody who has been erased; auth.step_up_required ten minutes after signing in.' })
  @ApiOkResponse({ standardSchema: MemberExport })
  async export(
    @Param('programId', ParseUUIDPipe) programId: string, @Param('memberId', ParseUUIDPipe) memberId: string, @CurrentPrincipal() who: Principal, @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<MemberExport> {
    const document = await this.requests.export(programId, who.accountId, memberId);
    void reply.header('content-disposition', `attachment; filename="${document.program.slug}-data.json"`);
    return document;
  }

  @Post('erase')
  @HttpCode(200)
  @RequirePermission('members:erase')
  @ApiOperation({
    summary: 'Erases a member who has asked for it: what leaving the program does',
    description: 'The member is told by mail, with the receipt. Asked again, the receipt is the same. Errors: member.not_found; request.invalid when `confirm` is none of their addresses, or `reason` names them; auth.step_up_required ten minutes after signing in.',
  })
  @ApiOkResponse({ standardSchema: ErasureReceipt })
  erase(
    @Param('programId', ParseUUIDPipe) programId: string, @Param('memberId', ParseUUIDPipe) memberId: string, @CurrentPrincipal() who: Principal,
    @Body({ schema: EraseRequest }) body: EraseRequest, @Headers('accept-language') language: string | undefined,
  ): Promise<ErasureReceipt> {
    return this.requests.erase(programId, who.accountId, memberId, body, language);
  }
}
