import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { RulebookVersion } from './rulebook.entity.js';
import { Rulebooks } from './rulebooks.service.js';

/** Programs: brand, languages, rulebooks. */
@Module({
  imports: [TypeOrmModule.forFeature([RulebookVersion])],
  providers: [Rulebooks],
  exports: [Rulebooks],
})
export class ProgramsModule {}
