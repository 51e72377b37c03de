import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { IdentityModule } from '../identity/index.js';
import { Cohort } from './cohorts/cohort.entity.js';
import { CohortsController } from './cohorts/cohorts.controller.js';
import { Cohorts } from './cohorts/cohorts.service.js';
import { RulebookDraft } from './drafts/rulebook-draft.entity.js';
import { RulebookDraftsController } from './drafts/rulebook-drafts.controller.js';
import { RulebookDrafts } from './drafts/rulebook-drafts.service.js';
import { PageOrigins } from './page-origins.js';
import { Program, ProgramSlug } from './program.entity.js';
import { ProgramTemplates } from './program-templates.service.js';
import { Programs } from './programs.service.js';
import { PublicProgramController } from './public-program.controller.js';
import { RulebookVersion } from './rulebook.entity.js';
import { RulebooksController } from './rulebooks.controller.js';
import { Rulebooks } from './rulebooks.service.js';
import { SettingsController } from './settings.controller.js';

/** Programs: brand, languages, rulebooks. */
@Module({
  imports: [IdentityModule, TypeOrmModule.forFeature([Program, ProgramSlug, RulebookVersion, RulebookDraft, Cohort])],
  controllers: [SettingsController, RulebooksController, RulebookDraftsController, CohortsController, PublicProgramController],
  providers: [PageOrigins, Programs, ProgramTemplates, Rulebooks, RulebookDrafts, Cohorts],
  exports: [Programs, ProgramTemplates, Rulebooks, Cohorts],
})
export class ProgramsModule {}
