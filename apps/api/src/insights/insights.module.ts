import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { IdentityModule } from '../identity/index.js';
import { LedgerModule } from '../ledger/index.js';
import { ProgramsModule } from '../programs/index.js';
import { Board } from './board/board.service.js';
import { BoardPageController } from './board/board-page.controller.js';
import { MyBoardController } from './board/my-board.controller.js';
import { DayFolds } from './days/day-folds.js';
import { ProgramDay } from './days/program-day.entity.js';
import { InsightsController } from './insights.controller.js';
import { LiveController } from './live/live.controller.js';
import { LiveProgress } from './live/live-progress.js';
import { LiveReader } from './live/live-reader.js';
import { DEFAULT_LIVE_TIMING, LIVE_TIMING } from './live/live-timing.js';
import { MeController } from './me.controller.js';
import { TopMembers } from './overview/top-members.js';
import { Overview } from './overview/overview.service.js';
import { WaitingController } from './waiting/waiting.controller.js';
import { Waiting } from './waiting/waiting.service.js';
import { Search } from './search/search.service.js';

/** Read-only questions across contexts; what it writes itself can be counted anew from theirs. */
@Module({
  imports: [IdentityModule, ProgramsModule, LedgerModule, TypeOrmModule.forFeature([ProgramDay])],
  controllers: [MeController, InsightsController, WaitingController, MyBoardController, BoardPageController, LiveController],
  providers: [Overview, TopMembers, Waiting, DayFolds, Search, Board, LiveProgress, LiveReader, { provide: LIVE_TIMING, useValue: DEFAULT_LIVE_TIMING }],
})
export class InsightsModule {}
