import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { IdentityModule } from '../identity/index.js';
import { MembersModule } from '../members/index.js';
import { ProgramsModule } from '../programs/index.js';
import { AwardRecord, CountWindow, FactRecord, IdentityClaim, LedgerEntry, Referral, TimerRecord } from './book.entities.js';
import { BookData } from './book-data.js';
import { BookOpener } from './book-opener.js';
import { BookVisitor } from './book-visitor.js';
import { DueBooks } from './due-books.js';
import { EffectWriters } from './effects.js';
import { Inviters } from './inviters.js';
import { Ledger } from './ledger.service.js';
import { MergesController } from './merge/merges.controller.js';
import { Merges } from './merge/merges.service.js';
import { CohortMovesController } from './cohort-moves.controller.js';
import { CohortMoves } from './cohort-moves.service.js';
import { Merging } from './merge/merging.js';
import { Relinking } from './merge/relinking.js';
import { CheckpointCheck } from './proof/checkpoint-check.js';
import { CheckpointLeaves, LedgerCheckpoint } from './proof/checkpoint.entity.js';
import { CheckpointFiles } from './proof/checkpoint-files.js';
import { Checkpoints } from './proof/checkpoints.service.js';
import { ProofController } from './proof/proof.controller.js';
import { VerificationRunner } from './proof/verification-runner.js';
import { Ranks } from './ranks.js';
import { BookRun, WhatIfMove, WhatIfPerson } from './runs/book-run.entity.js';
import { BookRunJobs } from './runs/book-run-jobs.js';
import { BookRunners } from './runs/book-runners.js';
import { BookRuns } from './runs/book-runs.service.js';
import { ScoreCount } from './score-count.entity.js';
import { SeasonRanks } from './season-ranks.js';
import { SeasonScore } from './season-score.entity.js';
import { Standing } from './standing.entity.js';
import { StandingsController } from './standings.controller.js';
import { Standings } from './standings.service.js';
import { Verifier } from './verifier.js';
import { WhatIfPeople } from './what-if/what-if-people.js';
import { WhatIfRunner } from './what-if/what-if-runner.js';
import { WhatIfsController } from './what-if/what-ifs.controller.js';
import { WhatIfs } from './what-if/what-ifs.service.js';

/** Books: facts, entries, counts, tiers, and their proof. */
@Module({
  imports: [
    IdentityModule, ProgramsModule, MembersModule,
    TypeOrmModule.forFeature([Standing, ScoreCount, SeasonScore, FactRecord, LedgerEntry, Referral, AwardRecord, TimerRecord, CountWindow, IdentityClaim]),
    TypeOrmModule.forFeature([BookRun, WhatIfPerson, WhatIfMove, LedgerCheckpoint, CheckpointLeaves]),
  ],
  controllers: [CohortMovesController, StandingsController, MergesController, WhatIfsController, ProofController],
  providers: [
    Standings, CohortMoves, Ledger, BookOpener, EffectWriters, BookVisitor, BookData, DueBooks, Ranks, SeasonRanks, Verifier, Inviters,
    Merging, Merges, Relinking,
    BookRunners, BookRuns, BookRunJobs, WhatIfRunner, WhatIfs, WhatIfPeople, VerificationRunner, Checkpoints, CheckpointFiles, CheckpointCheck,
  ],
  exports: [CohortMoves, Ledger, Inviters, EffectWriters, BookVisitor, Ranks, SeasonRanks, Verifier, WhatIfs, BookRunJobs, CheckpointCheck, Checkpoints],
})
export class LedgerModule {}
