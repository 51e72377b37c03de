export { holdCohorts, openCohort } from './cohorts/cohort-rows.js';
export { cohortKey } from './cohorts/cohorts.dto.js';
export { Cohorts } from './cohorts/cohorts.service.js';
export { type NewProgram, type NewProgramIds, ProgramTemplates } from './program-templates.service.js';
export { programImage, programLocales, Programs, type ProgramView } from './programs.service.js';
export { ProgramsModule } from './programs.module.js';
export { PublishRequest } from './rulebooks.dto.js';
export { type PublishedRulebook, type RulebookDraft, Rulebooks } from './rulebooks.service.js';
export { SetupModule } from './setup/setup.module.js';
