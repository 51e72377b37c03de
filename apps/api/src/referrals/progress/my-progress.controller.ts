import { Controller, Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiParam, ApiTags } from '@nestjs/swagger';
import { CurrentMember, MemberOnly } from '../../platform/auth/access.js';
import { MyReferrals } from './my-referrals.service.js';
import { MyReferralsQuery, MyReferralsResponse, ProgressResponse } from './progress.dto.js';
import { Progress } from './progress.service.js';

@ApiTags('Member')
@ApiParam({ name: 'slug', type: String })
@MemberOnly()
@Controller('api/v1/me/programs/:slug')
export class MyProgressController {
  constructor(
    private readonly progress: Progress,
    private readonly referrals: MyReferrals,
  ) {}

  /** The member's own count, tier, and what comes next. */
  @Get('progress')
  @ApiOkResponse({ standardSchema: ProgressResponse })
  async own(@CurrentMember() me: { programId: string; memberId: string }): Promise<ProgressResponse> {
    return this.progress.of(me.programId, me.memberId);
  }

  /** The member's friends with status and reason, newest first. */
  @Get('referrals')
  @ApiOkResponse({ standardSchema: MyReferralsResponse })
  async friends(@CurrentMember() me: { programId: string; memberId: string }, @Query({ schema: MyReferralsQuery }) query: MyReferralsQuery): Promise<MyReferralsResponse> {
    return this.referrals.list(me.programId, me.memberId, query);
  }
}
