import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { ProgramsModule } from '../programs/index.js';
import { AwardRecord, CountWindow, FactRecord, IdentityClaim, LedgerEntry, Referral, TimerRecord } from './book.entities.js';
import { BookData } from './book-data.js';
import { BookOpener } from './book-opener.js';
import { BookVisitor } from './book-visitor.js';
import { DueBooks } from './due-books.js';
import { EffectWriters } from './effects.js';
import { Ledger } from './ledger.service.js';
import { Ranks } from './ranks.js';
import { ScoreCount } from './score-count.entity.js';
import { Standing } from './standing.entity.js';
import { Verifier } from './verifier.js';

/** Books: facts, entries, counts, tiers, and their proof. */
@Module({
  imports: [ProgramsModule, TypeOrmModule.forFeature([Standing, ScoreCount, FactRecord, LedgerEntry, Referral, AwardRecord, TimerRecord, CountWindow, IdentityClaim])],
  providers: [Ledger, BookOpener, EffectWriters, BookVisitor, BookData, DueBooks, Ranks, Verifier],
  exports: [Ledger, EffectWriters, BookVisitor, Ranks, Verifier],
})
export class LedgerModule {}
