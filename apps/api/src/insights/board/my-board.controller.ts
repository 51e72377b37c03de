import { Controller, Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiParam, ApiTags } from '@nestjs/swagger';
import { CurrentMember, MemberOnly } from '../../platform/auth/access.js';
import { BoardQuery, BoardResponse } from './board.dto.js';
import { Board } from './board.service.js';

const TOP = 10;

@ApiTags('Member')
@ApiParam({ name: 'slug', type: String })
@MemberOnly()
@Controller('api/v1/me/programs/:slug/board')
export class MyBoardController {
  constructor(private readonly board: Board) {}

  /** Who brought most friends, and who stands next to the member. Errors: 404 request.not_found for a season that is none of the program’s. */
  @Get()
  @ApiOkResponse({ standardSchema: BoardResponse })
  async show(@CurrentMember() me: { programId: string; memberId: string }, @Query({ schema: BoardQuery }) { season }: BoardQuery): Promise<BoardResponse> {
    return this.board.around(me.programId, me.memberId, season, TOP);
  }
}
