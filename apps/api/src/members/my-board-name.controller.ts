import { Body, Controller, HttpCode, Put } from '@nestjs/common';
import { ApiNoContentResponse, ApiParam, ApiTags } from '@nestjs/swagger';
import { CurrentMember, MemberOnly } from '../platform/auth/access.js';
import { Clock } from '../platform/clock.js';
import { Transactions } from '../platform/database/transactions.js';
import { BoardNameRequest } from './board-name.dto.js';

@ApiTags('Member')
@ApiParam({ name: 'slug', type: String })
@MemberOnly()
@Controller('api/v1/me/programs/:slug/board')
export class MyBoardNameController {
  constructor(
    private readonly transactions: Transactions,
    private readonly clock: Clock,
  ) {}

  /** By which name the member stands on the board, or whether by none. The public page follows within a minute. */
  @Put()
  @HttpCode(204)
  @ApiNoContentResponse()
  async choose(@CurrentMember() me: { programId: string; memberId: string }, @Body({ schema: BoardNameRequest }) { name, hidden }: BoardNameRequest): Promise<void> {
    await this.transactions.inProgram(me.programId, (tx) =>
      tx.query('UPDATE profiles SET board_name = $3, board_hidden = $4, updated_at = $5 WHERE program_id = $1 AND member_id = $2', [me.programId, me.memberId, name, hidden, this.clock.now()]));
  }
}
