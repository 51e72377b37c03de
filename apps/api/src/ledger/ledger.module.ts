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
import { Ledger } from './ledger.service.js';
import { MergesController } from './merge/merges.controller.js';
import { Merges } from './merge/merges.service.js';
import { Merging } from './merge/merging.js';
import { Relinking } from './merge/relinking.js';
import { Ranks } from './ranks.js';
import { ScoreCount } from './score-count.entity.js';
import { SeasonRanks } from './season-ranks.js';
import { SeasonScore } from './season-score.entity.js';
import { Standing } from './standing.entity.js';
import { StandingsController } from './standings.controller.js';
import { Standings } from './standings.service.js';
import { Verifier } from './verifier.js';

/** Books: facts, entries, counts, tiers, and their proof. */
@Module({
  imports: [IdentityModule, ProgramsModule, MembersModule, TypeOrmModule.forFeature([Standing, ScoreCount, SeasonScore, FactRecord, LedgerEntry, Referral, AwardRecord, TimerRecord, CountWindow, IdentityClaim])],
  controllers: [StandingsController, MergesController],
  providers: [Standings, Ledger, Merging, Merges, Relinking, BookOpener, EffectWriters, BookVisitor, BookData, DueBooks, Ranks, SeasonRanks, Verifier],
  exports: [Ledger, EffectWriters, BookVisitor, Ranks, SeasonRanks, Verifier],
})
export class LedgerModule {}
